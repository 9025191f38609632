// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/hierarchy/tree_cell_delegate.h"

namespace arborist {

/// At most three badges; of more, two and the number of the others.
class BadgesDelegate : public TreeCellDelegate
{
    Q_OBJECT
public:
    using TreeCellDelegate::TreeCellDelegate;

    QSize sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const override;

protected:
    void paintItem(QPainter &painter, const QStyleOptionViewItem &option,
                   const QModelIndex &index) const override;
    void paintGroup(QPainter &painter, const QStyleOptionViewItem &option,
                    const QModelIndex &index) const override;
};

} // namespace arborist
