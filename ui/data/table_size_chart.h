// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/data/data_reading.h"
#include <QWidget>

namespace arborist {

class ChartTableModel;

/// The largest tables as horizontal bars, rows and indexes end to end, the size behind them; in
/// columns where there is room.
class TableSizeChart : public QWidget
{
    Q_OBJECT
public:
    explicit TableSizeChart(QWidget *parent = nullptr);

    void setReading(const DataReading &reading);
    /// What it shows, in numbers: all tables.
    ChartTableModel *table() { return m_table; }

Q_SIGNALS:
    void tableClicked(size_t index);

protected:
    void paintEvent(QPaintEvent *event) override;
    void mousePressEvent(QMouseEvent *event) override;
    bool event(QEvent *event) override;

private:
    struct Layout {
        int rows = 1;
        int shown = 0;
        int columnWidth = 0;
        int labelWidth = 0;
    };
    Layout layOut() const;
    QRect cell(const Layout &layout, int number) const;
    int numberAt(const QPoint &position) const;
    void paintBar(QPainter &painter, const Layout &layout, int number) const;

    DataReading m_reading;
    data::DataTables::Set m_order; ///< largest first
    ChartTableModel *m_table;
};

} // namespace arborist
