// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/hierarchy/item_tree_view.h"

#include "ui/hierarchy/badges_delegate.h"
#include "ui/hierarchy/dates_delegate.h"
#include "ui/hierarchy/number_delegate.h"
#include "ui/hierarchy/progress_delegate.h"
#include "ui/hierarchy/status_delegate.h"
#include "ui/hierarchy/title_delegate.h"
#include "ui/style/metrics.h"
#include <QHeaderView>
#include <QKeyEvent>
#include <QScrollBar>
#include <algorithm>
#include <array>

namespace arborist {

using namespace hierarchy;

namespace {

/// Widths at a 13 px font; Title has what is left, at least this.
constexpr std::array<int, kTreeColumnCount> kWidths{140, 76, 50, 58, 58, 70, 102, 84, 88};
/// Shares of the room beyond these widths and a comfortable title, in hundredths.
constexpr std::array<int, kTreeColumnCount> kShares{42, 2, 0, 5, 5, 7, 14, 25, 0};
constexpr int kComfortableTitle = 188;
constexpr int kIndentation = 16;
constexpr int kLeastIndentation = 4;
constexpr int kShortestTitle = 84; ///< room for the deepest title, before levels move together
/// Organizations are opened from the start while their items are no more than this.
constexpr int kRowsOpened = 5'000;

constexpr int columnNumber(TreeColumn column)
{
    return int(column);
}

} // namespace

ItemTreeView::ItemTreeView(ItemTreeModel &model, QWidget *parent)
    : TreeView(parent),
      m_model(model),
      m_dates(new DatesDelegate(this))
{
    setModel(&m_model);
    setAccessibleName(tr("Items"));
    auto *number = new NumberDelegate(this);
    const auto delegate = [this](TreeColumn column, QAbstractItemDelegate *each) {
        setItemDelegateForColumn(columnNumber(column), each);
    };
    delegate(TreeColumn::Title, new TitleDelegate(this));
    delegate(TreeColumn::Status, new StatusDelegate(this));
    for (const TreeColumn each :
         {TreeColumn::Depth, TreeColumn::Items, TreeColumn::Done, TreeColumn::Estimate})
        delegate(each, number);
    delegate(TreeColumn::Progress, new ProgressDelegate(this));
    delegate(TreeColumn::Dates, m_dates);
    delegate(TreeColumn::Drift, new BadgesDelegate(this));

    header()->setSectionsMovable(false);
    header()->setSectionsClickable(false);
    connect(header(), &QHeaderView::sectionResized, this, [this] {
        if (!m_layingOut)
            m_sizedByHand = true;
    });
    connect(this, &QTreeView::expanded, this, [this](const QModelIndex &index) {
        m_open.insert(ItemTreeModel::keyOf(index));
        m_closedOrganizations.remove(ItemTreeModel::keyOf(index));
        noteLevel(index);
    });
    connect(this, &QTreeView::collapsed, this, [this](const QModelIndex &index) {
        m_open.remove(ItemTreeModel::keyOf(index));
        if (index.data(GroupRole).toBool())
            m_closedOrganizations.insert(ItemTreeModel::keyOf(index));
        m_deepestOpen = 0;
        for (const quintptr key : std::as_const(m_open))
            noteLevel(m_model.indexOfKey(key));
        fitIndentation();
    });
    connect(verticalScrollBar(), &QScrollBar::valueChanged, this, &ItemTreeView::fetchVisible);
}

void ItemTreeView::setFilter(const TreeFilterPtr &filter, const DateScale &scale)
{
    m_dates->setScale(scale);
    // The reset closes everything; what the user had opened must not be forgotten by that.
    m_restoring = true;
    const QSet<quintptr> wasOpen = m_open;
    m_model.setFilter(filter, scale);
    m_open = wasOpen;
    m_deepestOpen = 0;
    for (int column = 0; column < kTreeColumnCount; ++column)
        setColumnHidden(column, !m_model.hasColumn(TreeColumn(column)));
    restore();
    m_restoring = false;
    layOutColumns();
    Q_EMIT currentMoved();
}

void ItemTreeView::forget()
{
    m_open.clear();
    m_closedOrganizations.clear();
    m_hasCurrent = false;
}

void ItemTreeView::restore()
{
    const QSet<quintptr> keys = m_open;
    for (const quintptr key : keys) {
        const QModelIndex index = m_model.indexOfKey(key);
        if (index.isValid())
            expand(index);
    }
    openOrganizations();
    if (!m_hasCurrent)
        return;
    const QModelIndex current = m_model.indexOfKey(m_current);
    if (!current.isValid())
        return;
    setCurrentIndex(current);
    scrollTo(current);
}

void ItemTreeView::openOrganizations()
{
    if (!m_model.isGrouped())
        return;
    int rows = 0;
    for (int row = 0; row < m_model.rowCount() && rows < kRowsOpened; ++row) {
        const QModelIndex index = m_model.index(row, 0);
        if (m_closedOrganizations.contains(ItemTreeModel::keyOf(index)))
            continue;
        rows += m_model.rowCount(index);
        expand(index);
    }
}

bool ItemTreeView::reveal(Item item)
{
    const QModelIndex index = m_model.reveal(item);
    if (!index.isValid())
        return false;
    for (QModelIndex each = index.parent(); each.isValid(); each = each.parent())
        expand(each);
    setCurrentIndex(index);
    scrollTo(index, EnsureVisible);
    return true;
}

void ItemTreeView::openMatches(int most)
{
    const TreeFilterPtr &filter = m_model.filter();
    const QSet<quintptr> wasOpen = m_open;
    Item item = filter->nextStop(kNoItem);
    const Item first = item;
    for (int number = 0; number < most && item != kNoItem; ++number) {
        int level = 0;
        for (QModelIndex each = m_model.reveal(item).parent();
             each.isValid() && !isExpanded(each) && ++level < kDeepest; each = each.parent())
            expand(each);
        item = filter->nextStop(item);
        if (item == first)
            break;
    }
    m_open = wasOpen;
}

Item ItemTreeView::currentItem() const
{
    return m_model.itemAt(currentIndex());
}

std::vector<Item> ItemTreeView::openItems() const
{
    std::vector<Item> items;
    for (const quintptr key : m_open) {
        const Item item = m_model.itemAt(m_model.indexOfKey(key));
        if (item != kNoItem)
            items.push_back(item);
    }
    return items;
}

void ItemTreeView::open(const std::vector<Item> &items)
{
    for (const Item item : items) {
        const QModelIndex index = m_model.reveal(item);
        if (index.isValid())
            expand(index);
    }
}

void ItemTreeView::currentChanged(const QModelIndex &current, const QModelIndex &previous)
{
    TreeView::currentChanged(current, previous);
    if (current.isValid()) {
        m_current = ItemTreeModel::keyOf(current);
        m_hasCurrent = true;
    }
    if (!m_restoring)
        Q_EMIT currentMoved();
}

void ItemTreeView::keyPressEvent(QKeyEvent *event)
{
    const QModelIndex current = currentIndex();
    switch (event->key()) {
    case Qt::Key_Escape:
        Q_EMIT escapePressed();
        event->accept();
        return;
    case Qt::Key_Return:
    case Qt::Key_Enter:
        if (current.isValid() && m_model.hasChildren(current.siblingAtColumn(0)))
            setExpanded(current.siblingAtColumn(0), !isExpanded(current.siblingAtColumn(0)));
        event->accept();
        return;
    case Qt::Key_Asterisk:
        // Qt would open the whole subtree at once, however large it is.
        event->accept();
        return;
    default:
        TreeView::keyPressEvent(event);
    }
}

void ItemTreeView::resizeEvent(QResizeEvent *event)
{
    TreeView::resizeEvent(event);
    layOutColumns();
}

void ItemTreeView::updateGeometries()
{
    TreeView::updateGeometries();
    fetchVisible();
}

void ItemTreeView::fetchVisible()
{
    if (m_restoring)
        return;
    std::vector<QModelIndex> families;
    QModelIndex index = indexAt(QPoint(0, 0));
    while (index.isValid() && visualRect(index).top() < viewport()->height()) {
        const QModelIndex parent = index.parent();
        if (index.row() + 1 == m_model.rowCount(parent) && m_model.canFetchMore(parent))
            families.push_back(parent);
        index = indexBelow(index);
    }
    for (const QModelIndex &family : families)
        m_model.fetchMore(family);
}

int ItemTreeView::textWidth(TreeColumn column) const
{
    // Numbers and heads are never shortened; the widest numbers stand at the top of the tree.
    const QString head = m_model.headerData(columnNumber(column), Qt::Horizontal).toString();
    int width = QFontMetrics(header()->font()).horizontalAdvance(head) + px(17);
    const bool isNumber = column >= TreeColumn::Depth && column <= TreeColumn::Estimate;
    if (!isNumber && column != TreeColumn::Drift)
        return width;
    for (int row = 0; row < std::min(m_model.rowCount(), 50); ++row) {
        const QModelIndex group = m_model.index(row, 0);
        const auto measure = [&](const QModelIndex &index) {
            const QModelIndex cell = index.siblingAtColumn(columnNumber(column));
            QStyleOptionViewItem option;
            initViewItemOption(&option);
            width = std::max(width, itemDelegateForIndex(cell)->sizeHint(option, cell).width());
        };
        measure(group);
        for (int child = 0; child < std::min(m_model.rowCount(group), 20); ++child)
            measure(m_model.index(child, 0, group));
    }
    return width;
}

void ItemTreeView::noteLevel(const QModelIndex &index)
{
    int level = 0;
    for (QModelIndex each = index; each.isValid() && level < kDeepest; each = each.parent())
        ++level;
    if (level > m_deepestOpen) {
        m_deepestOpen = level;
        fitIndentation();
    }
}

void ItemTreeView::fitIndentation()
{
    const int room = header()->sectionSize(0) - px(kShortestTitle);
    const int fitting =
        std::clamp(room / (m_deepestOpen + 1), px(kLeastIndentation), px(kIndentation));
    if (fitting != indentation())
        setIndentation(fitting);
}

void ItemTreeView::layOutColumns()
{
    std::array<int, kTreeColumnCount> widths{};
    int used = 0;
    for (int column = 0; column < kTreeColumnCount; ++column) {
        const auto each = TreeColumn(column);
        int &width = widths[size_t(column)];
        if (isColumnHidden(column) || each == TreeColumn::Title)
            continue;
        width = m_sizedByHand ? header()->sectionSize(column) : px(kWidths[size_t(column)]);
        if (!m_sizedByHand)
            width = std::max(width, textWidth(each));
        used += width;
    }
    const int room = viewport()->width() - used;
    const int spare = m_sizedByHand ? 0 : std::max(0, room - px(kComfortableTitle));
    int given = 0;
    m_layingOut = true;
    for (int column = 1; column < kTreeColumnCount; ++column) {
        if (isColumnHidden(column))
            continue;
        const int more = spare * kShares[size_t(column)] / 100;
        given += more;
        header()->resizeSection(column, widths[size_t(column)] + more);
    }
    header()->resizeSection(0, std::max(px(kWidths[0]), room - given));
    m_layingOut = false;
    fitIndentation();
}

} // namespace arborist
