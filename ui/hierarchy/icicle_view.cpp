// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/hierarchy/icicle_view.h"

#include "models/common/format.h"
#include "ui/hierarchy/drift_badge.h"
#include "ui/hierarchy/icicle_painter.h"
#include "ui/style/metrics.h"
#include "ui/style/theme.h"
#include "ui/widgets/breadcrumb.h"
#include <QHelpEvent>
#include <QKeyEvent>
#include <QPainter>
#include <QPointer>
#include <QToolTip>
#include <algorithm>

namespace arborist {

using namespace hierarchy;
using Node = TreeShape::Node;

namespace {

constexpr int kRow = 20;
constexpr int kTallestRow = 32; ///< a shallow tree fills the room with higher rows
constexpr int kMargin = 12;
constexpr double kSmallest = 2;
constexpr int kComfortable = 6; ///< width of an item when one has zoomed in between many
constexpr int kFewestRows = 3;

} // namespace

IcicleView::IcicleView(IcicleModel &model, QWidget *parent)
    : QWidget(parent),
      m_model(model),
      m_trail(new Breadcrumb(this))
{
    setBackgroundRole(QPalette::Base);
    setAutoFillBackground(true);
    setMouseTracking(true);
    setFocusPolicy(Qt::StrongFocus);
    connect(&m_model, &QAbstractItemModel::modelReset, this, &IcicleView::reset);
    connect(&m_model, &IcicleModel::titlesChanged, this, [this] {
        showTrail();
        update();
    });
    connect(m_trail, &Breadcrumb::clicked, this,
            [this](int step) { setFocusNode(m_model.trail()[size_t(step)]); });
}

QList<LegendEntry> IcicleView::legend()
{
    const auto strong = [](Severity severity) {
        return [severity] { return coloursOf(severity, Severity::None).fill; };
    };
    return {
        {tr("Structure"), strong(Severity::Structure), {}},
        {tr("Derived"), strong(Severity::Derived), {}},
        {tr("Data"), strong(Severity::Data), {}},
        {tr("Only below"), [] { return coloursOf(Severity::None, Severity::Derived).fill; }, {}}};
}

QSize IcicleView::minimumSizeHint() const
{
    return {px(200), m_trail->height() + px(kFewestRows * kRow)};
}

void IcicleView::reset()
{
    m_outdated = true;
    showTrail();
    m_cursor = m_model.focus();
    m_hovered = TreeShape::kNoNode;
    update();
}

void IcicleView::setMarked(Node node)
{
    m_marked = node;
    update();
}

void IcicleView::setFocusNode(Node node)
{
    if (m_model.shape() && (node != m_model.focus() || m_model.isNarrowed()))
        m_model.setFocus(m_model.shape(), node);
}

double IcicleView::plotWidth() const
{
    return std::max(0, width() - 2 * px(kMargin));
}

const std::vector<IcicleCell> &IcicleView::cells()
{
    if (!m_outdated)
        return m_cells;
    m_outdated = false;
    m_cells.clear();
    if (!m_model.shape())
        return m_cells;
    const int room = height() - m_trail->height() - px(4);
    m_rows = std::max(1, room / px(kRow));
    m_cells = layOutIcicle(*m_model.shape(), m_model.range(), plotWidth(), kSmallest, m_rows);
    const int used = m_cells.empty() ? 1 : m_cells.back().row + 1;
    m_rowHeight = std::clamp(room / used, px(kRow), px(kTallestRow));
    return m_cells;
}

QRectF IcicleView::placeOf(const IcicleCell &cell) const
{
    return {px(kMargin) + cell.left, double(m_trail->height() + cell.row * m_rowHeight), cell.width,
            double(m_rowHeight)};
}

void IcicleView::showTrail()
{
    QStringList steps;
    if (m_model.shape()) {
        for (const Node node : m_model.trail())
            steps << m_model.title(node);
        const IcicleRange range = m_model.range();
        if (m_model.isNarrowed())
            steps << tr("%1 items of it").arg(format::count(m_model.itemCount()));
        m_trail->setNote(tr("%1 of %2 items drifted")
                             .arg(format::count(m_model.shape()->drifted(range.first, range.last)),
                                  format::count(m_model.itemCount())));
    }
    m_trail->setSteps(steps);
    m_trail->setVisible(!steps.isEmpty() && m_model.itemCount() > 0);
}

void IcicleView::paint(QPainter &painter, bool marks)
{
    const Theme &theme = Theme::current();
    painter.fillRect(rect(), theme.base);
    if (m_model.itemCount() == 0) {
        painter.setFont(fontFor(FontRole::Body));
        painter.setPen(theme.text2);
        painter.drawText(rect(), Qt::AlignCenter,
                         m_model.shape() ? tr("There are no items.") : tr("Reading…"));
        return;
    }
    const IciclePainter cellPainter(painter, m_model);
    for (const IcicleCell &cell : cells())
        cellPainter.paintCell(cell, placeOf(cell),
                              !cell.merged && cell.row + 1 == m_rows && cell.nodes > 1);
    if (!marks)
        return;
    const auto mark = [&](Node node, int flag) {
        if (const IcicleCell *cell = cellOf(node))
            cellPainter.paintMark(placeOf(*cell), flag);
    };
    mark(m_hovered, IciclePainter::Hovered);
    mark(m_marked, IciclePainter::Marked);
    if (hasFocus()) {
        if (const IcicleCell *cell = cursorCell())
            cellPainter.paintMark(placeOf(*cell), IciclePainter::Cursor);
    }
}

void IcicleView::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    paint(painter, true);
}

