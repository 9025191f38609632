// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QTreeView>

namespace arborist {

/// A tree with uniform rows: background, hairline and selection bar over the full width; chevrons
/// and cells on top. Use with RowDelegate.
class TreeView : public QTreeView
{
    Q_OBJECT
public:
    explicit TreeView(QWidget *parent = nullptr);

    /// Call after setModel(): column widths for a 13 px font; the column `stretch` takes what is
    /// left.
    void setColumnWidths(const QList<int> &widths, int stretch);

protected:
    void drawRow(QPainter *painter, const QStyleOptionViewItem &option,
                 const QModelIndex &index) const override;
};

} // namespace arborist
