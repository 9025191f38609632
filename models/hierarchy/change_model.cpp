// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/hierarchy/change_model.h"

#include "models/common/format.h"
#include "models/hierarchy/tree_roles.h"
#include <QFont>
#include <algorithm>

namespace arborist {

using namespace hierarchy;
using repair::ItemChange;

namespace {

constexpr int kChunk = 500;

int alignmentOf(int column)
{
    const bool value = column == ChangeModel::StoredColumn || column == ChangeModel::NewColumn;
    return int((value ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
}

QFont boldFont()
{
    QFont font;
    font.setBold(true); // family and size stay the view's
    return font;
}

} // namespace

ChangeModel::ChangeModel(DetailsCache &details, QObject *parent)
    : QAbstractItemModel(parent),
      m_details(details)
{
    connect(&details, &DetailsCache::changed, this, &ChangeModel::updateTitles);
}

void ChangeModel::setGroups(ChangeGroupsPtr groups)
{
    beginResetModel();
    m_groups = std::move(groups);
    m_fetched.clear();
    endResetModel();
}

bool ChangeModel::isGroup(const QModelIndex &index) const
{
    return index.isValid() && index.internalId() == kGroupId;
}

const ChangeGroups::Group &ChangeModel::groupOf(const QModelIndex &index) const
{
    return m_groups->groups()[isGroup(index) ? size_t(index.row()) : size_t(index.internalId())];
}

const ItemChange &ChangeModel::changeAt(const QModelIndex &index) const
{
    return m_groups->change(groupOf(index).begin + quint32(index.row()));
}

int ChangeModel::sizeOf(const QModelIndex &parent) const
{
    if (!m_groups || parent.column() > 0)
        return 0;
    if (!parent.isValid())
        return int(m_groups->groups().size());
    return isGroup(parent) ? int(groupOf(parent).end - groupOf(parent).begin) : 0;
}

int ChangeModel::fetched(const QModelIndex &parent) const
{
    const quintptr key = parent.isValid() ? quintptr(parent.row()) : kGroupId;
    return std::min(sizeOf(parent), m_fetched.value(key, kChunk));
}

int ChangeModel::rowCount(const QModelIndex &parent) const
{
    return fetched(parent);
}

int ChangeModel::columnCount(const QModelIndex &) const
{
    return kColumnCount;
}

bool ChangeModel::hasChildren(const QModelIndex &parent) const
{
    return sizeOf(parent) > 0;
}

bool ChangeModel::canFetchMore(const QModelIndex &parent) const
{
    return fetched(parent) < sizeOf(parent);
}

void ChangeModel::fetchMore(const QModelIndex &parent)
{
    const int now = fetched(parent);
    const int wanted = std::min(sizeOf(parent), std::max(2 * now, now + kChunk));
    if (wanted <= now)
        return;
    beginInsertRows(parent, now, wanted - 1);
    m_fetched.insert(parent.isValid() ? quintptr(parent.row()) : kGroupId, wanted);
    endInsertRows();
}

QModelIndex ChangeModel::index(int row, int column, const QModelIndex &parent) const
{
    if (row < 0 || column < 0 || column >= kColumnCount || row >= rowCount(parent))
        return {};
    return createIndex(row, column, parent.isValid() ? quintptr(parent.row()) : kGroupId);
}

QModelIndex ChangeModel::parent(const QModelIndex &index) const
{
    if (!index.isValid() || isGroup(index))
        return {};
    return createIndex(int(index.internalId()), 0, kGroupId);
}

QString ChangeModel::titleOf(Item item) const
{
    const Details *details = m_details.find(item);
    if (!details)
        return m_details.isLoading(item) ? QStringLiteral("…") : m_groups->snapshot()->idText(item);
    return details->title.isEmpty() ? m_groups->snapshot()->idText(item) : details->title;
}

QString ChangeModel::groupText(const ChangeGroups::Group &group, int column) const
{
    const quint32 values = group.end - group.begin;
    switch (column) {
    case ItemColumn:
        return group.origin == kNoItem ? tr("Origin not known") : titleOf(group.origin);
    case IdColumn:
        return group.origin == kNoItem ? QString() : m_groups->snapshot()->idText(group.origin);
    case ValueColumn:
        return values == 1 ? tr("1 value") : tr("%1 values").arg(format::count(values));
    case OriginColumn:
        return group.items == 1 ? tr("1 item") : tr("%1 items").arg(format::count(group.items));
    default:
        return {};
    }
}

QString ChangeModel::changeText(const QModelIndex &index) const
{
    const ItemChange &change = changeAt(index);
    const auto orDash = [](const std::optional<QString> &value) {
        return value ? *value : QString(format::dash);
    };
    switch (index.column()) {
    case ItemColumn:
        return titleOf(change.item);
    case IdColumn:
        return m_groups->snapshot()->idText(change.item);
    case ValueColumn:
        return change.deletes ? tr("Row") : m_groups->set().column(change);
    case StoredColumn:
        return change.deletes ? tr("Stored") : orDash(m_groups->set().before(change));
    case NewColumn:
        return change.deletes ? tr("Deleted") : orDash(m_groups->set().after(change));
    case OriginColumn:
        return change.origin ? tr("Origin") : tr("Inherited");
    default:
        return {};
    }
}

QVariant ChangeModel::data(const QModelIndex &index, int role) const
{
    if (!index.isValid() || !m_groups)
        return {};
    const bool group = isGroup(index);
    const auto text = [&] {
        return group ? groupText(groupOf(index), index.column()) : changeText(index);
    };
    switch (role) {
    case Qt::DisplayRole:
    case Qt::ToolTipRole:
        return text();
    case Qt::TextAlignmentRole:
        return alignmentOf(index.column());
    case Qt::AccessibleTextRole:
        return QStringLiteral("%1 %2").arg(
            headerData(index.column(), Qt::Horizontal, Qt::DisplayRole).toString(), text());
    case GroupRole:
        return group;
    case Qt::FontRole:
        return group && index.column() == ItemColumn ? QVariant(boldFont()) : QVariant();
    case ItemRole:
        return group ? groupOf(index).origin : changeAt(index).item;
    case ToneRole:
        if (group)
            return int(index.column() == ItemColumn ? Tone::Plain : Tone::Muted);
        if (changeAt(index).deletes && index.column() == NewColumn)
            return int(Tone::Danger);
        return int(index.column() == StoredColumn                                ? Tone::Drift
                   : index.column() == NewColumn || index.column() == ItemColumn ? Tone::Plain
                                                                                 : Tone::Muted);
    default:
        return {};
    }
}

QVariant ChangeModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal)
        return {};
    if (role == Qt::TextAlignmentRole)
        return alignmentOf(section);
    if (role != Qt::DisplayRole)
        return {};
    switch (section) {
    case ItemColumn:
        return tr("Item");
    case IdColumn:
        return tr("ID");
    case ValueColumn:
        return tr("Column");
    case StoredColumn:
        return tr("Stored");
    case NewColumn:
        return tr("New");
    case OriginColumn:
        return tr("Drift");
    default:
        return {};
    }
}

/// Which rows show an item is not kept: all that have been fetched are told.
void ChangeModel::updateTitles()
{
    const int rows = rowCount();
    if (rows == 0)
        return;
    const auto tell = [this](const QModelIndex &parent) {
        Q_EMIT dataChanged(index(0, ItemColumn, parent),
                           index(rowCount(parent) - 1, ItemColumn, parent), {Qt::DisplayRole});
    };
    tell({});
    for (int row = 0; row < rows; ++row)
        tell(index(row, 0));
}

} // namespace arborist
