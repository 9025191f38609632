// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/row_delegate.h"

#include "ui/style/icons.h"
#include "ui/style/theme.h"
#include "ui/widgets/sparkline.h"
#include "ui/widgets/state_glyph.h"
#include "ui/widgets/table_view.h"
#include <QHeaderView>
#include <QPainter>
#include <QTableView>
#include <QTreeView>

namespace arborist {

namespace {

bool isTree(const QStyleOptionViewItem &option)
{
    return qobject_cast<const QTreeView *>(option.widget) != nullptr;
}

/// True where the cell is the leftmost one on the screen.
bool isLeftmost(const QStyleOptionViewItem &option, const QModelIndex &index)
{
    const auto *table = qobject_cast<const QTableView *>(option.widget);
    return table ? table->horizontalHeader()->logicalIndexAt(0) == index.column()
                 : index.column() == 0;
}

Tone toneAt(const QModelIndex &index)
{
    const QVariant tone = index.data(ToneRole);
    return tone.isValid() ? Tone(tone.toInt()) : Tone::Plain;
}

Glyph glyphAt(const QModelIndex &index)
{
    return Glyph(index.data(GlyphRole).toInt());
}

constexpr int sparklineWidth = 52;

} // namespace

RowDelegate::RowDelegate(int rowHeight, QObject *parent)
    : QStyledItemDelegate(parent),
      m_rowHeight(rowHeight)
{
}

void RowDelegate::paint(QPainter *painter, const QStyleOptionViewItem &option,
                        const QModelIndex &index) const
{
    QStyleOptionViewItem cell = option;
    initStyleOption(&cell, index);
    painter->save();
    const bool tree = isTree(cell);
    if (cell.widget) {
        // Qt counts a view without keyboard focus as inactive; here the whole window decides.
        cell.state.setFlag(QStyle::State_Active, cell.widget->isActiveWindow());
    }
    if (const auto *table = qobject_cast<const TableView *>(cell.widget)) {
        // Qt marks the cell under the pointer; the row is what is pointed at.
        cell.state.setFlag(QStyle::State_MouseOver, table->hoverRow() == index.row());
    }
    if (!tree) {
        paintBackground(*painter, cell.rect, cell.state);
        paintHairline(*painter, cell.rect);
    }
    painter->setFont(cell.font);
    paintCell(*painter, cell, index);
    if (!tree && (cell.state & QStyle::State_Selected) && isLeftmost(cell, index)) {
        paintSelectionBar(*painter, cell.rect);
    }
    painter->restore();
}

QSize RowDelegate::sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const
{
    QStyleOptionViewItem cell = option;
    initStyleOption(&cell, index);
    int text = cell.fontMetrics.horizontalAdvance(cell.text);
    const QString second = index.data(SecondLineRole).toString();
    if (!second.isEmpty()) {
        const QFontMetrics small(fontFor(FontRole::Caption));
        text = std::max(text, small.horizontalAdvance(second));
    }
    if (glyphAt(index) != Glyph::None || index.data(IconNameRole).isValid()) {
        text += px(22);
    }
    if (index.data(SeriesRole).isValid()) {
        text += px(sparklineWidth + 8);
    }
    return {text + px(20) + 2, px(m_rowHeight)};
}

QRect RowDelegate::contentRect(const QStyleOptionViewItem &option, const QModelIndex &index)
{
    const bool first = !isTree(option) && index.column() == 0;
    const bool right = option.displayAlignment & Qt::AlignRight;
    const int left = isTree(option) && index.column() == 0 ? px(4) : px(first ? 12 : 8);
    return option.rect.adjusted(left, 0, -px(right ? 6 : 8), -1);
}

void RowDelegate::drawText(QPainter &painter, const QRect &rect, const QString &text,
                           const QColor &colour, Qt::Alignment alignment, Qt::TextElideMode elide)
{
    painter.setPen(colour);
    painter.drawText(rect, int(alignment | Qt::AlignVCenter) | Qt::TextSingleLine,
                     painter.fontMetrics().elidedText(text, elide, rect.width()));
}

void RowDelegate::paintBackground(QPainter &painter, const QRect &rect, QStyle::State state)
{
    const Theme &theme = Theme::current();
    if (state & QStyle::State_Selected) {
        painter.fillRect(rect,
                         state & QStyle::State_Active ? theme.selection : theme.selectionInactive);
    } else {
        painter.fillRect(rect, state & QStyle::State_MouseOver ? theme.hover : theme.base);
    }
}

void RowDelegate::paintHairline(QPainter &painter, const QRect &rect)
{
    painter.fillRect(QRect(rect.left(), rect.bottom(), rect.width(), 1), Theme::current().hairline);
}

void RowDelegate::paintSelectionBar(QPainter &painter, const QRect &rect)
{
    painter.fillRect(QRect(rect.left(), rect.top(), 3, rect.height()), Theme::current().accent);
}

void RowDelegate::paintCell(QPainter &painter, const QStyleOptionViewItem &option,
                            const QModelIndex &index) const
{
    const Theme &theme = Theme::current();
    QRect rect = contentRect(option, index);
    const QString second = index.data(SecondLineRole).toString();
    const Glyph glyph = glyphAt(index);
    const QString iconName = index.data(IconNameRole).toString();
    if (glyph != Glyph::None || !iconName.isEmpty()) {
        const QRect place(rect.left(), rect.top() + (rect.height() - px(16)) / 2, px(16), px(16));
        if (glyph != Glyph::None) {
            paintGlyph(painter, place, glyph);
        } else {
            painter.drawPixmap(place.topLeft(), iconPixmap(iconName, px(16), theme.text2,
                                                           painter.device()->devicePixelRatioF()));
        }
        rect.setLeft(rect.left() + px(22));
    }
    if (const QVariant series = index.data(SeriesRole); series.isValid()) {
        const QRect place(rect.left(), rect.top() + px(6), px(sparklineWidth),
                          rect.height() - px(14));
        paintSparkline(painter, place, series.value<QList<double>>());
        rect.setLeft(place.right() + px(6));
    }
    const QColor colour = theme.textIn(toneAt(index));
    if (second.isEmpty()) {
        drawText(painter, rect, option.text, colour, option.displayAlignment, option.textElideMode);
        return;
    }
    const int half = rect.height() / 2;
    const QRect upper(rect.left(), rect.top() + 1, rect.width(), half);
    const QRect lower(rect.left(), rect.top() + half - 1, rect.width(), half);
    drawText(painter, upper.adjusted(0, px(2), 0, px(1)), option.text, colour,
             option.displayAlignment);
    painter.setFont(fontFor(FontRole::Caption));
    // Words lose their end, addresses their middle.
    drawText(painter, lower.adjusted(0, -px(1), 0, -px(2)), second, theme.text2,
             option.displayAlignment, second.contains(u' ') ? Qt::ElideRight : Qt::ElideMiddle);
}

} // namespace arborist
