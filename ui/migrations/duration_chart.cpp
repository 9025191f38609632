// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/migrations/duration_chart.h"

#include "models/common/chart_table_model.h"
#include "models/common/format.h"
#include "ui/style/metrics.h"
#include "ui/style/theme.h"
#include <QHelpEvent>
#include <QLocale>
#include <QMouseEvent>
#include <QPainter>
#include <QToolTip>
#include <algorithm>
#include <cmath>

namespace arborist {

namespace {

constexpr double kGroupWidth = 0.66;
constexpr int kNarrowGroup = 56;
constexpr qint64 kInSeconds = 2'000; ///< from here on the axis counts seconds
constexpr size_t kTableGroups = 10'000;

QString valueText(const Took &took, bool inSeconds)
{
    const double value = inSeconds ? double(took.ms) / 1000 : double(took.ms);
    return QLocale().toString(value, 'f', inSeconds && value < 10 ? 1 : 0);
}

} // namespace

DurationChart::DurationChart(QWidget *parent)
    : ChartCanvas(parent),
      m_table(new ChartTableModel(this))
{
    connect(this, &ChartCanvas::themeChanged, this, &DurationChart::draw);
    draw();
    fillTable();
}

void DurationChart::setData(const MigrationSetPtr &set, const std::vector<StageReading> &stages,
                            qsizetype selected)
{
    m_set = set;
    m_stages = stages;
    m_selected = selected;
    draw();
    fillTable();
}

void DurationChart::draw()
{
    clear();
    const auto most = size_t(std::max(3, int(plot().width()) / px(kNarrowGroup)));
    m_groups =
        m_set ? durationGroups(*m_set, m_stages, m_selected, most) : std::vector<DurationGroup>();
    setEmptyText(m_groups.empty() ? tr("No migration has been applied from here yet, so that "
                                       "nothing is known of how long they take.")
                                  : QString());
    qint64 highest = 0;
    for (const DurationGroup &group : m_groups) {
        for (const Took &took : group.times)
            highest = std::max(highest, took.ms);
    }
    m_seconds = highest >= kInSeconds;
    setVertical(m_seconds ? double(highest) / 1000 : std::max(1.0, double(highest)),
                m_seconds ? tr("seconds") : tr("milliseconds"));
    QList<AxisLabel> labels;
    for (size_t i = 0; i < m_groups.size(); ++i)
        labels.append({double(i), m_groups[i].label});
    // Few groups keep the width of many.
    const double room =
        std::max<double>(double(m_groups.size()), double(std::min<size_t>(most, 8)));
    setHorizontal(-0.5, room - 0.5, labels);
    viewport()->update();
}

void DurationChart::fillTable()
{
    QStringList headings{tr("Migration")};
    for (const StageReading &stage : m_stages)
        headings << tr("%1, ms").arg(stage.stage.name);
    std::vector<QVariantList> rows;
    if (m_set) {
        auto groups = durationGroups(*m_set, m_stages, -1, kTableGroups);
        for (auto group = groups.rbegin(); group != groups.rend(); ++group) {
            QVariantList row{m_set->migrations[size_t(group->migration)].name};
            for (const Took &took : group->times) {
                row << (took.ms < 0      ? QVariant(QString(format::dash))
                        : took.estimated ? QVariant(QStringLiteral("≈ ") + format::count(took.ms))
                                         : QVariant(took.ms));
            }
            rows.push_back(std::move(row));
        }
    }
    m_table->setTable(std::move(headings), std::move(rows));
}

QRectF DurationChart::bar(size_t group, size_t stage) const
{
    const Took &took = m_groups[group].times[stage];
    const auto count = double(m_stages.size());
    const double whole = std::min(xOf(1) - xOf(0), double(px(120))) * kGroupWidth;
    const double width = std::max(2.0, std::floor(whole / count));
    const double left = std::round(xOf(double(group)) - width * count / 2) + width * double(stage);
    const double value = m_seconds ? double(took.ms) / 1000 : double(took.ms);
    const double base = std::round(yOf(0));
    const double y = std::min(base - 1, std::round(yOf(value)));
    return {left, y, width - 1, base - y};
}

void DurationChart::drawForeground(QPainter *painter, const QRectF &rect)
{
    if (m_groups.empty()) {
        ChartCanvas::drawForeground(painter, rect);
        return;
    }
    const Theme &theme = Theme::current();
    painter->save();
    painter->setRenderHint(QPainter::Antialiasing, false);
    painter->setFont(fontFor(FontRole::Caption));
    for (size_t g = 0; g < m_groups.size(); ++g) {
        for (size_t s = 0; s < m_stages.size(); ++s) {
            const Took &took = m_groups[g].times[s];
            if (took.ms < 0)
                continue;
            const QRect box = bar(g, s).toRect();
            const QColor colour = theme.stageColour(m_stages[s].stage.colour);
            if (took.estimated) {
                painter->setPen(colour);
                painter->setBrush(theme.base);
                painter->drawRect(box.adjusted(0, 0, -1, 0));
            } else {
                painter->fillRect(box, colour);
            }
        }
        if (m_groups[g].migration == m_selected)
            drawValues(*painter, g);
    }
    painter->restore();
    ChartCanvas::drawForeground(painter, rect);
}

/// Above the bars of a group, side by side where they would lie on each other.
void DurationChart::drawValues(QPainter &painter, size_t group) const
{
    struct Value {
        QString text;
        QRectF place;
    };
    std::vector<Value> values;
    double pushed = 0;
    for (size_t s = 0; s < m_stages.size(); ++s) {
        const Took &took = m_groups[group].times[s];
        if (took.ms < 0)
            continue;
        const QString text = valueText(took, m_seconds);
        const QRectF box = bar(group, s);
        const double width = painter.fontMetrics().horizontalAdvance(text);
        double left = box.center().x() - width / 2;
        if (!values.empty()) {
            const double free = values.back().place.right() + px(4);
            pushed += std::max(0.0, free - left);
            left = std::max(left, free);
        }
        values.push_back({text, {left, box.top() - px(16), width, double(px(16))}});
    }
    painter.setPen(Theme::current().text);
    for (const Value &value : values)
        painter.drawText(value.place.translated(-pushed / 2, 0), Qt::AlignCenter | Qt::TextDontClip,
                         value.text);
}

int DurationChart::groupAt(double x) const
{
    for (size_t g = 0; g < m_groups.size(); ++g) {
        if (std::abs(x - xOf(double(g))) <= (xOf(1) - xOf(0)) / 2)
            return int(g);
    }
    return -1;
}

void DurationChart::resizeEvent(QResizeEvent *event)
{
    ChartCanvas::resizeEvent(event);
    draw();
}

void DurationChart::mousePressEvent(QMouseEvent *event)
{
    const int group = event->button() == Qt::LeftButton ? groupAt(event->position().x()) : -1;
    if (group >= 0)
        Q_EMIT migrationClicked(m_groups[size_t(group)].migration);
}

bool DurationChart::viewportEvent(QEvent *event)
{
    if (event->type() == QEvent::ToolTip) {
        const auto *help = static_cast<QHelpEvent *>(event);
        const int group = groupAt(help->pos().x());
        QStringList lines;
        if (group >= 0) {
            const DurationGroup &shown = m_groups[size_t(group)];
            lines << m_set->migrations[size_t(shown.migration)].name;
            for (size_t s = 0; s < m_stages.size(); ++s) {
                const Took &took = shown.times[s];
                if (took.ms >= 0)
                    lines << QStringLiteral("%1: %2%3")
                                 .arg(m_stages[s].stage.name,
                                      took.estimated ? QStringLiteral("≈ ") : QString(),
                                      format::duration(took.ms));
            }
        }
        QToolTip::showText(help->globalPos(), lines.join(u'\n'), this);
        return true;
    }
    return ChartCanvas::viewportEvent(event);
}

} // namespace arborist
