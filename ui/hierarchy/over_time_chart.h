// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/hierarchy/drift_over_time_model.h"
#include "ui/widgets/chart_canvas.h"
#include "ui/widgets/chart_pane.h"

namespace arborist {

/// Findings of past scans, stacked by groups of kinds; repairs are marked.
class OverTimeChart : public ChartCanvas
{
    Q_OBJECT
public:
    explicit OverTimeChart(DriftOverTimeModel &table, QWidget *parent = nullptr);

    /// From the top of the stack to its bottom.
    static QList<LegendEntry> legend();

private:
    void rebuild();
    QList<AxisLabel> timeLabels(double from, double to) const;

    DriftOverTimeModel &m_table;
};

} // namespace arborist
