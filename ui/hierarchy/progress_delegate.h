// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/hierarchy/tree_cell_delegate.h"

namespace arborist {

/// A track filled to the expected share, a marker at the stored one where it differs, and the
/// stored percentage at the right.
class ProgressDelegate : public TreeCellDelegate
{
    Q_OBJECT
public:
    using TreeCellDelegate::TreeCellDelegate;

    QSize sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const override;

protected:
    void paintItem(QPainter &painter, const QStyleOptionViewItem &option,
                   const QModelIndex &index) const override;
};

} // namespace arborist
