// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/sql/sql_reader.h"

#include "ui/sql/sql_lexer.h"
#include "ui/sql/sql_look.h"
#include "ui/style/metrics.h"
#include "ui/style/theme.h"
#include <QEvent>
#include <QHelpEvent>
#include <QKeyEvent>
#include <QToolTip>
#include <algorithm>

namespace arborist {

namespace {

enum Margin { SignMargin, NumberMargin, EdgeMargin };
/// Signs and tints of the three tones; the higher number is drawn on top.
enum Marker { InfoLine, DriftLine, DangerLine, InfoSign, DriftSign, DangerSign };

int lineMarker(Tone tone)
{
    return tone == Tone::Danger ? DangerLine : tone == Tone::Drift ? DriftLine : InfoLine;
}

} // namespace

SqlReader::SqlReader(QWidget *parent) : QsciScintilla(parent), m_lexer(new SqlLexer(this))
{
    setAccessibleName(tr("SQL of the migration"));
    setFrameShape(QFrame::NoFrame);
    setUtf8(true);
    setLexer(m_lexer);
    setReadOnly(true);
    setTabWidth(2);
    setScrollWidth(1);
    setScrollWidthTracking(true);
    setMarginType(SignMargin, SymbolMargin);
    setMarginType(NumberMargin, QsciScintilla::NumberMargin);
    setMarginType(EdgeMargin, SymbolMarginColor);
    setMarginMarkerMask(SignMargin, 1 << InfoSign | 1 << DriftSign | 1 << DangerSign);
    setMarginMarkerMask(NumberMargin, 0);
    setMarginMarkerMask(EdgeMargin, 0);
    for (const int line : {InfoLine, DriftLine, DangerLine})
        markerDefine(Background, line);
    // Nothing blinks where nothing can be written.
    SendScintilla(SCI_SETCARETPERIOD, 0UL);
    SendScintilla(SCI_SETENDATLASTLINE, 1UL);
    setCornerWidget(new QWidget); // between the scroll bars, in place of the style's frame
    dress();
    connect(this, &QsciScintilla::linesChanged, this,
            [this] { setMarginWidth(NumberMargin, lineNumberWidth(*this)); });
}

void SqlReader::dress()
{
    const Theme &theme = Theme::current();
    dressSql(*this, *m_lexer);
    for (const Tone tone : {Tone::Info, Tone::Drift, Tone::Danger})
        setMarkerBackgroundColor(theme.tone(tone).tint, lineMarker(tone));
    markerDefine(signPixmap(Glyph::Pending, devicePixelRatioF()), InfoSign);
    markerDefine(signPixmap(Glyph::Drift, devicePixelRatioF()), DriftSign);
    markerDefine(signPixmap(Glyph::Failed, devicePixelRatioF()), DangerSign);
    setMarginWidth(SignMargin, px(28));
    setMarginWidth(NumberMargin, lineNumberWidth(*this));
    setMarginWidth(EdgeMargin, 1);
    setMarginBackgroundColor(EdgeMargin, theme.border);
    SendScintilla(SCI_SETMARGINLEFT, 0UL, px(12));
}

void SqlReader::setSql(const QByteArray &utf8)
{
    setReadOnly(false);
    setText(QString::fromUtf8(utf8));
    setReadOnly(true);
    SendScintilla(SCI_EMPTYUNDOBUFFER);
    SendScintilla(SCI_SETSCROLLWIDTH, 1UL);
    setCursorPosition(0, 0);
    setFirstVisibleLine(0);
    setMarginWidth(NumberMargin, lineNumberWidth(*this));
    setMarks({});
}

void SqlReader::setMarks(std::vector<Mark> marks)
{
    m_marks = std::move(marks);
    applyMarks();
}

void SqlReader::applyMarks()
{
    markerDeleteAll();
    for (const Mark &mark : m_marks) {
        const int line = mark.line - 1;
        if (line < 0 || line >= lines())
            continue;
        if (mark.tone != Tone::Info) // a word of advice needs no colour
            markerAdd(line, lineMarker(mark.tone));
        markerAdd(line, lineMarker(mark.tone) + InfoSign);
    }
}

void SqlReader::showLine(int line, int column)
{
    line = std::clamp(line - 1, 0, std::max(0, lines() - 1));
    const int shown = int(SendScintilla(SCI_LINESONSCREEN));
    setFirstVisibleLine(std::max(0, line - shown / 3));
    setCursorPosition(line, std::max(0, column - 1));
    setFocus(Qt::OtherFocusReason);
}

int SqlReader::currentLine() const
{
    int line = 0;
    int index = 0;
    getCursorPosition(&line, &index);
    return line + 1;
}

QString SqlReader::markText(int line) const
{
    QStringList texts;
    for (const Mark &mark : m_marks) {
        if (mark.line == line && !mark.text.isEmpty())
            texts << mark.text;
    }
    return texts.join(QStringLiteral("\n\n"));
}

bool SqlReader::viewportEvent(QEvent *event)
{
    if (event->type() == QEvent::ToolTip) {
        const auto *help = static_cast<QHelpEvent *>(event);
        const QString text = markText(lineAt(help->pos()) + 1);
        text.isEmpty() ? QToolTip::hideText() : QToolTip::showText(help->globalPos(), text, this);
        return true;
    }
    return QsciScintilla::viewportEvent(event);
}

/// Only what moves and copies is the view's own; all else is the window's.
bool SqlReader::event(QEvent *event)
{
    if (event->type() == QEvent::ShortcutOverride) {
        const auto *key = static_cast<QKeyEvent *>(event);
        if (!key->matches(QKeySequence::Copy) && !key->matches(QKeySequence::SelectAll)) {
            event->ignore();
            return true;
        }
    }
    return QsciScintilla::event(event);
}

void SqlReader::keyPressEvent(QKeyEvent *event)
{
    // A tab cannot be written here; it leads on.
    if (event->key() == Qt::Key_Tab || event->key() == Qt::Key_Backtab)
        focusNextPrevChild(event->key() == Qt::Key_Tab);
    else
        QsciScintilla::keyPressEvent(event);
}

void SqlReader::changeEvent(QEvent *event)
{
    QsciScintilla::changeEvent(event);
    if (event->type() == QEvent::PaletteChange || event->type() == QEvent::ApplicationFontChange) {
        dress();
        applyMarks();
    }
}

} // namespace arborist
