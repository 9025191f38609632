// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/migrations/duration_groups.h"
#include "ui/widgets/chart_canvas.h"

namespace arborist {

class ChartTableModel;

/// How long migrations took, a bar for each stage in its colour; estimates as outlines. The
/// selected migration's bars carry their values.
class DurationChart : public ChartCanvas
{
    Q_OBJECT
public:
    explicit DurationChart(QWidget *parent = nullptr);

    ChartTableModel *table() const { return m_table; }
    void setData(const MigrationSetPtr &set, const std::vector<StageReading> &stages,
                 qsizetype selected);

Q_SIGNALS:
    void migrationClicked(qsizetype migration);

protected:
    void drawForeground(QPainter *painter, const QRectF &rect) override;
    void resizeEvent(QResizeEvent *event) override;
    void mousePressEvent(QMouseEvent *event) override;
    bool viewportEvent(QEvent *event) override;

private:
    void draw();
    void fillTable();
    int groupAt(double x) const; ///< -1 beside all
    QRectF bar(size_t group, size_t stage) const;
    void drawValues(QPainter &painter, size_t group) const;

    MigrationSetPtr m_set;
    std::vector<StageReading> m_stages;
    std::vector<DurationGroup> m_groups;
    qsizetype m_selected = -1;
    bool m_seconds = false; ///< the axis, else milliseconds
    ChartTableModel *m_table;
};

} // namespace arborist
