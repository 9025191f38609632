// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/repair/change_set.h"
#include "services/repair/hierarchy_names.h"
#include <QByteArray>
#include <array>
#include <mutex>

namespace arborist::repair {

/// The changes of a repair in columns: 24 bytes and the stored text a value, 8 bytes a row.
/// Expected values are raw numbers or follow from the planned forest; their texts are made when
/// asked for.
class RepairChanges final : public ChangeSet
{
public:
    /// What one change writes: a raw value of the kind's field, the new position, the number of the
    /// new parent; nothing for paths and deletions.
    struct Entry {
        ItemChange change;
        qint64 after = kNull;
    };
    /// A row that is updated, with its changes.
    struct Row {
        Item item = kNoItem;
        quint32 version = 0; ///< its xmin
        quint32 begin = 0;   ///< numbers of its changes
        quint32 end = 0;
    };

    /// `entries` by item, then kind; `singlePrecision` are bits of the kinds whose columns are
    /// real.
    RepairChanges(SnapshotPtr planned, const std::vector<Entry> &entries, quint32 singlePrecision);

    std::span<const ItemChange> changes() const override { return m_changes; }
    qint64 rows() const override { return qint64(m_rows.size()) + m_deletedRows; }
    qint64 deletedRows() const override { return m_deletedRows; }
    QString column(const ItemChange &change) const override;
    std::optional<QString> before(const ItemChange &change) const override;
    std::optional<QString> after(const ItemChange &change) const override;
    Item originOf(const ItemChange &change) const override;

    /// The rows to be updated, by item.
    std::span<const Row> updates() const { return m_rows; }
    quint32 kinds() const { return m_kinds; } ///< bits of the kinds that write a column
    std::optional<QByteArray> beforeText(size_t change) const;
    std::optional<QByteArray> afterText(size_t change) const;

    /// To be called for every row in order, and for each of its changes in order.
    void setVersion(size_t row, quint32 version) { m_rows[row].version = version; }
    void pushBefore(std::optional<std::string_view> text);

    /// The mapping's column that a kind writes.
    static QString columnOf(Kind kind, const Mapping &mapping);

private:
    size_t indexOf(const ItemChange &change) const;
    void findOrigins() const;
    Item inheritedFrom(Item item, Kind kind) const;

    SnapshotPtr m_planned;
    quint32 m_singlePrecision;
    quint32 m_kinds = 0;
    std::vector<ItemChange> m_changes;
    Array<qint64> m_after;
    TextColumn m_before;
    std::vector<bool> m_beforeIsNull;
    std::vector<Row> m_rows;
    qint64 m_deletedRows = 0;
    mutable std::once_flag m_originsFound;
    mutable Array<Item> m_origins; ///< by change
};

} // namespace arborist::repair