ExportableView IcicleView::exportable()
{
    ExportableView view;
    view.name = QStringLiteral("map");
    view.size = size();
    view.table = m_model.writer();
    view.paint = [self = QPointer(this)](QPainter &painter) {
        if (!self)
            return;
        self->paint(painter, false);
        if (!self->m_trail->isHidden())
            self->m_trail->render(&painter, {}, {}, QWidget::DrawChildren);
    };
    return view;
}

const IcicleCell *IcicleView::cellAt(const QPointF &position)
{
    const auto &all = cells();
    if (position.y() < m_trail->height())
        return nullptr;
    const int row = int(position.y() - m_trail->height()) / m_rowHeight;
    const double x = position.x() - px(kMargin);
    const auto begin = std::ranges::lower_bound(all, row, {}, &IcicleCell::row);
    const auto end = std::ranges::upper_bound(all, row, {}, &IcicleCell::row);
    auto after = std::upper_bound(begin, end, x,
                                  [](double at, const IcicleCell &cell) { return at < cell.left; });
    if (after == begin)
        return nullptr;
    const IcicleCell &cell = *--after;
    return x < cell.left + std::max(cell.width, 1.0) ? &cell : nullptr;
}

const IcicleCell *IcicleView::cellOf(Node node)
{
    const auto &all = cells();
    const auto found = std::ranges::find(all, node, &IcicleCell::node);
    return found == all.end() ? nullptr : &*found;
}

const IcicleCell *IcicleView::cursorCell()
{
    if (const IcicleCell *cell = cellOf(m_cursor))
        return cell;
    return cells().empty() ? nullptr : &cells().front();
}

const IcicleCell *IcicleView::neighbour(const IcicleCell &cell, int key)
{
    const auto &all = cells();
    const qsizetype number = &cell - all.data();
    const int row = cell.row + (key == Qt::Key_Down ? 1 : key == Qt::Key_Up ? -1 : 0);
    const qsizetype step = key == Qt::Key_Left || key == Qt::Key_Up ? -1 : 1;
    for (qsizetype each = number + step; each >= 0 && each < qsizetype(all.size()); each += step) {
        const IcicleCell &other = all[size_t(each)];
        if (row == cell.row)
            return other.row == row ? &other : nullptr;
        const bool parent = other.node < cell.node && cell.node < other.node + other.nodes;
        const bool child = cell.node < other.node && other.node < cell.node + cell.nodes;
        if (other.row == row && (key == Qt::Key_Up ? parent : child))
            return &other;
        if (std::abs(other.row - cell.row) > 1)
            break;
    }
    return nullptr;
}

Node IcicleView::nodeAt(const IcicleCell &cell, double x) const
{
    if (!cell.merged)
        return cell.node;
    const double share = std::clamp((x - px(kMargin) - cell.left) / cell.width, 0.0, 0.999);
    const Node wanted = cell.node + Node(share * cell.nodes);
    Node node = cell.node;
    while (m_model.shape()->end(node) <= wanted)
        node = m_model.shape()->end(node);
    return node;
}

void IcicleView::choose(Node node)
{
    if (node == TreeShape::kNoNode)
        return;
    const Item item = m_model.shape()->itemAt(node);
    if (item != kNoItem)
        Q_EMIT itemChosen(item);
    else
        Q_EMIT organizationChosen(m_model.shape()->organizationAt(node));
}

