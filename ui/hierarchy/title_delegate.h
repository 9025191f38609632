// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/hierarchy/tree_cell_delegate.h"

namespace arborist {

/// Titles; the id in grey until the title has come. Organizations are bold, behind their icon.
class TitleDelegate : public TreeCellDelegate
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
