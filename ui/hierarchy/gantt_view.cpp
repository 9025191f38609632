// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/hierarchy/gantt_view.h"

#include "models/common/format.h"
#include "models/hierarchy/time_axis.h"
#include "ui/hierarchy/gantt_tools.h"
#include "ui/hierarchy/tree_paint.h"
#include "ui/style/metrics.h"
#include "ui/style/theme.h"
#include <QHelpEvent>
#include <QKeyEvent>
#include <QPainter>
#include <QPointer>
#include <QScrollBar>
#include <QToolTip>
#include <algorithm>
#include <cmath>

namespace arborist {

using namespace hierarchy;

namespace {

constexpr int kTitles = 236;
constexpr double kTitlesShare = 0.36;
constexpr double kZoomStep = 1.25;
constexpr double kFewestDays = 14;
constexpr int kMostExported = 300;   ///< rows
constexpr double kTodayBeyond = 0.2; ///< share of what is shown

/// Shows today too where it is near.
DayRange withToday(DayRange range)
{
    const double today = TimeAxis::dayOf(QDate::currentDate());
    const double beyond = (range.end - range.start) * kTodayBeyond;
    if (today >= range.end && today < range.end + beyond)
        range.end = today + beyond / 6;
    if (today < range.start && today > range.start - beyond)
        range.start = today - beyond / 6;
    return range;
}

} // namespace

GanttView::GanttView(GanttModel &model, QWidget *parent)
    : QAbstractScrollArea(parent),
      m_model(model),
      m_tools(new GanttTools(GanttGeometry::axisHeight() - 1, this)),
      m_extent(gantt_dates::kUnknown)
{
    setFrameShape(QFrame::NoFrame);
    setFocusPolicy(Qt::StrongFocus);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAsNeeded);
    viewport()->setBackgroundRole(QPalette::Base);
    viewport()->setMouseTracking(true);
    connect(m_tools, &GanttTools::differingToggled, this, &GanttView::differingToggled);
    connect(m_tools, &GanttTools::zoomRequested, this, &GanttView::zoomBy);
    connect(&m_model, &QAbstractItemModel::modelReset, this, &GanttView::reset);
    connect(&m_model, &GanttModel::titlesChanged, viewport(), qOverload<>(&QWidget::update));
    reset();
}

QList<LegendEntry> GanttView::legend()
{
    return {{tr("Expected"), [] { return Theme::current().bar; }, {}},
            {tr("Stored"), [] { return Theme::current().base; },
             [] { return tree_paint::markerColour(); }},
            {tr("Own"), [] { return Theme::current().text2; }, {}}};
}

void GanttView::zoomBy(int steps)
{
    const double zoom = steps == 0 ? 1 : m_zoom * std::pow(kZoomStep, steps);
    setZoom(zoom, geometry().titles + plotWidth() / 2);
}

void GanttView::setMarked(TreeShape::Node node)
{
    m_marked = node;
    const int row = m_model.rowOf(node);
    if (row >= 0 && row != m_cursor)
        moveCursor(row);
    viewport()->update();
}

void GanttView::reset()
{
    m_extent = withToday(m_model.extent());
    m_zoom = 1;
    m_cursor = std::max(0, m_model.rowOf(m_marked));
    m_hovered = -1;
    m_tools->setDiffering(m_model.isLimited());
    m_tools->setVisible(m_model.hasDates());
    updateBars();
    const QRect row = rowRect(m_cursor);
    horizontalScrollBar()->setValue(0);
    verticalScrollBar()->setValue(m_cursor * row.height() - viewport()->height() / 2);
    viewport()->update();
}

double GanttView::plotWidth() const
{
    return std::max(1, viewport()->width() - geometry().titles);
}

GanttGeometry GanttView::geometry() const
{
    GanttGeometry geometry;
    geometry.width = viewport()->width();
    geometry.titles = std::min(px(kTitles), int(geometry.width * kTitlesShare));
    if (!m_extent.isKnown())
        return geometry;
    const double plot = std::max(1, geometry.width - geometry.titles);
    geometry.pixelsPerDay = plot / (m_extent.end - m_extent.start) * m_zoom;
    geometry.left = m_extent.start + horizontalScrollBar()->value() / geometry.pixelsPerDay;
    return geometry;
}

void GanttView::updateBars()
{
    const int row = GanttGeometry::rowHeight();
    const int page = std::max(row, viewport()->height() - GanttGeometry::axisHeight());
    verticalScrollBar()->setRange(0, std::max(0, m_model.rows() * row - page));
    verticalScrollBar()->setPageStep(page);
    verticalScrollBar()->setSingleStep(row);
    const double plot = plotWidth();
    horizontalScrollBar()->setRange(0, int(std::lround(plot * m_zoom - plot)));
    horizontalScrollBar()->setPageStep(int(plot));
    horizontalScrollBar()->setSingleStep(px(40));
}

