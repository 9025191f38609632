// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/hierarchy/tree_cell_delegate.h"

namespace arborist {

/// A small ring, filled by state, then the status as a word.
class StatusDelegate : public TreeCellDelegate
{
    Q_OBJECT
public:
    using TreeCellDelegate::TreeCellDelegate;

protected:
    void paintItem(QPainter &painter, const QStyleOptionViewItem &option,
                   const QModelIndex &index) const override;
};

} // namespace arborist
