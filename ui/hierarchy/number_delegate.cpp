// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/hierarchy/number_delegate.h"

#include "ui/style/theme.h"
#include <QPainter>

namespace arborist {

void NumberDelegate::paintNumber(QPainter &painter, const QRect &place, const QString &text,
                                 DriftState state)
{
    const bool unknown = text == QStringLiteral("–");
    if (isBold(state))
        painter.setFont(fontFor(FontRole::TableBold));
    // Numbers are never shortened: the view widens the column instead.
    drawText(painter, place, text,
             unknown && state == DriftState::None ? Theme::current().text2 : colourOf(state),
             Qt::AlignRight, Qt::ElideNone);
}

QSize NumberDelegate::sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const
{
    QSize size = TreeCellDelegate::sizeHint(option, index);
    const QFontMetrics bold(fontFor(FontRole::TableBold));
    size.setWidth(bold.horizontalAdvance(index.data().toString()) + px(16));
    return size;
}

void NumberDelegate::paintItem(QPainter &painter, const QStyleOptionViewItem &option,
                               const QModelIndex &index) const
{
    paintNumber(painter, contentRect(option, index), option.text,
                index.data(DriftStateRole).value<DriftState>());
}

} // namespace arborist
