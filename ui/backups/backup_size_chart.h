// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/backups/backups_reading.h"
#include "ui/widgets/chart_canvas.h"
#include "ui/widgets/chart_legend.h"
#include <QHash>

namespace arborist {

class ChartTableModel;

/// Sizes of backups by the time at which they were made: a line for each stage in its colour, a
/// disc for each that somebody asked for, a ring for each automatic one.
class BackupSizeChart : public ChartCanvas
{
    Q_OBJECT
public:
    explicit BackupSizeChart(QWidget *parent = nullptr);

    /// `shown`: indices of those that are drawn; `colours`: of each stage, by name.
    void setBackups(const BackupsReading &reading, const std::vector<size_t> &shown,
                    const QHash<QString, QString> &colours);
    void setSelected(qsizetype index); ///< of the reading; -1 for none
    /// What it shows, in numbers.
    ChartTableModel *table() { return m_table; }
    QList<LegendEntry> legend() const;

Q_SIGNALS:
    void backupClicked(size_t index);
    void coloursChanged(); ///< of the legend

protected:
    void drawForeground(QPainter *painter, const QRectF &rect) override;
    void mousePressEvent(QMouseEvent *event) override;
    bool viewportEvent(QEvent *event) override;

private:
    void draw();
    void drawScale(double from, double to);
    void fillTable();
    QColor colourOf(size_t index) const;
    QPointF placeOf(size_t index) const;
    qsizetype indexAt(const QPointF &place) const; ///< -1 for none

    BackupsReading m_reading;
    std::vector<size_t> m_shown; ///< oldest first
    QHash<QString, QString> m_colours;
    qsizetype m_selected = -1;
    double m_unit = 1; ///< bytes of the vertical scale's unit
    ChartTableModel *m_table;
};

} // namespace arborist
