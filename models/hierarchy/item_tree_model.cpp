// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/hierarchy/item_tree_model.h"

#include "models/hierarchy/item_text.h"
#include <QLocale>
#include <algorithm>

namespace arborist {

using namespace hierarchy;

namespace {

constexpr int kChunk = 500;
constexpr int kLargestChunk = 16'000; ///< a view lays one out well within a frame
constexpr quintptr kOrganizationBit = quintptr(1) << 32U;

static_assert(sizeof(quintptr) == 8, "an index holds an item number and one bit more");
static_assert(std::is_same_v<Item, quint32>, "families are spans of item or organization numbers");

} // namespace

ItemTreeModel::ItemTreeModel(DetailsCache &details, QObject *parent)
    : QAbstractItemModel(parent),
      m_details(details)
{
    connect(&details, &DetailsCache::changed, this, &ItemTreeModel::updateTitles);
}

void ItemTreeModel::setFilter(TreeFilterPtr filter, const DateScale &scale)
{
    beginResetModel();
    m_filter = std::move(filter);
    m_scale = scale;
    m_fetched.clear();
    if (m_filter) {
        const Snapshot &snapshot = *m_filter->snapshot();
        m_grouped =
            !snapshot.mapping().organization.isEmpty() || snapshot.organizations().size() > 1;
    }
    endResetModel();
}

bool ItemTreeModel::hasColumn(TreeColumn column) const
{
    if (!m_filter)
        return true;
    const Snapshot &snapshot = *m_filter->snapshot();
    if (const auto field = ItemText::fieldAt(column))
        return snapshot.hasField(*field);
    if (column == TreeColumn::Status)
        return !snapshot.mapping().status.isEmpty();
    if (column == TreeColumn::Dates)
        return snapshot.hasField(startField(snapshot)) || snapshot.hasField(endField(snapshot));
    return true;
}

bool ItemTreeModel::isOrganization(const QModelIndex &index) const
{
    return index.isValid() && (index.internalId() & kOrganizationBit) != 0;
}

quint32 ItemTreeModel::organizationAt(const QModelIndex &index) const
{
    return quint32(index.internalId());
}

Item ItemTreeModel::itemAt(const QModelIndex &index) const
{
    return !index.isValid() || isOrganization(index) ? kNoItem : Item(index.internalId());
}

std::span<const quint32> ItemTreeModel::family(const QModelIndex &parent) const
{
    if (!m_filter || parent.column() > 0)
        return {};
    if (isOrganization(parent))
        return m_filter->roots(organizationAt(parent));
    if (parent.isValid())
        return m_filter->children(itemAt(parent));
    const auto &organizations = m_filter->organizations();
    if (m_grouped)
        return organizations;
    return organizations.empty() ? std::span<const quint32>()
                                 : m_filter->roots(organizations.front());
}

int ItemTreeModel::fetched(quintptr key, qsizetype size) const
{
    return size <= kChunk ? int(size) : std::min(int(size), m_fetched.value(key, kChunk));
}

int ItemTreeModel::rowCount(const QModelIndex &parent) const
{
    const qsizetype size = qsizetype(family(parent).size());
    return fetched(parent.isValid() ? keyOf(parent) : kRootKey, size);
}

int ItemTreeModel::columnCount(const QModelIndex &) const
{
    return kTreeColumnCount;
}

bool ItemTreeModel::hasChildren(const QModelIndex &parent) const
{
    return !family(parent).empty();
}

bool ItemTreeModel::canFetchMore(const QModelIndex &parent) const
{
    return rowCount(parent) < int(family(parent).size());
}

void ItemTreeModel::fetchMore(const QModelIndex &parent)
{
    fetchUpTo(parent, std::max(rowCount(parent) + kChunk,
                               std::min(rowCount(parent) * 2, rowCount(parent) + kLargestChunk)) -
                          1);
}

void ItemTreeModel::fetchUpTo(const QModelIndex &parent, int row)
{
    const int now = rowCount(parent);
    const int wanted = std::min(row + 1, int(family(parent).size()));
    if (wanted <= now)
        return;
    beginInsertRows(parent, now, wanted - 1);
    m_fetched.insert(parent.isValid() ? keyOf(parent) : kRootKey, wanted);
    endInsertRows();
}

QModelIndex ItemTreeModel::index(int row, int column, const QModelIndex &parent) const
{
    if (row < 0 || column < 0 || column >= kTreeColumnCount || row >= rowCount(parent))
        return {};
    const quint32 member = family(parent)[size_t(row)];
    const bool organization = m_grouped && !parent.isValid();
    return createIndex(row, column, organization ? kOrganizationBit | member : quintptr(member));
}

QModelIndex ItemTreeModel::parent(const QModelIndex &index) const
{
    return index.isValid() && !isOrganization(index) ? parentOfItem(itemAt(index)) : QModelIndex();
}

QModelIndex ItemTreeModel::parentOfItem(Item item) const
{
    const Item parent = m_filter->parent(item);
    if (parent != kNoItem)
        return createIndex(m_filter->rowOf(parent), 0, quintptr(parent));
    return m_grouped ? organizationIndex(m_filter->snapshot()->organizationOf(item))
                     : QModelIndex();
}

QModelIndex ItemTreeModel::organizationIndex(quint32 organization) const
{
    if (!m_grouped || !m_filter)
        return {};
    const int row = m_filter->rowOfOrganization(organization);
    return row < 0 ? QModelIndex() : createIndex(row, 0, kOrganizationBit | organization);
}

QModelIndex ItemTreeModel::reveal(Item item)
{
    if (!m_filter || !m_filter->contains(item))
        return {};
    const Snapshot &snapshot = *m_filter->snapshot();
    std::vector<Item> chain;
    for (Item each = item; each != kNoItem; each = m_filter->parent(each))
        chain.push_back(each);
    if (m_grouped)
        fetchUpTo({}, m_filter->rowOfOrganization(snapshot.organizationOf(item)));
    for (auto each = chain.rbegin(); each != chain.rend(); ++each)
        fetchUpTo(parentOfItem(*each), m_filter->rowOf(*each));
    return createIndex(m_filter->rowOf(item), 0, quintptr(item));
}

QModelIndex ItemTreeModel::indexIfFetched(Item item) const
{
    if (!m_filter || !m_filter->contains(item))
        return {};
    const int row = m_filter->rowOf(item);
    return row < rowCount(parentOfItem(item)) ? createIndex(row, 0, quintptr(item)) : QModelIndex();
}

QModelIndex ItemTreeModel::indexOfKey(quintptr key) const
{
    return (key & kOrganizationBit) != 0 ? organizationIndex(quint32(key))
                                         : indexIfFetched(Item(key));
}

void ItemTreeModel::updateTitles(const std::vector<Item> &items)
{
    constexpr int column = int(TreeColumn::Title);
    for (const Item item : items) {
        const QModelIndex index = indexIfFetched(item);
        if (index.isValid())
            Q_EMIT dataChanged(index.siblingAtColumn(column), index.siblingAtColumn(column),
                               {Qt::DisplayRole, LoadingRole, Qt::ToolTipRole});
    }
}

QVariant ItemTreeModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const auto column = TreeColumn(index.column());
    if (role == Qt::TextAlignmentRole)
        return headerData(index.column(), Qt::Horizontal, role);
    return isOrganization(index) ? organizationData(organizationAt(index), column, role)
                                 : itemData(itemAt(index), column, role);
}