void GanttView::setZoom(double zoom, double x)
{
    if (!m_extent.isKnown())
        return;
    const double day = geometry().dayAt(x);
    const double most = std::max(1.0, (m_extent.end - m_extent.start) / kFewestDays);
    m_zoom = std::clamp(zoom, 1.0, most);
    updateBars();
    const GanttGeometry now = geometry();
    const double left = (day - m_extent.start) * now.pixelsPerDay - (x - now.titles);
    horizontalScrollBar()->setValue(int(std::lround(left)));
    viewport()->update();
}

int GanttView::rowAt(const QPoint &position) const
{
    const int y = position.y() - GanttGeometry::axisHeight();
    if (y < 0 || !m_model.hasDates())
        return -1;
    const int row = (y + verticalScrollBar()->value()) / GanttGeometry::rowHeight();
    return row < m_model.rows() ? row : -1;
}

QRect GanttView::rowRect(int row) const
{
    const int height = GanttGeometry::rowHeight();
    return {0, GanttGeometry::axisHeight() + row * height - verticalScrollBar()->value(),
            viewport()->width(), height};
}

QString GanttView::emptyText() const
{
    if (!m_model.shape())
        return tr("Reading…");
    if (!m_model.hasDates())
        return tr("This hierarchy has no dates: no column was recognized as start, end, earliest "
                  "start or latest end.");
    if (m_model.scope() == TreeShape::kNoNode)
        return tr("Select an item to see its subtree over time.");
    if (m_model.rows() == 0)
        return tr("Every stored date of this subtree is as expected.");
    return {};
}

void GanttView::paintEvent(QPaintEvent *)
{
    QPainter painter(viewport());
    const Theme &theme = Theme::current();
    const QString empty = emptyText();
    const int head = GanttGeometry::axisHeight();
    painter.fillRect(viewport()->rect(), theme.base);
    const GanttGeometry geometry = this->geometry();
    GanttPainter strip(painter, m_model, geometry);
    if (m_extent.isKnown() && empty.isEmpty()) {
        strip.paintAxis(viewport()->height());
    } else if (m_model.hasDates()) {
        painter.fillRect(QRect(0, 0, width(), head - 1), theme.window);
        painter.fillRect(QRect(0, head - 1, width(), 1), theme.border);
    }
    if (!empty.isEmpty()) {
        painter.setFont(fontFor(FontRole::Body));
        painter.setPen(theme.text2);
        painter.drawText(viewport()->rect().adjusted(px(24), head, -px(24), 0),
                         Qt::AlignCenter | Qt::TextWordWrap, empty);
        return;
    }
    painter.save();
    painter.setClipRect(viewport()->rect().adjusted(0, head, 0, 0));
    const int first = verticalScrollBar()->value() / GanttGeometry::rowHeight();
    for (int row = first; row < m_model.rows(); ++row) {
        const QRect place = rowRect(row);
        if (place.top() >= viewport()->height())
            break;
        int flags = GanttPainter::Plain;
        if (m_model.nodeAt(row) == m_marked)
            flags |= GanttPainter::Marked;
        if (row == m_hovered)
            flags |= GanttPainter::Hovered;
        if (row == m_cursor && hasFocus())
            flags |= GanttPainter::Cursor;
        strip.paintRow(row, place.top(), flags);
    }
    painter.restore();
    if (m_extent.isKnown())
        strip.paintToday(viewport()->height());
    painter.setFont(fontFor(FontRole::Caption));
    painter.setPen(theme.text2);
    painter.drawText(QRect(0, 0, geometry.titles - px(8), head), Qt::AlignRight | Qt::AlignVCenter,
                     m_model.rows() == 1 ? tr("1 row")
                                         : tr("%1 rows").arg(format::count(m_model.rows())));
}

ExportableView GanttView::exportable()
{
    const int head = GanttGeometry::axisHeight();
    const int rows = std::min(m_model.rows(), kMostExported);
    // From the top of the screen on if not all rows fit into a picture.
    const int first = m_model.rows() <= kMostExported
                          ? 0
                          : std::min(verticalScrollBar()->value() / GanttGeometry::rowHeight(),
                                     m_model.rows() - rows);
    ExportableView view;
    view.name = QStringLiteral("gantt");
    view.table = m_model.writer();
    if (rows == 0 || !m_extent.isKnown()) {
        view.size = size();
        view.paint = [self = QPointer(this)](QPainter &painter) {
            if (self)
                self->render(&painter);
        };
        return view;
    }
    view.size = QSize(viewport()->width(), head + rows * GanttGeometry::rowHeight());
    view.paint = [self = QPointer(this), first, rows, head, size = view.size](QPainter &painter) {
        if (!self)
            return;
        painter.fillRect(QRect(QPoint(), size), Theme::current().base);
        GanttPainter strip(painter, self->m_model, self->geometry());
        strip.paintAxis(size.height());
        for (int row = 0; row < std::min(rows, self->m_model.rows() - first); ++row)
            strip.paintRow(first + row, head + row * GanttGeometry::rowHeight(), 0);
        strip.paintToday(size.height());
    };
    return view;
}

