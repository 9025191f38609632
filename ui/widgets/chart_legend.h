// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QColor>
#include <QList>
#include <QString>
#include <QWidget>
#include <functional>

namespace arborist {

/// One entry of a chart's legend; the colours are asked for at each painting.
struct LegendEntry {
    QString text;
    std::function<QColor()> fill;
    std::function<QColor()> edge; ///< may be empty
};

/// Squares with names, right-aligned.
class ChartLegend : public QWidget
{
    Q_OBJECT
public:
    using QWidget::QWidget;

    void setEntries(const QList<LegendEntry> &entries);
    static int widthFor(const QList<LegendEntry> &entries);
    QSize sizeHint() const override;
    QSize minimumSizeHint() const override { return {0, 0}; }

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    QList<LegendEntry> m_entries;
};

} // namespace arborist
