// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/data/tables/data_tables.h"

namespace arborist::data {

/// Lets foreign keys that go in a circle be checked at the end, within the connection's
/// transaction: those that can be deferred already, and those of the connection's own tables, which
/// are as they were before the transaction ends. Locks their tables against writing by others.
class DeferredReferences
{
public:
    /// `keys`: indexes in DataTables::references().
    DeferredReferences(postgres::Connection &connection, const DataTables &tables,
                       const std::vector<size_t> &keys);

    /// Checks them now, and sets them back. Throws Error where a row refers to nothing.
    void check();

private:
    postgres::Connection &m_connection;
    std::vector<DataReference> m_changed;
    bool m_isDeferred = false;
};

} // namespace arborist::data
