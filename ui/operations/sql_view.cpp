// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/operations/sql_view.h"

#include "ui/operations/sql_highlighter.h"
#include "ui/style/metrics.h"
#include "ui/style/theme.h"
#include <QEvent>
#include <QPaintEvent>
#include <QPainter>
#include <QTextBlock>
#include <algorithm>

namespace arborist {

/// The line numbers at the left.
class SqlView::Gutter : public QWidget
{
public:
    explicit Gutter(SqlView *view) : QWidget(view), m_view(view) {}

protected:
    void paintEvent(QPaintEvent *event) override { m_view->paintGutter(event); }

private:
    SqlView *m_view;
};

SqlView::SqlView(QWidget *parent)
    : QPlainTextEdit(parent),
      m_gutter(new Gutter(this)),
      m_highlighter(new SqlHighlighter(document()))
{
    setAccessibleName(tr("SQL"));
    setReadOnly(true);
    setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    setTabChangesFocus(true);
    setFrameShape(QFrame::NoFrame);
    setLineWrapMode(QPlainTextEdit::NoWrap);
    setVerticalScrollBarPolicy(Qt::ScrollBarAsNeeded);
    document()->setDocumentMargin(px(8));
    connect(this, &QPlainTextEdit::updateRequest, this, [this](const QRect &rect, int dy) {
        if (dy != 0)
            m_gutter->scroll(0, dy);
        else
            m_gutter->update(0, rect.y(), m_gutter->width(), rect.height());
    });
    dress();
}

void SqlView::setSql(const QString &sql)
{
    setPlainText(sql);
    layOutGutter();
}

void SqlView::dress()
{
    const QFont font = fontFor(FontRole::Code);
    if (document()->defaultFont() != font) {
        setFont(font);
        document()->setDefaultFont(font);
    }
}

int SqlView::gutterWidth() const
{
    const int digits = int(QString::number(std::max(99, blockCount())).size());
    return px(20) + digits * QFontMetrics(fontFor(FontRole::CodeSmall)).horizontalAdvance(u'0');
}

void SqlView::layOutGutter()
{
    setViewportMargins(gutterWidth(), 0, 0, 0);
    const QRect inside = contentsRect();
    m_gutter->setGeometry(inside.left(), inside.top(), gutterWidth(), inside.height());
}

void SqlView::resizeEvent(QResizeEvent *event)
{
    QPlainTextEdit::resizeEvent(event);
    layOutGutter();
}

void SqlView::changeEvent(QEvent *event)
{
    QPlainTextEdit::changeEvent(event);
    if (event->type() == QEvent::PaletteChange)
        m_highlighter->rehighlight();
    else if (event->type() == QEvent::ApplicationFontChange)
        dress();
}

void SqlView::paintGutter(QPaintEvent *event)
{
    QPainter painter(m_gutter);
    const Theme &theme = Theme::current();
    painter.fillRect(event->rect(), theme.base);
    painter.fillRect(QRect(m_gutter->width() - 1, 0, 1, m_gutter->height()), theme.hairline);
    painter.setFont(fontFor(FontRole::CodeSmall));
    painter.setPen(theme.text2);
    for (QTextBlock block = firstVisibleBlock(); block.isValid(); block = block.next()) {
        const QRectF place = blockBoundingGeometry(block).translated(contentOffset());
        if (place.top() > event->rect().bottom())
            break;
        // A block may be higher than its line.
        painter.drawText(QRectF(0, place.top(), m_gutter->width() - px(9), fontMetrics().height()),
                         Qt::AlignRight | Qt::AlignVCenter,
                         QString::number(block.blockNumber() + 1));
    }
}

} // namespace arborist
