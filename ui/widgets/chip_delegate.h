// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/widgets/row_delegate.h"

namespace arborist {

/// A column of stages: chips in their colour. The model tells colour name and lock by these roles;
/// a cell without a colour shows its text.
class ChipDelegate : public RowDelegate
{
    Q_OBJECT
public:
    ChipDelegate(int rowHeight, int colourRole, int lockedRole, QObject *parent = nullptr);

    QSize sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const override;

protected:
    void paintCell(QPainter &painter, const QStyleOptionViewItem &option,
                   const QModelIndex &index) const override;

private:
    int m_rowHeight;
    int m_colourRole;
    int m_lockedRole;
};

} // namespace arborist
