// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/query/result_sink.h"
#include <map>

namespace arborist::query {

/// Tells the columns of a statement before it runs; remembers the names of types.
class ResultColumns
{
public:
    /// Throws Error for a statement that the server does not take. `columns` must run in the
    /// transaction of the statement.
    std::vector<Column> of(const QString &sql, postgres::Connection &connection);

private:
    using Type = std::pair<quint32, int>; ///< OID and modifier
    void nameTypes(const postgres::Result &description, postgres::Connection &connection);
    std::map<Type, QString> m_names;
};

} // namespace arborist::query
