// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/style/metrics.h"
#include <QTableView>

namespace arborist {

/// A flat table with whole-row hover, drawn by RowDelegate (or one derived from it).
class TableView : public QTableView
{
    Q_OBJECT
public:
    explicit TableView(int rowHeight = metrics::row, QWidget *parent = nullptr);

    /// Call after setModel(): column widths for a 13 px font; the column `stretch` takes what is
    /// left.
    void setColumnWidths(const QList<int> &widths, int stretch);
    int hoverRow() const { return m_hoverRow; }
    /// The height that shows the header and that many rows without a scroll bar.
    int heightFor(int rows) const;

protected:
    bool viewportEvent(QEvent *event) override;

private:
    void setHoverRow(int row);

    int m_hoverRow = -1;
};

} // namespace arborist
