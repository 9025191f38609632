// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/core/error.h"
#include "services/hierarchy/item_table.h"
#include "services/hierarchy/scan_query.h"
#include <span>
#include <unordered_map>

namespace arborist::hierarchy {

/// Turns rows of binary COPY into the columns of an ItemTable. Parents that come later than their
/// children are found when all rows are there (finish).
class ItemReader
{
public:
    struct Limits {
        qint64 recentSince =
            kNull; ///< raw value of the `updated` column from which on rows are in flight
        qsizetype expectedRows = 0;
    };

    ItemReader(const Mapping &mapping, const ScanQuery &query, const Limits &limits);

    /// Throws Error that names the item and the column.
    void add(std::span<const char> row);
    /// Resolves the parents; what is missing is in ItemTable::dangling.
    void finish();
    ItemTable &table() { return m_table; }

private:
    /// A value column, ready for the inner loop.
    struct ValueStep {
        RawColumn *column = nullptr;
        bool isInt4 = false; ///< also dates: both are read as they are
        bool isUpdated = false;
    };

    void addValue(const SelectedColumn &column, const ValueStep &step, std::string_view id,
                  std::string_view value, quint16 &flags);
    void addParent(std::string_view parent);
    void addPath(std::string_view parent, std::string_view path);
    quint16 statusOf(const SelectedColumn &column, std::string_view value);
    quint32 organizationOf(std::string_view value);
    Error at(Error error, const SelectedColumn &column, std::string_view id) const;
    QString idText(std::string_view wire) const;

    const Mapping &m_mapping;
    const ScanQuery &m_query;
    Limits m_limits;
    PathRule m_pathRule;
    std::string m_separator;
    bool m_labelIsId = true;
    ItemTable m_table;
    std::vector<ValueStep> m_steps; ///< one a column of the query

    IdTable m_organizations;
    quint32 m_nullOrganization = kNoItem;
    std::string m_lastOrganization;
    quint32 m_lastOrganizationIndex = kNoItem;

    std::unordered_map<std::string, quint16> m_statuses;
    std::vector<bool> m_statusDone;
    std::string m_lastStatus;
    quint16 m_lastStatusIndex = 0;

    /// Children read before their parents.
    Array<Item> m_pendingItems;
    TextColumn m_pendingParents;
};

} // namespace arborist::hierarchy
