// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/stages/stage_charts.h"

#include "models/common/chart_table_model.h"
#include "models/common/format.h"
#include "ui/style/theme.h"
#include "ui/widgets/chart_canvas.h"
#include <QLocale>
#include <QtCharts/QBarSet>
#include <QtCharts/QLineSeries>
#include <QtCharts/QScatterSeries>
#include <QtCharts/QStackedBarSeries>
#include <algorithm>

namespace arborist {

namespace {

constexpr qint64 shortestSpanMs = 10'000;
/// Lines keep at most this many points; older ones are thinned out evenly.
constexpr size_t mostPoints = 600;

QList<AxisLabel> timeLabels(qint64 from, qint64 to)
{
    static constexpr qint64 steps[] = {2'000,   5'000,     10'000,    30'000,    60'000,    300'000,
                                       600'000, 1'800'000, 3'600'000, 7'200'000, 14'400'000};
    qint64 step = steps[std::size(steps) - 1];
    for (const qint64 candidate : steps) {
        if ((to - from) / candidate <= 7) {
            step = candidate;
            break;
        }
    }
    const QString pattern = step < 60'000 ? QStringLiteral("HH:mm:ss") : QStringLiteral("HH:mm");
    QList<AxisLabel> labels;
    for (qint64 at = (from + step - 1) / step * step; at <= to; at += step) {
        labels.append(
            {double(at), QLocale().toString(QDateTime::fromMSecsSinceEpoch(at), pattern)});
    }
    return labels;
}

} // namespace

StageCharts::StageCharts(QWidget *parent)
    : ChartPane(parent),
      m_answerChart(new ChartCanvas),
      m_sizeChart(new ChartCanvas),
      m_answerTable(new ChartTableModel(this)),
      m_sizeTable(new ChartTableModel(this))
{
    m_answerChart->setPlotMargins({48, 16, 112, 28});
    addChart(tr("Answer time"), m_answerChart, m_answerTable);
    addChart(tr("Size"), m_sizeChart, m_sizeTable);
    connect(m_answerChart, &ChartCanvas::themeChanged, this, &StageCharts::draw);
    draw();
}

void StageCharts::setData(const std::vector<StageRow> &rows,
                          const std::vector<AnswerSample> &answers)
{
    m_rows = rows;
    m_answers = answers;
    draw();
}

void StageCharts::setSelected(const QString &stage)
{
    if (stage != m_selected) {
        m_selected = stage;
        drawSizes();
    }
}

void StageCharts::draw()
{
    drawAnswers();
    drawSizes();
}

void StageCharts::drawAnswers()
{
    m_answerChart->clear();
    m_answerChart->setEmptyText(m_answers.empty() ? tr("No stage has answered yet") : QString());
    if (m_answers.empty()) {
        m_answerTable->setTable({tr("Stage"), tr("Milliseconds"), tr("Time")}, {});
        return;
    }
    const qint64 to = m_answers.back().at.toMSecsSinceEpoch();
    const qint64 from = std::min(m_answers.front().at.toMSecsSinceEpoch(), to - shortestSpanMs);
    double highest = 0;
    QList<EndLabel> names;
    for (const StageRow &row : m_rows) {
        const QColor colour = Theme::current().stageColour(row.stage.colour);
        auto *line = new QLineSeries;
        std::vector<const AnswerSample *> points;
        for (const AnswerSample &sample : m_answers) {
            if (sample.stage == row.stage.name) {
                points.push_back(&sample);
            }
        }
        const size_t step = points.size() / mostPoints + 1;
        for (size_t i = 0; i < points.size(); i += step) {
            line->append(double(points[i]->at.toMSecsSinceEpoch()), points[i]->ms);
            highest = std::max(highest, points[i]->ms);
        }
        if (points.empty()) {
            delete line;
            continue;
        }
        line->setPen(QPen(colour, 1.6, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
        m_answerChart->addSeries(line);
        auto *end = new QScatterSeries;
        end->append(line->points().last());
        end->setMarkerSize(5);
        end->setColor(colour);
        end->setPen(Qt::NoPen);
        m_answerChart->addSeries(end);
        names.append({points.back()->ms, row.stage.name, colour});
    }
    const int decimals = highest < 0.4 ? 2 : highest < 4 ? 1 : 0;
    m_answerChart->setVertical(highest, tr("milliseconds"), [decimals](double value) {
        return QLocale().toString(value, 'f', value > 0 ? decimals : 0);
    });
    // A little room at the right, or the marks of the last answers would be cut.
    const double room = double(to - from) * 0.004;
    m_answerChart->setHorizontal(double(from), double(to) + room, timeLabels(from, to));
    m_answerChart->setEndLabels(names);

    std::vector<QVariantList> table;
    for (auto sample = m_answers.rbegin(); sample != m_answers.rend(); ++sample) {
        table.push_back({sample->stage, sample->ms, format::timeOfDay(sample->at)});
    }
    m_answerTable->setTable({tr("Stage"), tr("Milliseconds"), tr("Time")}, std::move(table));
}

void StageCharts::drawSizes()
{
    m_sizeChart->clear();
    std::vector<const StageRow *> known;
    for (const StageRow &row : m_rows) {
        if (row.check && row.check->reachable && row.check->sizeBytes >= 0) {
            known.push_back(&row);
        }
    }
    m_sizeChart->setEmptyText(known.empty() ? tr("No stage has answered yet") : QString());
    if (known.empty()) {
        m_sizeTable->setTable({tr("Stage"), tr("Bytes")}, {});
        return;
    }
    qint64 largest = 0;
    for (const StageRow *row : known) {
        largest = std::max(largest, row->check->sizeBytes);
    }
    const bool giga = largest >= 1LL << 30;
    const double unit = giga ? double(1LL << 30) : double(1LL << 20);
    // One set a stage, stacked: each bar has its own colour and the full width of its place.
    auto *bars = new QStackedBarSeries;
    bars->setBarWidth(0.4);
    QList<AxisLabel> names;
    QList<PointLabel> values;
    std::vector<QVariantList> table;
    for (size_t i = 0; i < known.size(); ++i) {
        const StageRow &row = *known[i];
        const double size = double(row.check->sizeBytes) / unit;
        auto *set = new QBarSet(row.stage.name);
        for (size_t j = 0; j < known.size(); ++j) {
            set->append(i == j ? size : 0);
        }
        set->setColor(Theme::current().stageColour(row.stage.colour));
        set->setPen(Qt::NoPen);
        bars->append(set);
        names.append({double(i), row.stage.name});
        if (row.stage.name == m_selected) {
            values.append({double(i), size, format::bytes(row.check->sizeBytes)});
        }
        table.push_back({row.stage.name, row.check->sizeBytes});
    }
    m_sizeChart->addSeries(bars);
    m_sizeChart->setVertical(double(largest) / unit,
                             giga ? QStringLiteral("GiB") : QStringLiteral("MiB"));
    m_sizeChart->setHorizontal(-0.5, double(known.size()) - 0.5, names);
    m_sizeChart->setPointLabels(values);
    m_sizeTable->setTable({tr("Stage"), tr("Bytes")}, std::move(table));
}

} // namespace arborist
