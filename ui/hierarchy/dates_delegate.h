// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/hierarchy/date_scale.h"
#include "ui/hierarchy/tree_cell_delegate.h"

namespace arborist {

/// The expected range as a bar on a scale that the whole column shares, the stored one as an
/// outline where it differs; lines for the quarters and for today.
class DatesDelegate : public TreeCellDelegate
{
    Q_OBJECT
public:
    using TreeCellDelegate::TreeCellDelegate;

    void setScale(const DateScale &scale) { m_scale = scale; }
    QSize sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const override;

protected:
    void paintItem(QPainter &painter, const QStyleOptionViewItem &option,
                   const QModelIndex &index) const override;
    void paintGroup(QPainter &painter, const QStyleOptionViewItem &option,
                    const QModelIndex &index) const override;

private:
    void paintLines(QPainter &painter, const QRectF &scale) const;
    void paintToday(QPainter &painter, const QRectF &scale) const;
    /// Where a range of days lies within `scale`, clipped to it; empty if a day is unknown.
    QRectF rangeRect(const QRectF &scale, double start, double end, double height) const;

    DateScale m_scale;
};

} // namespace arborist
