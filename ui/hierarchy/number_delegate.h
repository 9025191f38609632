// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/hierarchy/tree_cell_delegate.h"

namespace arborist {

/// Stored numbers: in the drift colour where they differ, bold where the drift began.
class NumberDelegate : public TreeCellDelegate
{
    Q_OBJECT
public:
    using TreeCellDelegate::TreeCellDelegate;

    /// The number at the right of `place`, as the state of its value wants it.
    static void paintNumber(QPainter &painter, const QRect &place, const QString &text,
                            DriftState state);

    QSize sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const override;

protected:
    void paintItem(QPainter &painter, const QStyleOptionViewItem &option,
                   const QModelIndex &index) const override;
};

} // namespace arborist
