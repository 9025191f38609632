// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/hierarchy/tree_roles.h"
#include "ui/widgets/row_delegate.h"
#include <QColor>

namespace arborist {

/// Base of the item tree's columns: draws an organization's cells as a group row (bold title,
/// totals in the second text colour) and leaves items to the column. The plain one draws text.
class TreeCellDelegate : public RowDelegate
{
    Q_OBJECT
public:
    explicit TreeCellDelegate(QObject *parent = nullptr);

    /// Text colour of a value in that state, and whether it is bold.
    static QColor colourOf(DriftState state);
    static bool isBold(DriftState state) { return state == DriftState::Origin; }

protected:
    void paintCell(QPainter &painter, const QStyleOptionViewItem &option,
                   const QModelIndex &index) const final;
    virtual void paintItem(QPainter &painter, const QStyleOptionViewItem &option,
                           const QModelIndex &index) const;
    virtual void paintGroup(QPainter &painter, const QStyleOptionViewItem &option,
                            const QModelIndex &index) const;
};

} // namespace arborist
