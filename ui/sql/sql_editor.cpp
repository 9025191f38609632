// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/sql/sql_editor.h"

#include "models/query/sql_text.h"
#include "ui/sql/sql_lexer.h"
#include "ui/sql/sql_look.h"
#include "ui/style/metrics.h"
#include "ui/style/theme.h"
#include <QEvent>
#include <QKeyEvent>
#include <Qsci/qscicommandset.h>
#include <algorithm>

namespace arborist {

namespace {

enum Margin { LineMargin = 0, SignMargin = 1 };
enum Marker { ErrorSign = 1, ErrorLine = 2 };
constexpr int kErrorIndicator = 8;
constexpr int kTypedBeforeProposals = 2;
constexpr int kMostProposals = 300;

bool isCommentKey(const QKeyEvent &event)
{
    return event.key() == Qt::Key_Slash && (event.modifiers() & Qt::ControlModifier);
}

} // namespace

SqlEditor::SqlEditor(QWidget *parent) : QsciScintilla(parent), m_lexer(new SqlLexer(this))
{
    setAccessibleName(tr("SQL editor"));
    setFrameShape(QFrame::NoFrame);
    setUtf8(true);
    setEolMode(EolUnix);
    setLexer(m_lexer);
    setIndentationsUseTabs(false);
    setTabWidth(2);
    setAutoIndent(true);
    setBraceMatching(SloppyBraceMatch);
    setCaretLineVisible(true);
    setScrollWidth(1);
    setScrollWidthTracking(true);
    setMarginType(LineMargin, QsciScintilla::NumberMargin);
    setMarginType(SignMargin, SymbolMargin);
    setMarginMarkerMask(SignMargin, 1 << ErrorSign);
    setMarginWidth(2, 0);
    markerDefine(Background, ErrorLine);
    indicatorDefine(SquiggleIndicator, kErrorIndicator);
    send(SCI_AUTOCSETSEPARATOR, '\n');
    send(SCI_AUTOCSETIGNORECASE, 1);
    send(SCI_AUTOCSETORDER, SC_ORDER_CUSTOM);
    send(SCI_AUTOCSETMAXHEIGHT, 10);
    setUpKeys();
    dress();
    connect(this, &QsciScintillaBase::SCN_CHARADDED, this, &SqlEditor::charAdded);
    connect(this, &QsciScintilla::textChanged, this, &SqlEditor::clearErrors);
    connect(this, &QsciScintilla::linesChanged, this, &SqlEditor::fitGutter);
}

long SqlEditor::send(unsigned int message, unsigned long w, long l) const
{
    return SendScintilla(message, w, l);
}

/// Frees the keys that mean something else in this window.
void SqlEditor::setUpKeys()
{
    for (const int key :
         {int(Qt::CTRL) | Qt::Key_T, int(Qt::CTRL) | Qt::Key_Slash, int(Qt::CTRL) | Qt::Key_D,
          int(Qt::CTRL) | Qt::Key_L, int(Qt::CTRL) | Qt::Key_E, int(Qt::CTRL) | Qt::Key_Space}) {
        if (QsciCommand *command = standardCommands()->boundTo(key))
            command->setKey(0);
    }
}

void SqlEditor::dress()
{
    const Theme &theme = Theme::current();
    dressSql(*this, *m_lexer);
    setMatchedBraceBackgroundColor(theme.selection);
    setMatchedBraceForegroundColor(theme.accent);
    setUnmatchedBraceBackgroundColor(theme.base);
    setUnmatchedBraceForegroundColor(theme.tone(Tone::Danger).text);
    markerDefine(signPixmap(Glyph::Failed, devicePixelRatioF()), ErrorSign);
    setMarkerBackgroundColor(theme.tone(Tone::Danger).tint, ErrorLine);
    setIndicatorForegroundColor(theme.tone(Tone::Danger).fill, kErrorIndicator);
    setMarginWidth(SignMargin, px(16));
    send(SCI_SETMARGINLEFT, 0, px(8));
    fitGutter();
}

void SqlEditor::fitGutter()
{
    setMarginWidth(LineMargin, lineNumberWidth(*this));
}

/// What the editor's keys mean goes before what the window takes them for, and the other way round
/// for Escape.
bool SqlEditor::event(QEvent *event)
{
    if (event->type() == QEvent::ShortcutOverride) {
        auto *key = static_cast<QKeyEvent *>(event);
        const bool comment = isCommentKey(*key);
        if (comment || (key->key() == Qt::Key_Escape && !isListActive())) {
            key->setAccepted(comment);
            return true;
        }
    }
    return QsciScintilla::event(event);
}

void SqlEditor::keyPressEvent(QKeyEvent *event)
{
    if (isCommentKey(*event))
        toggleComment();
    else
        QsciScintilla::keyPressEvent(event);
}

void SqlEditor::changeEvent(QEvent *event)
{
    QsciScintilla::changeEvent(event);
    if (event->type() == QEvent::PaletteChange || event->type() == QEvent::ApplicationFontChange)
        dress();
}

QByteArray SqlEditor::utf8() const
{
    return text().toUtf8();
}

bool SqlEditor::isBlank() const
{
    return length() == 0 || text().trimmed().isEmpty();
}

int SqlEditor::position() const
{
    return int(send(SCI_GETCURRENTPOS));
}

void SqlEditor::setPosition(int position)
{
    send(SCI_SETEMPTYSELECTION, (unsigned long)position);
    ensureCursorVisible();
}

SqlEditor::Piece SqlEditor::chosenPiece() const
{
    if (hasSelectedText())
        return {selectedText(), int(send(SCI_GETSELECTIONSTART))};
    const QByteArray sql = utf8();
    const sql_text::Range range = sql_text::statementAt(sql, position());
    return {QString::fromUtf8(sql.mid(range.begin, range.end - range.begin)), int(range.begin)};
}

SqlEditor::Piece SqlEditor::wholePiece() const
{
    return {isBlank() ? QString() : text(), 0};
}

void SqlEditor::replaceAll(const QString &sql)
{
    if (sql == text())
        return;
    beginUndoAction();
    selectAll();
    replaceSelectedText(sql);
    endUndoAction();
    setPosition(0);
}

void SqlEditor::toggleComment()
{
    const int begin = int(send(SCI_GETSELECTIONSTART));
    const int end = int(send(SCI_GETSELECTIONEND));
    const int first = lineOf(begin);
    int last = lineOf(end);
    // A selection that ends where a line begins does not mean that line.
    if (last > first && send(SCI_POSITIONFROMLINE, (unsigned long)last) == end)
        --last;
    bool allCommented = true;
    for (int line = first; line <= last; ++line) {
        const QString words = text(line).trimmed();
        allCommented = allCommented && (words.isEmpty() || words.startsWith(u"--"));
    }
    beginUndoAction();
    for (int line = first; line <= last; ++line) {
        const QString whole = text(line);
        if (whole.trimmed().isEmpty() && first != last)
            continue;
        if (!allCommented) {
            insertAt(QStringLiteral("-- "), line, 0);
            continue;
        }
        const int at = int(whole.indexOf(u"--"));
        if (at < 0)
            continue;
        const int length = whole.mid(at + 2).startsWith(u' ') ? 3 : 2;
        const long from = send(SCI_POSITIONFROMLINE, (unsigned long)line) + at;
        send(SCI_DELETERANGE, (unsigned long)from, length);
    }
    endUndoAction();
}

bool SqlEditor::find(const QString &what, bool forward, bool stay)
{
    if (what.isEmpty())
        return false;
    int line = -1;
    int index = -1;
    int toLine = -1;
    int toIndex = -1;
    getSelection(&line, &index, &toLine, &toIndex);
    if (line >= 0) {
        const bool fromBegin = stay || !forward;
        setCursorPosition(fromBegin ? line : toLine, fromBegin ? index : toIndex);
    }
    return findFirst(what, false, false, false, true, forward);
}

void SqlEditor::markError(int position)
{
    const int line = lineOf(position);
    markerAdd(line, ErrorSign);
    markerAdd(line, ErrorLine);
    // The whole word that begins there; at the end of the text the last one.
    const QByteArray sql = utf8();
    int begin = std::clamp(position, 0, std::max(0, int(sql.size()) - 1));
    int end = int(sql.size());
    if (begin < end)
        end = int(sql_text::tokenAt(sql, begin).end);
    send(SCI_SETINDICATORCURRENT, kErrorIndicator);
    send(SCI_INDICATORFILLRANGE, (unsigned long)begin, end - begin);
}

void SqlEditor::clearErrors()
{
    markerDeleteAll(ErrorSign);
    markerDeleteAll(ErrorLine);
    send(SCI_SETINDICATORCURRENT, kErrorIndicator);
    send(SCI_INDICATORCLEARRANGE, 0, length());
}

bool SqlEditor::hasErrorAt(int position) const
{
    return send(SCI_INDICATORVALUEAT, kErrorIndicator, position) != 0;
}

void SqlEditor::showPosition(int position)
{
    setPosition(position);
    setFocus(Qt::OtherFocusReason);
}

int SqlEditor::lineOf(int position) const
{
    return int(send(SCI_LINEFROMPOSITION, (unsigned long)position));
}

void SqlEditor::setCompleter(Completer completer)
{
    m_completer = std::move(completer);
}

void SqlEditor::propose()
{
    showProposals(true);
}

void SqlEditor::charAdded(int character)
{
    const bool word = character == '_' || (character < 128 && QChar(character).isLetterOrNumber());
    if (word || character == '.')
        showProposals(false);
}

void SqlEditor::showProposals(bool asked)
{
    if (!m_completer || (!asked && send(SCI_AUTOCACTIVE)))
        return;
    const int at = position();
    if (at > 1 && SqlLexer::isOpaque(int(send(SCI_GETSTYLEAT, (unsigned long)(at - 2)))))
        return;
    const Proposals found = m_completer(utf8(), at, asked);
    const char before = at > found.typed ? bytes(at - found.typed - 1, at - found.typed)[0] : ' ';
    if (found.words.isEmpty() || (!asked && found.typed < kTypedBeforeProposals && before != '.')) {
        send(SCI_AUTOCCANCEL);
        return;
    }
    const QByteArray list = found.words.mid(0, kMostProposals).join(u'\n').toUtf8();
    SendScintilla(SCI_AUTOCSHOW, (unsigned long)found.typed, list.constData());
}

} // namespace arborist
