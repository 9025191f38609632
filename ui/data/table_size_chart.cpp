// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/data/table_size_chart.h"

#include "models/common/chart_table_model.h"
#include "models/common/format.h"
#include "ui/style/metrics.h"
#include "ui/style/theme.h"
#include <QHelpEvent>
#include <QMouseEvent>
#include <QPainter>
#include <QToolTip>
#include <algorithm>

namespace arborist {

namespace {

constexpr int kRow = 22;
constexpr int kBar = 11;
constexpr int kMargin = 16;
constexpr int kTop = 8;
constexpr int kNarrowestColumn = 380;
constexpr int kMostColumns = 3;
constexpr int kWidestLabel = 190;
constexpr int kValue = 72;
constexpr int kGap = 8;

} // namespace

TableSizeChart::TableSizeChart(QWidget *parent)
    : QWidget(parent),
      m_table(new ChartTableModel(this))
{
    setBackgroundRole(QPalette::Base);
    setAutoFillBackground(true);
    setMouseTracking(true);
    setAccessibleName(tr("Largest tables"));
    setReading({});
}

void TableSizeChart::setReading(const DataReading &reading)
{
    m_reading = reading;
    m_order = reading ? reading->tables.all() : data::DataTables::Set();
    std::ranges::stable_sort(m_order, [&](size_t a, size_t b) {
        return reading->tables.at(a).bytes() > reading->tables.at(b).bytes();
    });
    std::vector<QVariantList> rows;
    for (const size_t index : m_order) {
        const data::DataTable &table = reading->tables.at(index);
        rows.push_back({table.title(), table.bytes(), table.tableBytes, table.indexBytes});
    }
    m_table->setTable({tr("Table"), tr("Bytes"), tr("Rows’ bytes"), tr("Indexes’ bytes")},
                      std::move(rows));
    update();
}

TableSizeChart::Layout TableSizeChart::layOut() const
{
    Layout layout;
    const auto count = int(m_order.size());
    const int room = width() - 2 * px(kMargin);
    layout.rows = std::max(1, (height() - 2 * px(kTop)) / px(kRow));
    const int wanted = (count + layout.rows - 1) / layout.rows;
    const int columns =
        std::clamp(wanted, 1, std::clamp(room / px(kNarrowestColumn), 1, kMostColumns));
    layout.shown = std::min(count, layout.rows * columns);
    layout.columnWidth = room / columns;
    const QFontMetrics metrics(fontFor(FontRole::Caption));
    for (int i = 0; i < layout.shown; ++i)
        layout.labelWidth = std::max(
            layout.labelWidth,
            metrics.horizontalAdvance(m_reading->tables.at(m_order[size_t(i)]).title()) + px(4));
    layout.labelWidth = std::min(layout.labelWidth, px(kWidestLabel));
    return layout;
}

QRect TableSizeChart::cell(const Layout &layout, int number) const
{
    return {px(kMargin) + number / layout.rows * layout.columnWidth,
            px(kTop) + number % layout.rows * px(kRow), layout.columnWidth, px(kRow)};
}

int TableSizeChart::numberAt(const QPoint &position) const
{
    const Layout layout = layOut();
    for (int number = 0; number < layout.shown; ++number) {
        if (cell(layout, number).contains(position))
            return number;
    }
    return -1;
}

void TableSizeChart::paintBar(QPainter &painter, const Layout &layout, int number) const
{
    const Theme &theme = Theme::current();
    const data::DataTable &table = m_reading->tables.at(m_order[size_t(number)]);
    const qint64 largest = std::max<qint64>(1, m_reading->tables.at(m_order.front()).bytes());
    const QRect place = cell(layout, number);
    const QRect label(place.left(), place.top(), layout.labelWidth, place.height());
    painter.setPen(theme.text);
    painter.drawText(
        label, Qt::AlignLeft | Qt::AlignVCenter,
        painter.fontMetrics().elidedText(table.title(), Qt::ElideMiddle, label.width()));
    const int left = label.right() + px(kGap);
    const int most = std::max(px(40), place.right() - px(kValue + 2 * kGap) - left);
    const auto length = [&](qint64 bytes) {
        return int(double(most) * double(bytes) / double(largest));
    };
    const int whole = std::max(3, length(table.bytes()));
    const int rows = table.bytes() > 0 ? int(qint64(whole) * table.tableBytes / table.bytes()) : 0;
    const int top = place.top() + (place.height() - px(kBar)) / 2;
    painter.fillRect(QRect(left, top, whole, px(kBar)), mixed(theme.bar, theme.base, 0.45));
    painter.fillRect(QRect(left, top, rows, px(kBar)), theme.bar);
    painter.fillRect(QRect(left - 1, place.top(), 1, place.height()), theme.edge);
    painter.setPen(theme.text2);
    painter.drawText(QRect(left + whole + px(6), place.top(), px(kValue), place.height()),
                     Qt::AlignLeft | Qt::AlignVCenter, format::bytes(table.bytes()));
}

void TableSizeChart::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.setFont(fontFor(FontRole::Caption));
    const Layout layout = layOut();
    for (int number = 0; number < layout.shown; ++number)
        paintBar(painter, layout, number);
}

void TableSizeChart::mousePressEvent(QMouseEvent *event)
{
    const int number = numberAt(event->position().toPoint());
    if (event->button() == Qt::LeftButton && number >= 0)
        Q_EMIT tableClicked(m_order[size_t(number)]);
}

bool TableSizeChart::event(QEvent *event)
{
    if (event->type() != QEvent::ToolTip)
        return QWidget::event(event);
    const auto *help = static_cast<QHelpEvent *>(event);
    const int number = numberAt(help->pos());
    if (number < 0) {
        QToolTip::hideText();
        return true;
    }
    const data::DataTable &table = m_reading->tables.at(m_order[size_t(number)]);
    QToolTip::showText(
        help->globalPos(),
        tr("%1: rows %2, indexes %3")
            .arg(table.title(), format::bytes(table.tableBytes), format::bytes(table.indexBytes)),
        this);
    return true;
}

} // namespace arborist
