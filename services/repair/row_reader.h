// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/postgres/connection.h"
#include "services/repair/deletion_plan.h"
#include <span>

namespace arborist::repair {

/// Reads rows by their keys, or what refers to them, in the connection's transaction. Answers begin
/// with the number of the key asked for, from 0.
class RowReader
{
public:
    RowReader(postgres::Connection &connection, const RowShape &shape)
        : m_connection(connection),
          m_shape(shape)
    {
    }

    /// Number, xmin, then `columns` as text.
    postgres::Result read(const std::vector<RowKey> &keys, const QStringList &columns) const;
    /// Number, xmin of the row that refers, its `key`, then the reference's columns, as text.
    postgres::Result referring(const std::vector<RowKey> &keys, const Reference &reference,
                               const QStringList &key) const;

private:
    /// FROM clause that joins the keys ("wanted") with the table ("t").
    QString wanted() const;
    postgres::Params bind(const std::vector<RowKey> &keys) const;

    postgres::Connection &m_connection;
    const RowShape &m_shape;
};

} // namespace arborist::repair
