// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/chip_delegate.h"

#include "ui/widgets/stage_chip.h"

namespace arborist {

ChipDelegate::ChipDelegate(int rowHeight, int colourRole, int lockedRole, QObject *parent)
    : RowDelegate(rowHeight, parent),
      m_rowHeight(rowHeight),
      m_colourRole(colourRole),
      m_lockedRole(lockedRole)
{
}

QSize ChipDelegate::sizeHint(const QStyleOptionViewItem &, const QModelIndex &index) const
{
    const ChipLook look{index.data().toString(), index.data(m_colourRole).toString(),
                        index.data(m_lockedRole).toBool(), false};
    return {chipSize(look).width() + px(20), px(m_rowHeight)};
}

void ChipDelegate::paintCell(QPainter &painter, const QStyleOptionViewItem &option,
                             const QModelIndex &index) const
{
    const QString colour = index.data(m_colourRole).toString();
    if (colour.isEmpty()) {
        RowDelegate::paintCell(painter, option, index);
        return;
    }
    paintChip(painter, contentRect(option, index),
              {index.data().toString(), colour, index.data(m_lockedRole).toBool(), false});
}

} // namespace arborist