void IcicleView::zoomInto(const IcicleCell &cell, double x)
{
    const TreeShape &shape = *m_model.shape();
    Node node = cell.node;
    if (cell.merged || shape.below(node) == 0)
        node = shape.parent(node); // a leaf has nothing to show but itself
    if (!cell.merged && m_model.isNarrowed() && node == m_model.focus())
        return;
    setFocusNode(node);
    if (!cell.merged)
        return;
    // As many of the merged ones as can be told apart, the one under the pointer among them.
    const Node wanted = nodeAt(cell, x);
    const Node most = Node(plotWidth() / px(kComfortable)) + 1;
    Node first = cell.node;
    Node last = first;
    while (last < cell.node + cell.nodes) {
        if (last - first >= most) {
            if (wanted < last)
                break;
            first = last;
        }
        last = shape.end(last);
    }
    m_model.narrow({first, last});
}

bool IcicleView::zoomOut()
{
    const Node focus = m_model.focus();
    if (!m_model.shape() || (focus == TreeShape::kNoNode && !m_model.isNarrowed()))
        return false;
    setFocusNode(m_model.isNarrowed() ? focus : m_model.shape()->parent(focus));
    m_cursor = focus;
    return true;
}

void IcicleView::moveCursor(const IcicleCell &cell)
{
    m_cursor = cell.node;
    setAccessibleDescription(m_model.inWords(cell));
    update();
}

bool IcicleView::event(QEvent *event)
{
    if (event->type() != QEvent::ToolTip)
        return QWidget::event(event);
    const auto *help = static_cast<QHelpEvent *>(event);
    const IcicleCell *cell = cellAt(help->pos());
    if (cell)
        QToolTip::showText(help->globalPos(), m_model.inWords(*cell), this);
    else
        QToolTip::hideText();
    return true;
}

void IcicleView::resizeEvent(QResizeEvent *event)
{
    QWidget::resizeEvent(event);
    m_trail->resize(width(), m_trail->height());
    m_outdated = true;
}

void IcicleView::mousePressEvent(QMouseEvent *event)
{
    if (event->button() != Qt::LeftButton || !m_model.shape())
        return;
    const IcicleCell *cell = cellAt(event->position());
    if (!cell)
        return;
    moveCursor(*cell);
    choose(nodeAt(*cell, event->position().x()));
}

void IcicleView::mouseDoubleClickEvent(QMouseEvent *event)
{
    const IcicleCell *cell = cellAt(event->position());
    if (!cell || event->button() != Qt::LeftButton)
        return;
    zoomInto(IcicleCell(*cell), event->position().x());
}

void IcicleView::mouseMoveEvent(QMouseEvent *event)
{
    const IcicleCell *cell = cellAt(event->position());
    const Node node = cell && !cell->merged ? cell->node : TreeShape::kNoNode;
    setCursor(cell ? Qt::PointingHandCursor : Qt::ArrowCursor);
    if (node != m_hovered) {
        m_hovered = node;
        update();
    }
}

void IcicleView::leaveEvent(QEvent *event)
{
    QWidget::leaveEvent(event);
    m_hovered = TreeShape::kNoNode;
    update();
}

void IcicleView::keyPressEvent(QKeyEvent *event)
{
    const IcicleCell *cursor = cursorCell();
    switch (event->key()) {
    case Qt::Key_Left:
    case Qt::Key_Right:
    case Qt::Key_Up:
    case Qt::Key_Down:
        if (const IcicleCell *next = cursor ? neighbour(*cursor, event->key()) : nullptr)
            moveCursor(*next);
        return;
    case Qt::Key_Space:
        if (cursor)
            choose(nodeAt(*cursor, px(kMargin) + cursor->left));
        return;
    case Qt::Key_Return:
    case Qt::Key_Enter:
        if (cursor)
            zoomInto(IcicleCell(*cursor), px(kMargin) + cursor->left);
        return;
    case Qt::Key_Home:
        return setFocusNode(TreeShape::kNoNode);
    case Qt::Key_Backspace:
    case Qt::Key_Escape:
        if (zoomOut())
            return;
        break;
    default:
        break;
    }
    QWidget::keyPressEvent(event);
}

void IcicleView::focusInEvent(QFocusEvent *event)
{
    QWidget::focusInEvent(event);
    update();
}

void IcicleView::focusOutEvent(QFocusEvent *event)
{
    QWidget::focusOutEvent(event);
    update();
}

} // namespace arborist