QVariant ItemTreeModel::itemData(Item item, TreeColumn column, int role) const
{
    const Snapshot &snapshot = *m_filter->snapshot();
    const ItemText text(snapshot, m_details, item);
    switch (role) {
    case Qt::DisplayRole:
        return text.display(column);
    case Qt::ToolTipRole:
        return text.toolTip(column);
    case Qt::AccessibleTextRole:
        return text.accessible(column);
    case SortRole:
        return text.sortValue(column);
    case ItemRole:
        return item;
    case OrganizationRole:
        return snapshot.organizationOf(item);
    case GroupRole:
        return false;
    case LoadingRole:
        return column == TreeColumn::Title && m_details.isLoading(item);
    case MatchRole:
        return m_filter->request().show != FilterRequest::Show::Hits || m_filter->matches(item);
    case DriftStateRole:
        return QVariant::fromValue(text.state(column));
    case StatusShapeRole:
        return QVariant::fromValue(statusShape(snapshot.status(item), snapshot.isDone(item)));
    case StoredShareRole:
        return text.share(false);
    case ExpectedShareRole:
        return text.share(true);
    case StoredStartRole:
        return text.start(false);
    case StoredEndRole:
        return text.end(false);
    case ExpectedStartRole:
        return text.start(true);
    case ExpectedEndRole:
        return text.end(true);
    case BadgesRole:
        return QVariant::fromValue(text.badges());
    default:
        return {};
    }
}

