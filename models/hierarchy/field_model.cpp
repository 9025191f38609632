// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/hierarchy/field_model.h"

namespace arborist {

using namespace hierarchy;

FieldModel::FieldModel(QObject *parent) : QAbstractTableModel(parent) {}

void FieldModel::setItem(SnapshotPtr snapshot, Item item, const Details *details)
{
    beginResetModel();
    m_snapshot = std::move(snapshot);
    m_item = item;
    m_rows.clear();
    if (m_snapshot && m_item != kNoItem) {
        for (int field = 0; field < kFieldCount; ++field) {
            addField(Field(field));
            if (Field(field) == Field::Depth)
                addPath(details);
        }
    }
    endResetModel();
}

void FieldModel::addField(Field field)
{
    if (!m_snapshot->hasField(field))
        return;
    Row row;
    row.field = titleOf(field);
    row.stored = m_snapshot->text(field, m_snapshot->stored(m_item, field));
    if (int(field) < kDerivedFieldCount)
        row.expected = m_snapshot->text(field, m_snapshot->expected(m_item, field));
    row.state = stateOf(*m_snapshot, m_item, field);
    if (row.state == DriftState::None && (field == Field::Start || field == Field::End))
        row.state = stateOf(findingOf(*m_snapshot, m_item, Kind::Q1));
    if (row.state == DriftState::None && field == Field::Position)
        row.state = stateOf(findingOf(*m_snapshot, m_item, Kind::S8));
    m_rows.push_back(std::move(row));
}

void FieldModel::addPath(const Details *details)
{
    if (m_snapshot->mapping().path.isEmpty())
        return;
    Row row;
    row.field = tr("Path");
    row.stored = details ? details->path : QStringLiteral("…");
    row.expected = m_snapshot->expectedPath(m_item);
    row.state = stateOf(findingOf(*m_snapshot, m_item, Kind::D2));
    row.isPath = true;
    m_rows.push_back(std::move(row));
}

int FieldModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : int(m_rows.size());
}

int FieldModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : 3;
}

QVariant FieldModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid | CheckIndexOption::ParentIsInvalid))
        return {};
    const Row &row = m_rows[size_t(index.row())];
    const QString &text = index.column() == FieldColumn    ? row.field
                          : index.column() == StoredColumn ? row.stored
                                                           : row.expected;
    switch (role) {
    case Qt::DisplayRole:
        return text;
    case Qt::ToolTipRole:
        return row.isPath ? text : QString();
    case Qt::TextAlignmentRole:
        return headerData(index.column(), Qt::Horizontal, role);
    case Qt::AccessibleTextRole:
        if (index.column() == FieldColumn)
            return text;
        return index.column() == StoredColumn ? tr("Stored %1%2").arg(text, stateInWords(row.state))
                                              : tr("Expected %1").arg(text);
    case DriftStateRole:
        return QVariant::fromValue(row.state);
    default:
        return {};
    }
}

QVariant FieldModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal)
        return {};
    if (role == Qt::TextAlignmentRole)
        return int((section == FieldColumn ? Qt::AlignLeft : Qt::AlignRight) | Qt::AlignVCenter);
    if (role != Qt::DisplayRole)
        return {};
    return section == FieldColumn    ? tr("Field")
           : section == StoredColumn ? tr("Stored")
                                     : tr("Expected");
}

} // namespace arborist
