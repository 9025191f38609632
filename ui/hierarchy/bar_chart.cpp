// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/hierarchy/bar_chart.h"

#include "models/common/format.h"
#include "models/hierarchy/tree_roles.h"
#include "ui/hierarchy/drift_badge.h"
#include "ui/style/metrics.h"
#include <QAbstractItemModel>
#include <QHelpEvent>
#include <QMouseEvent>
#include <QPainter>
#include <QToolTip>
#include <algorithm>

namespace arborist {
namespace {

constexpr int kRow = 18;
constexpr int kMargin = 16;
constexpr int kTop = 8;
constexpr int kBar = 11;
constexpr int kNarrowestColumn = 240;
constexpr int kWidestLabel = 170;
constexpr int kBadgeRoom = 30;
constexpr int kGap = 6;
constexpr int kMostMeasured = 60; ///< rows whose texts make the widths
constexpr int kMostColumns = 3;

} // namespace

BarChart::BarChart(QAbstractItemModel &table, int labelColumn, int valueColumn, QWidget *parent)
    : QWidget(parent),
      m_table(table),
      m_labelColumn(labelColumn),
      m_valueColumn(valueColumn)
{
    setBackgroundRole(QPalette::Base);
    setAutoFillBackground(true);
    setMouseTracking(true);
    connect(&m_table, &QAbstractItemModel::modelReset, this, qOverload<>(&QWidget::update));
}

void BarChart::setEmptyText(const QString &text)
{
    m_emptyText = text;
    update();
}

int BarChart::labelWidth() const
{
    const QFontMetrics metrics(fontFor(FontRole::Caption));
    int width = 0;
    for (int row = 0; row < std::min(m_table.rowCount(), kMostMeasured); ++row) {
        const QModelIndex index = m_table.index(row, m_labelColumn);
        const int badge = index.data(KindRole).isValid() ? px(kBadgeRoom) : 0;
        width = std::max(width, badge + metrics.horizontalAdvance(index.data().toString()));
    }
    return std::min(width + px(4), px(kWidestLabel)); // rounding must not shorten the widest
}

QString BarChart::changeOf(int row) const
{
    if (m_changeColumn < 0)
        return {};
    const QModelIndex change = m_table.index(row, m_changeColumn);
    return change.data(SortRole).toLongLong() == 0 ? QString() : change.data().toString();
}

int BarChart::valueWidth() const
{
    const QFontMetrics metrics(fontFor(FontRole::Caption));
    int width = 0;
    for (int row = 0; row < std::min(m_table.rowCount(), kMostMeasured); ++row) {
        const QString change = changeOf(row);
        const int more = change.isEmpty() ? 0 : metrics.horizontalAdvance(change) + px(kGap);
        const QString value = m_table.index(row, m_valueColumn).data().toString();
        width = std::max(width, metrics.horizontalAdvance(value) + more);
    }
    return width + px(2 * kGap + 4);
}

BarChart::Grid BarChart::grid() const
{
    Grid grid;
    const int count = m_table.rowCount();
    const int room = width() - 2 * px(kMargin);
    grid.rows = std::max(1, (height() - 2 * px(kTop)) / px(kRow));
    const int wanted = (count + grid.rows - 1) / grid.rows;
    const int possible = std::clamp(room / px(kNarrowestColumn), 1, kMostColumns);
    grid.columns = std::clamp(wanted, 1, possible);
    grid.shown = std::min(count, grid.rows * grid.columns);
    if (grid.shown < count)
        --grid.shown; // the last place tells how many are left
    grid.columnWidth = room / grid.columns;
    grid.labelWidth = labelWidth();
    grid.valueWidth = valueWidth();
    return grid;
}

QRect BarChart::cell(const Grid &grid, int number) const
{
    return {px(kMargin) + number / grid.rows * grid.columnWidth,
            px(kTop) + number % grid.rows * px(kRow), grid.columnWidth, px(kRow)};
}

int BarChart::rowAt(const QPoint &position) const
{
    const Grid now = grid();
    for (int number = 0; number < now.shown; ++number) {
        if (cell(now, number).contains(position))
            return number;
    }
    return -1;
}

void BarChart::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    const Theme &theme = Theme::current();
    painter.setFont(fontFor(FontRole::Caption));
    const int count = m_table.rowCount();
    if (count == 0) {
        painter.setPen(theme.text2);
        painter.drawText(rect(), Qt::AlignCenter, m_emptyText);
        return;
    }
    qint64 largest = 1;
    for (int row = 0; row < count; ++row)
        largest = std::max(largest, m_table.index(row, m_valueColumn).data(SortRole).toLongLong());
    const Grid now = grid();
    for (int number = 0; number < now.shown; ++number)
        paintBar(painter, cell(now, number), now, number, largest);
    if (now.shown < count) {
        painter.setPen(theme.text2);
        painter.drawText(cell(now, now.shown), Qt::AlignLeft | Qt::AlignVCenter,
                         tr("%1 more in the table").arg(format::count(count - now.shown)));
    }
}

