// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/migrations/console_view.h"

#include "models/common/format.h"
#include "ui/style/metrics.h"
#include "ui/style/theme.h"
#include <QApplication>
#include <QClipboard>
#include <QKeyEvent>
#include <QPainter>
#include <QScrollBar>
#include <QTextBlock>

namespace arborist {

namespace {

constexpr int kMostLines = 20'000;
constexpr int kToneProperty = QTextFormat::UserProperty; ///< of a line's text

QTextCharFormat formatOf(Tone tone)
{
    QTextCharFormat format;
    format.setForeground(tone == Tone::Plain ? Theme::current().text
                                             : Theme::current().textIn(tone));
    format.setProperty(kToneProperty, int(tone));
    return format;
}

/// What a terminal sends for a key; empty for keys that it does not know.
QByteArray bytesOf(const QKeyEvent &key)
{
    switch (key.key()) {
    case Qt::Key_Return:
    case Qt::Key_Enter:
        return "\r";
    case Qt::Key_Backspace:
        return "\x7f";
    case Qt::Key_Tab:
        return "\t";
    case Qt::Key_Backtab:
        return "\x1b[Z";
    case Qt::Key_Escape:
        return "\x1b";
    case Qt::Key_Up:
        return "\x1b[A";
    case Qt::Key_Down:
        return "\x1b[B";
    case Qt::Key_Right:
        return "\x1b[C";
    case Qt::Key_Left:
        return "\x1b[D";
    case Qt::Key_Home:
        return "\x1b[H";
    case Qt::Key_End:
        return "\x1b[F";
    case Qt::Key_Delete:
        return "\x1b[3~";
    default:
        return key.text().toUtf8();
    }
}

} // namespace

ConsoleView::ConsoleView(QWidget *parent) : QPlainTextEdit(parent)
{
    setAccessibleName(tr("Console"));
    setFrameShape(QFrame::NoFrame);
    setReadOnly(true);
    setUndoRedoEnabled(false);
    setLineWrapMode(NoWrap);
    setMaximumBlockCount(kMostLines);
    setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    document()->setDocumentMargin(px(10));
    dress();
}

void ConsoleView::dress()
{
    setFont(fontFor(FontRole::Code));
}

bool ConsoleView::isAtEnd() const
{
    return verticalScrollBar()->value() >= verticalScrollBar()->maximum() - 2;
}

void ConsoleView::append(const QString &text, Tone tone)
{
    QTextCursor cursor(document());
    cursor.movePosition(QTextCursor::End);
    if (!document()->isEmpty())
        cursor.insertBlock();
    cursor.insertText(text, formatOf(tone));
}

/// The colours of what is there already follow the theme.
void ConsoleView::recolour()
{
    QTextCursor cursor(document());
    cursor.beginEditBlock();
    for (QTextBlock block = document()->begin(); block.isValid(); block = block.next()) {
        if (block.length() <= 1)
            continue;
        cursor.setPosition(block.position());
        cursor.movePosition(QTextCursor::EndOfBlock, QTextCursor::KeepAnchor);
        cursor.setCharFormat(formatOf(Tone(cursor.charFormat().intProperty(kToneProperty))));
    }
    cursor.endEditBlock();
}

void ConsoleView::addLine(const QString &text, Tone tone)
{
    addLines({{text, tone}});
}

void ConsoleView::addLines(const std::vector<RunLine> &lines)
{
    const bool follow = isAtEnd();
    const QString time = format::timeOfDay(QDateTime::currentDateTime()) + QStringLiteral("  ");
    QTextCursor whole(document()); // laid out once
    whole.beginEditBlock();
    for (const RunLine &each : lines) {
        for (const QString &line : each.text.split(u'\n'))
            append(time + line, each.tone);
    }
    whole.endEditBlock();
    if (follow)
        verticalScrollBar()->setValue(verticalScrollBar()->maximum());
}

void ConsoleView::beginTerminal()
{
    m_screen = std::make_unique<TerminalScreen>(kColumns, kRows);
    append({}, Tone::Plain);
    m_start = QTextCursor(document()->lastBlock());
    m_start.setKeepPositionOnInsert(true);
}

void ConsoleView::write(const QByteArray &bytes)
{
    if (!m_screen)
        return;
    const bool follow = isAtEnd();
    m_screen->write(bytes);
    const QStringList &lines = m_screen->lines();
    const int from = std::min(m_screen->firstChanged(), int(lines.size()) - 1);
    const int first = m_start.blockNumber();
    QTextCursor cursor(document());
    cursor.beginEditBlock();
    while (document()->blockCount() - first <= from) {
        cursor.movePosition(QTextCursor::End);
        cursor.insertBlock();
    }
    cursor.setPosition(document()->findBlockByNumber(first + from).position());
    cursor.movePosition(QTextCursor::End, QTextCursor::KeepAnchor);
    cursor.insertText(lines.mid(from).join(u'\n'), formatOf(Tone::Plain));
    cursor.endEditBlock();
    if (follow)
        verticalScrollBar()->setValue(verticalScrollBar()->maximum());
}

void ConsoleView::endTerminal()
{
    m_screen.reset();
    viewport()->update();
}

/// While there is a terminal its program gets the keys, not the window.
bool ConsoleView::event(QEvent *event)
{
    if (isTerminal() && event->type() == QEvent::ShortcutOverride) {
        event->accept();
        return true;
    }
    if (isTerminal() && event->type() == QEvent::KeyPress) {
        auto *key = static_cast<QKeyEvent *>(event);
        if (key->key() == Qt::Key_Tab || key->key() == Qt::Key_Backtab) {
            keyPressEvent(key); // would move the focus
            return true;
        }
    }
    return QPlainTextEdit::event(event);
}

void ConsoleView::keyPressEvent(QKeyEvent *event)
{
    if (!isTerminal()) {
        QPlainTextEdit::keyPressEvent(event);
        return;
    }
    if (event->matches(QKeySequence::Copy) && textCursor().hasSelection()) {
        copy();
        QTextCursor none = textCursor();
        none.clearSelection();
        setTextCursor(none);
        return;
    }
    const QKeyCombination paste(Qt::ControlModifier | Qt::ShiftModifier, Qt::Key_V);
    if (event->keyCombination() == paste) {
        Q_EMIT typed(QApplication::clipboard()->text().toUtf8());
        return;
    }
    if (const QByteArray bytes = bytesOf(*event); !bytes.isEmpty())
        Q_EMIT typed(bytes);
    event->accept();
}

void ConsoleView::changeEvent(QEvent *event)
{
    QPlainTextEdit::changeEvent(event);
    if (event->type() == QEvent::ApplicationFontChange)
        dress();
    if (event->type() == QEvent::PaletteChange)
        recolour();
}

void ConsoleView::paintCursor(QPainter &painter) const
{
    const QTextBlock block =
        document()->findBlockByNumber(m_start.blockNumber() + m_screen->cursorLine());
    if (!block.isValid())
        return;
    const int letter = fontMetrics().horizontalAdvance(u'0');
    const QRectF line = blockBoundingGeometry(block).translated(contentOffset());
    const QRectF place(line.left() + document()->documentMargin() +
                           m_screen->cursorColumn() * letter,
                       line.top(), letter, fontMetrics().height());
    const QColor colour = Theme::current().accent;
    if (hasFocus())
        painter.fillRect(place, mixed(colour, Theme::current().base, 0.5));
    painter.setPen(colour);
    painter.drawRect(place.adjusted(0.5, 0.5, -0.5, -0.5));
}

void ConsoleView::paintEvent(QPaintEvent *event)
{
    QPlainTextEdit::paintEvent(event);
    QPainter painter(viewport());
    if (isTerminal()) {
        paintCursor(painter);
        return;
    }
    if (!document()->isEmpty())
        return;
    painter.setFont(fontFor(FontRole::Body));
    painter.setPen(Theme::current().text2);
    painter.drawText(viewport()->rect(), Qt::AlignCenter,
                     tr("What a run does is written here while it runs."));
}

} // namespace arborist
