// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/data/seed/seed_units.h"

namespace arborist::data {

/// Loads the units of a seed within a transaction that the caller ends.
class SeedRunner
{
public:
    /// All of these must outlive it.
    SeedRunner(const SeedOrder &order, const DataTables &tables, const KeysByTable &keys)
        : m_order(order),
          m_tables(tables),
          m_keys(keys)
    {
    }

    /// Calls may be repeated, each in a transaction of its own. Throws Error with file, line and
    /// column; see find() for what the server says of many rows at once.
    void load(postgres::Connection &connection, OperationContext &context);
    /// After load() failed and its transaction is rolled back: the same error with the place in the
    /// file that it comes from, where that can be found by loading again in a transaction of its
    /// own, which is rolled back.
    Error find(const Error &error, postgres::Connection &connection, OperationContext &context);

    /// By table, in the order of loading; of the last load().
    const std::vector<std::pair<size_t, LoadedRows>> &loaded() const { return m_loaded; }

private:
    void loadAll(postgres::Connection &connection, OperationContext &context, bool finds);
    void loadSql(const SeedUnit &unit, postgres::Connection &connection, OperationContext &context);
    void add(size_t table, const LoadedRows &rows);

    const SeedOrder &m_order;
    const DataTables &m_tables;
    const KeysByTable &m_keys;
    std::vector<std::pair<size_t, LoadedRows>> m_loaded;
};

} // namespace arborist::data
