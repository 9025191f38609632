// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/data/tables/data_tables.h"
#include <vector>

namespace arborist::postgres {
class Connection;
}

namespace arborist::data {

/// Puts aside, within a transaction, what is in the way of replacing rows: triggers, unless they
/// are to fire, and foreign keys of tables outside of the set (which TRUNCATE refuses), in circles,
/// of tables with many rows, and to tables whose former rows many tables would be searched for.
/// Putting back makes every foreign key as it was; the server then checks all rows at once, which
/// is faster than one by one. All other foreign keys stay: rows come in their order.
class Aside
{
public:
    /// `rows`: that each table of the set is to get, in one go; -1 where in several. `former`: that
    /// each has now, as far as is known.
    Aside(const DataTables &tables, const DataTables::Set &set, const std::vector<qint64> &rows,
          const std::vector<qint64> &former, bool firesTriggers);

    /// The foreign keys that go, as indexes of references().
    const std::vector<size_t> &keys() const { return m_keys; }
    /// Tables outside of the set whose keys go: they are locked as well.
    DataTables::Set others() const;

    void put(postgres::Connection &connection);
    /// Throws Error (23503) where the rows do not satisfy a key.
    void putBack(postgres::Connection &connection) const;

private:
    const DataTables &m_tables;
    const DataTables::Set &m_set;
    const bool m_firesTriggers;
    std::vector<size_t> m_keys;
    struct Trigger {
        QString table, name, mode;
    };
    std::vector<Trigger> m_triggers;
};

} // namespace arborist::data
