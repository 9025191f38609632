// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/widgets/row_delegate.h"

namespace arborist {

/// Cells of the timeline: names in the fixed font; states as a sign on the line of their stage,
/// solid through what is applied, dotted through what is not. Beside the sign the word of a state
/// that is not as it should be, where it has room.
class TimelineDelegate : public RowDelegate
{
    Q_OBJECT
public:
    static constexpr int kRowHeight = 28;

    explicit TimelineDelegate(QObject *parent = nullptr);

    QSize sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const override;

protected:
    void paintCell(QPainter &painter, const QStyleOptionViewItem &option,
                   const QModelIndex &index) const override;

private:
    void paintLine(QPainter &painter, const QRect &rect, const QModelIndex &index) const;
};

} // namespace arborist
