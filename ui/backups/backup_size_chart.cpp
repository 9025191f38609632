// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/backups/backup_size_chart.h"

#include "models/backups/backup_text.h"
#include "models/common/chart_table_model.h"
#include "models/common/format.h"
#include "ui/style/metrics.h"
#include "ui/style/theme.h"
#include <QHelpEvent>
#include <QLocale>
#include <QMouseEvent>
#include <QPainter>
#include <QToolTip>
#include <QtCharts/QLineSeries>
#include <algorithm>
#include <array>
#include <cmath>
#include <map>

namespace arborist {

namespace {

constexpr int kRadius = 4;
constexpr int kReach = 10; ///< of the pointer, around a point
constexpr int kLabels = 6;
constexpr double kDay = 86'400;

double secondsOf(const backup::ListedBackup &backup)
{
    return double(backup.made.toMSecsSinceEpoch()) / 1000;
}

QList<AxisLabel> timeLabels(double from, double to)
{
    const double days = (to - from) / kDay;
    const QString pattern = days < 0.5 ? QStringLiteral("HH:mm")
                            : days < 3 ? QStringLiteral("d MMM HH:mm")
                                       : QStringLiteral("d MMM");
    QList<AxisLabel> labels;
    for (int number = 0; number <= kLabels; ++number) {
        const double at = from + (to - from) * number / kLabels;
        const QString text =
            QLocale().toString(QDateTime::fromMSecsSinceEpoch(qint64(at * 1000)), pattern);
        if (labels.isEmpty() || labels.last().text != text)
            labels.append({at, text});
    }
    return labels;
}

} // namespace

BackupSizeChart::BackupSizeChart(QWidget *parent)
    : ChartCanvas(parent),
      m_table(new ChartTableModel(this))
{
    setMouseTracking(true);
    setPlotMargins({48, 16, 40, 28}); // labels with date and time are wide
    connect(this, &ChartCanvas::themeChanged, this, &BackupSizeChart::draw);
    setBackups({}, {}, {});
}

void BackupSizeChart::setBackups(const BackupsReading &reading, const std::vector<size_t> &shown,
                                 const QHash<QString, QString> &colours)
{
    m_reading = reading;
    m_shown = shown;
    std::ranges::stable_sort(m_shown, {}, [&](size_t i) { return reading->backups[i].made; });
    m_colours = colours;
    m_selected = -1;
    draw();
    fillTable();
}

void BackupSizeChart::setSelected(qsizetype index)
{
    m_selected = index;
    viewport()->update();
}

QList<LegendEntry> BackupSizeChart::legend() const
{
    const bool isOne = m_colours.size() == 1;
    const auto colour = [name = isOne ? m_colours.cbegin().value() : QString()] {
        return Theme::current().stageColour(name);
    };
    QList<LegendEntry> entries{{tr("manual"), colour, {}},
                               {tr("automatic"), [] { return Theme::current().base; }, colour}};
    if (std::ranges::any_of(m_shown, [this](size_t i) { return !m_reading->backups[i].manifest; }))
        entries.append({tr("not by Arborist"), [] { return Theme::current().base; },
                        [] { return Theme::current().text2; }});
    return entries;
}

QColor BackupSizeChart::colourOf(size_t index) const
{
    const auto &manifest = m_reading->backups[index].manifest;
    return manifest ? Theme::current().stageColour(m_colours.value(manifest->stage))
                    : Theme::current().text2;
}

void BackupSizeChart::drawScale(double from, double to)
{
    qint64 highest = 0;
    for (const size_t index : m_shown)
        highest = std::max(highest, m_reading->backups[index].bytes);
    static constexpr std::array kUnits{"B", "KiB", "MiB", "GiB", "TiB"};
    size_t unit = 0;
    for (m_unit = 1; unit + 1 < kUnits.size() && double(highest) >= 1024 * m_unit; ++unit)
        m_unit *= 1024;
    const double top = std::max(1.0, double(highest) / m_unit);
    setVertical(top, QLatin1String(kUnits[unit]), [top](double value) {
        return QLocale().toString(value, 'f', top < 4 && value != std::floor(value) ? 1 : 0);
    });
    setHorizontal(from, to, timeLabels(from, to));
}

void BackupSizeChart::draw()
{
    clear();
    setEmptyText(m_shown.empty() ? tr("Sizes are drawn from the first backup on.") : QString());
    if (m_shown.empty()) {
        viewport()->update();
        return;
    }
    double from = secondsOf(m_reading->backups[m_shown.front()]);
    double to = secondsOf(m_reading->backups[m_shown.back()]);
    // Half an hour around a single one, and no point upon the frame.
    const double margin = std::max(900.0, (to - from) * 0.02);
    from -= margin;
    to += margin;
    drawScale(from, to);
    std::map<QString, QLineSeries *> lines;
    for (const size_t index : m_shown) {
        const backup::ListedBackup &backup = m_reading->backups[index];
        if (!backup.manifest)
            continue;
        QLineSeries *&line = lines[backup.manifest->stage];
        if (!line) {
            line = new QLineSeries;
            line->setPen(QPen(colourOf(index), 1.6));
        }
        line->append(secondsOf(backup), double(backup.bytes) / m_unit);
    }
    for (const auto &[stage, line] : lines)
        addSeries(line);
    viewport()->update();
    Q_EMIT coloursChanged();
}

void BackupSizeChart::fillTable()
{
    std::vector<QVariantList> rows;
    for (auto index = m_shown.rbegin(); index != m_shown.rend(); ++index) {
        const backup::ListedBackup &backup = m_reading->backups[*index];
        rows.push_back({backup_text::name(backup), backup_text::exactly(backup.made),
                        backup_text::origin(backup), backup.bytes});
    }
    m_table->setTable({tr("Backup"), tr("Made"), tr("Origin"), tr("Bytes")}, std::move(rows));
}

QPointF BackupSizeChart::placeOf(size_t index) const
{
    const backup::ListedBackup &backup = m_reading->backups[index];
    return {xOf(secondsOf(backup)), yOf(double(backup.bytes) / m_unit)};
}

void BackupSizeChart::drawForeground(QPainter *painter, const QRectF &rect)
{
    ChartCanvas::drawForeground(painter, rect);
    painter->save();
    painter->setRenderHint(QPainter::Antialiasing);
    for (const size_t index : m_shown) {
        const QColor colour = colourOf(index);
        const QPointF place = placeOf(index);
        const backup::ListedBackup &backup = m_reading->backups[index];
        if (qsizetype(index) == m_selected) {
            painter->setPen(QPen(Theme::current().text, 1));
            painter->setBrush(Qt::NoBrush);
            painter->drawEllipse(place, px(kRadius + 3), px(kRadius + 3));
        }
        painter->setPen(QPen(colour, 1.6));
        painter->setBrush(backup.automatic || !backup.manifest ? Theme::current().base : colour);
        if (backup.manifest)
            painter->drawEllipse(place, px(kRadius) - 0.5, px(kRadius) - 0.5);
        else // somebody else's
            painter->drawRect(QRectF(place.x() - px(3), place.y() - px(3), px(6), px(6)));
    }
    painter->restore();
}

qsizetype BackupSizeChart::indexAt(const QPointF &place) const
{
    qsizetype nearest = -1;
    double best = px(kReach);
    for (const size_t index : m_shown) {
        const QPointF way = placeOf(index) - place;
        const double distance = std::hypot(way.x(), way.y());
        if (distance <= best) {
            best = distance;
            nearest = qsizetype(index);
        }
    }
    return nearest;
}

void BackupSizeChart::mousePressEvent(QMouseEvent *event)
{
    const qsizetype index =
        event->button() == Qt::LeftButton ? indexAt(event->position()) : qsizetype(-1);
    if (index >= 0)
        Q_EMIT backupClicked(size_t(index));
}

bool BackupSizeChart::viewportEvent(QEvent *event)
{
    if (event->type() != QEvent::ToolTip)
        return ChartCanvas::viewportEvent(event);
    const auto *help = static_cast<QHelpEvent *>(event);
    const qsizetype index = indexAt(help->pos());
    QString text;
    if (index >= 0) {
        const backup::ListedBackup &backup = m_reading->backups[size_t(index)];
        text = QStringLiteral("%1\n%2, %3\n%4")
                   .arg(backup_text::name(backup), format::bytes(backup.bytes),
                        backup_text::origin(backup), backup_text::exactly(backup.made));
    }
    QToolTip::showText(help->globalPos(), text, this);
    return true;
}

} // namespace arborist
