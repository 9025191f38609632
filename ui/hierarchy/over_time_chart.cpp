// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/hierarchy/over_time_chart.h"

#include "ui/style/theme.h"
#include <QLocale>
#include <QtCharts/QAreaSeries>
#include <QtCharts/QLineSeries>
#include <algorithm>
#include <array>

namespace arborist {

using namespace hierarchy;

namespace {

constexpr std::array<KindGroup, DriftOverTimeModel::kGroups> kFromBottom{
    KindGroup::Structure, KindGroup::Data, KindGroup::Dates, KindGroup::Counts, KindGroup::Path};
constexpr double kMsPerDay = 86'400'000.0;
constexpr int kLabels = 6;

double secondsAt(const DriftOverTimeModel &table, int row)
{
    return double(table.timeAt(row).toMSecsSinceEpoch()) / 1000.0;
}

} // namespace

OverTimeChart::OverTimeChart(DriftOverTimeModel &table, QWidget *parent)
    : ChartCanvas(parent),
      m_table(table)
{
    connect(&m_table, &QAbstractItemModel::modelReset, this, &OverTimeChart::rebuild);
    connect(this, &ChartCanvas::themeChanged, this, &OverTimeChart::rebuild);
    rebuild();
}

QList<LegendEntry> OverTimeChart::legend()
{
    QList<LegendEntry> entries;
    for (auto group = kFromBottom.rbegin(); group != kFromBottom.rend(); ++group) {
        const auto number = size_t(*group);
        entries.append({DriftOverTimeModel::groupTitle(*group),
                        [number] { return Theme::current().stack[number].fill; },
                        [number] { return Theme::current().stack[number].edge; }});
    }
    return entries;
}

void OverTimeChart::rebuild()
{
    clear();
    const int scans = m_table.rowCount();
    setEmptyText(scans < 2 ? tr("Drift over time is drawn from the second scan on.") : QString());
    if (scans < 2)
        return;
    std::vector<double> heights(size_t(scans), 0.0);
    std::vector<QLineSeries *> edges;
    double highest = 0;
    for (const KindGroup group : kFromBottom) {
        auto *lower = new QLineSeries;
        auto *upper = new QLineSeries;
        auto *edge = new QLineSeries; // an area's own pen would draw its sides, too
        for (int row = 0; row < scans; ++row) {
            double &height = heights[size_t(row)];
            lower->append(secondsAt(m_table, row), height);
            height += double(m_table.findings(row, group));
            upper->append(secondsAt(m_table, row), height);
            highest = std::max(highest, height);
        }
        auto *area = new QAreaSeries(upper, lower);
        lower->setParent(area);
        upper->setParent(area);
        const StackColours &colours = Theme::current().stack[size_t(group)];
        area->setBrush(colours.fill);
        area->setPen(Qt::NoPen);
        edge->append(upper->points());
        edge->setPen(QPen(colours.edge, 1.2));
        addSeries(area);
        edges.push_back(edge);
    }
    for (QLineSeries *edge : edges)
        addSeries(edge);
    const double from = secondsAt(m_table, 0);
    const double to = std::max(from + 1, secondsAt(m_table, scans - 1));
    setVertical(highest, tr("findings per scan"));
    setHorizontal(from, to, timeLabels(from, to));
    QList<AxisMark> marks;
    for (const RepairMark &repair : m_table.repairs())
        marks.append({double(repair.at.toMSecsSinceEpoch()) / 1000.0, repair.run, repair.text});
    setMarks(marks);
}

QList<AxisLabel> OverTimeChart::timeLabels(double from, double to) const
{
    const double days = (to - from) * 1000 / kMsPerDay;
    const QString format = days < 0.5 ? tr("hh:mm") : days < 3 ? tr("d MMM hh:mm") : tr("d MMM");
    QList<AxisLabel> labels;
    QString before;
    for (int number = 0; number <= kLabels; ++number) {
        const double at = from + (to - from) * number / kLabels;
        const QDateTime time = QDateTime::fromMSecsSinceEpoch(qint64(at * 1000));
        const QString text = QLocale().toString(time, format);
        if (text != before)
            labels.append({at, text});
        before = text;
    }
    return labels;
}

} // namespace arborist