QString ItemTreeModel::organizationText(quint32 organization, TreeColumn column) const
{
    const auto &about = m_filter->snapshot()->organizations()[organization];
    switch (column) {
    case TreeColumn::Title:
        return about.name.isEmpty() ? tr("No organization") : about.name;
    case TreeColumn::Items:
        return QLocale().toString(about.items);
    case TreeColumn::Done:
        return QLocale().toString(about.doneItems);
    case TreeColumn::Drift:
        if (about.driftedItems == 0)
            return {};
        return about.driftedItems == 1 ? tr("1 item")
                                       : tr("%1 items").arg(QLocale().toString(about.driftedItems));
    default:
        return {};
    }
}

QVariant ItemTreeModel::organizationData(quint32 organization, TreeColumn column, int role) const
{
    const auto &about = m_filter->snapshot()->organizations()[organization];
    switch (role) {
    case Qt::DisplayRole:
        return organizationText(organization, column);
    case Qt::ToolTipRole:
        return column == TreeColumn::Title ? organizationText(organization, column) : QString();
    case Qt::AccessibleTextRole:
        if (column == TreeColumn::Title)
            return tr("Organization %1").arg(organizationText(organization, column));
        if (column == TreeColumn::Items || column == TreeColumn::Done)
            return tr("%1 %2").arg(headerData(int(column), Qt::Horizontal).toString(),
                                   organizationText(organization, column));
        if (column == TreeColumn::Drift)
            return about.driftedItems == 0
                       ? tr("No drift")
                       : tr("Drifted: %1").arg(organizationText(organization, column));
        return {};
    case SortRole:
        if (column == TreeColumn::Items)
            return about.items;
        if (column == TreeColumn::Done)
            return about.doneItems;
        if (column == TreeColumn::Drift)
            return about.driftedItems;
        return organizationText(organization, column);
    case ItemRole:
        return kNoItem;
    case OrganizationRole:
        return organization;
    case GroupRole:
        return true;
    default:
        return {};
    }
}

QVariant ItemTreeModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal)
        return {};
    const auto column = TreeColumn(section);
    if (role == Qt::TextAlignmentRole) {
        const bool number = column == TreeColumn::Depth || column == TreeColumn::Items ||
                            column == TreeColumn::Done || column == TreeColumn::Estimate;
        return int((number ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
    }
    if (role != Qt::DisplayRole)
        return {};
    switch (column) {
    case TreeColumn::Title:
        return tr("Title");
    case TreeColumn::Status:
        return tr("Status");
    case TreeColumn::Depth:
        return tr("Depth");
    case TreeColumn::Items:
        return tr("Items");
    case TreeColumn::Done:
        return tr("Done");
    case TreeColumn::Estimate:
        return tr("Estimate");
    case TreeColumn::Progress:
        return tr("Progress");
    case TreeColumn::Dates:
        return m_scale.title();
    case TreeColumn::Drift:
        return tr("Drift");
    }
    return {};
}

} // namespace arborist