void GanttView::moveCursor(int row)
{
    if (m_model.rows() == 0)
        return;
    m_cursor = std::clamp(row, 0, m_model.rows() - 1);
    const QRect place = rowRect(m_cursor);
    const int head = GanttGeometry::axisHeight();
    QScrollBar *bar = verticalScrollBar();
    if (place.top() < head)
        bar->setValue(bar->value() - (head - place.top()));
    else if (place.bottom() >= viewport()->height())
        bar->setValue(bar->value() + place.bottom() + 1 - viewport()->height());
    setAccessibleDescription(m_model.inWords(m_cursor));
    viewport()->update();
}

void GanttView::choose(int row)
{
    if (row < 0 || row >= m_model.rows())
        return;
    moveCursor(row);
    const TreeShape::Node node = m_model.nodeAt(row);
    const Item item = m_model.shape()->itemAt(node);
    if (item != kNoItem)
        Q_EMIT itemChosen(item);
    else
        Q_EMIT organizationChosen(m_model.shape()->organizationAt(node));
}

bool GanttView::event(QEvent *event)
{
    if (event->type() == QEvent::PaletteChange)
        viewport()->update();
    return QAbstractScrollArea::event(event);
}

bool GanttView::viewportEvent(QEvent *event)
{
    if (event->type() != QEvent::ToolTip)
        return QAbstractScrollArea::viewportEvent(event);
    const auto *help = static_cast<QHelpEvent *>(event);
    const int row = rowAt(help->pos());
    if (row < 0)
        QToolTip::hideText();
    else
        QToolTip::showText(help->globalPos(), m_model.inWords(row), viewport());
    return true;
}

void GanttView::resizeEvent(QResizeEvent *event)
{
    QAbstractScrollArea::resizeEvent(event);
    updateBars();
}

void GanttView::mousePressEvent(QMouseEvent *event)
{
    if (event->button() == Qt::LeftButton)
        choose(rowAt(event->position().toPoint()));
}

void GanttView::mouseMoveEvent(QMouseEvent *event)
{
    const int row = rowAt(event->position().toPoint());
    if (row != m_hovered) {
        m_hovered = row;
        viewport()->update();
    }
}

void GanttView::leaveEvent(QEvent *event)
{
    QAbstractScrollArea::leaveEvent(event);
    m_hovered = -1;
    viewport()->update();
}

void GanttView::wheelEvent(QWheelEvent *event)
{
    if (!(event->modifiers() & Qt::ControlModifier)) {
        QAbstractScrollArea::wheelEvent(event);
        return;
    }
    setZoom(m_zoom * std::pow(kZoomStep, event->angleDelta().y() / 120.0), event->position().x());
    event->accept();
}

void GanttView::keyPressEvent(QKeyEvent *event)
{
    const int page = std::max(1, verticalScrollBar()->pageStep() / GanttGeometry::rowHeight() - 1);
    QScrollBar *time = horizontalScrollBar();
    switch (event->key()) {
    case Qt::Key_Up:
        return moveCursor(m_cursor - 1);
    case Qt::Key_Down:
        return moveCursor(m_cursor + 1);
    case Qt::Key_PageUp:
        return moveCursor(m_cursor - page);
    case Qt::Key_PageDown:
        return moveCursor(m_cursor + page);
    case Qt::Key_Home:
        return moveCursor(0);
    case Qt::Key_End:
        return moveCursor(m_model.rows() - 1);
    case Qt::Key_Left:
        return time->setValue(time->value() - time->singleStep());
    case Qt::Key_Right:
        return time->setValue(time->value() + time->singleStep());
    case Qt::Key_Plus:
    case Qt::Key_Equal:
        return zoomBy(1);
    case Qt::Key_Minus:
        return zoomBy(-1);
    case Qt::Key_0:
        return zoomBy(0);
    case Qt::Key_Return:
    case Qt::Key_Enter:
    case Qt::Key_Space:
        return choose(m_cursor);
    case Qt::Key_Backspace:
        Q_EMIT parentRequested();
        return;
    default:
        QAbstractScrollArea::keyPressEvent(event);
    }
}

void GanttView::scrollContentsBy(int, int)
{
    viewport()->update();
}

void GanttView::focusInEvent(QFocusEvent *event)
{
    QAbstractScrollArea::focusInEvent(event);
    viewport()->update();
}

void GanttView::focusOutEvent(QFocusEvent *event)
{
    QAbstractScrollArea::focusOutEvent(event);
    viewport()->update();
}

} // namespace arborist