void BarChart::paintBar(QPainter &painter, const QRect &cell, const Grid &grid, int row,
                        qint64 largest) const
{
    const Theme &theme = Theme::current();
    const QModelIndex label = m_table.index(row, m_labelColumn);
    const QModelIndex value = m_table.index(row, m_valueColumn);
    const QVariant kind = label.data(KindRole);
    if (row == m_hovered)
        painter.fillRect(cell.adjusted(-px(4), 0, -px(8), 0), theme.hover);

    QRect text(cell.left(), cell.top(), grid.labelWidth, cell.height());
    Tone tone = Tone::Drift;
    if (kind.isValid()) {
        tone = toneOf(hierarchy::Kind(kind.toInt()));
        paintBadge(painter, text, {hierarchy::Kind(kind.toInt()), DriftState::Origin});
        text.setLeft(text.left() + px(kBadgeRoom));
    }
    painter.setPen(theme.text);
    painter.drawText(
        text, Qt::AlignLeft | Qt::AlignVCenter,
        painter.fontMetrics().elidedText(label.data().toString(), Qt::ElideRight, text.width()));

    const int left = cell.left() + grid.labelWidth + px(8);
    const int most = std::max(px(20), cell.right() - grid.valueWidth - left);
    const double share = double(value.data(SortRole).toLongLong()) / double(largest);
    const QRect bar(left, cell.top() + (cell.height() - px(kBar)) / 2,
                    std::max(3, int(most * share)), px(kBar));
    const QColor fill = theme.tone(tone).fill;
    painter.fillRect(bar, mixed(fill, theme.base, theme.dark ? 0.5 : 0.45));
    painter.fillRect(QRect(bar.right(), bar.top(), 1, bar.height()), fill);
    painter.fillRect(QRect(left - 1, cell.top(), 1, cell.height()), theme.edge);
    painter.setPen(theme.text2);
    QRect number(bar.right() + px(kGap), cell.top(), grid.valueWidth, cell.height());
    painter.drawText(number, Qt::AlignLeft | Qt::AlignVCenter, value.data().toString());
    const QString change = changeOf(row);
    if (change.isEmpty())
        return;
    const bool more = m_table.index(row, m_changeColumn).data(SortRole).toLongLong() > 0;
    number.translate(painter.fontMetrics().horizontalAdvance(value.data().toString()) + px(kGap),
                     0);
    painter.setPen(theme.textIn(more ? Tone::Drift : Tone::Ok));
    painter.drawText(number, Qt::AlignLeft | Qt::AlignVCenter, change);
}

void BarChart::mousePressEvent(QMouseEvent *event)
{
    const int row = rowAt(event->position().toPoint());
    if (event->button() == Qt::LeftButton && row >= 0)
        Q_EMIT activated(row);
}

void BarChart::mouseMoveEvent(QMouseEvent *event)
{
    const int row = rowAt(event->position().toPoint());
    if (row != m_hovered) {
        m_hovered = row;
        setCursor(row < 0 ? Qt::ArrowCursor : Qt::PointingHandCursor);
        update();
    }
}

void BarChart::leaveEvent(QEvent *event)
{
    QWidget::leaveEvent(event);
    m_hovered = -1;
    update();
}

QString BarChart::toolTipOf(int row) const
{
    const auto text = [&](int column) { return m_table.index(row, column).data().toString(); };
    const QString value = tr("%1: %2").arg(text(m_labelColumn), text(m_valueColumn));
    if (changeOf(row).isEmpty())
        return value;
    return tr("%1, %2 since the last scan").arg(value, text(m_changeColumn));
}

bool BarChart::event(QEvent *event)
{
    if (event->type() == QEvent::ToolTip) {
        const auto *help = static_cast<QHelpEvent *>(event);
        const int row = rowAt(help->pos());
        if (row < 0)
            QToolTip::hideText();
        else
            QToolTip::showText(help->globalPos(), toolTipOf(row), this);
        return true;
    }
    return QWidget::event(event);
}

} // namespace arborist
