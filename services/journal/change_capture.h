// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/journal/change_batch.h"
#include <QMultiHash>
#include <QString>
#include <vector>

namespace arborist::postgres {
class Connection;
}

namespace arborist::journal {

/// What a transaction of somebody's own SQL changes, row by row, triggers included. It begins the
/// transaction (REPEATABLE READ) on `connection`, and one that only reads on `witness`, which sees
/// the same snapshot for as long as it lasts: the rows as they were before.
class ChangeCapture
{
public:
    ChangeCapture(postgres::Connection &connection, postgres::Connection &witness);

    /// pg_current_xact_id() of the transaction.
    const QString &transaction() const { return m_transaction; }

    /// All changes so far, in an order in which they could be made and, reversed, taken back:
    /// inserts (referenced tables first), updates, deletes. Throws Error: a changed table has no
    /// primary key; the transaction changed more than rows (DDL, TRUNCATE).
    std::vector<ChangeBatch> collect();

private:
    struct Table;
    using References = QMultiHash<QString, QString>; ///< oids, by that of the referring table
    static std::ptrdiff_t firstOf(const std::vector<Table> &tables, const References &all,
                                  const References &required);
    std::vector<Table> changedTables();
    void refuseMoreThanRows();
    void collectTable(const Table &table, std::vector<ChangeBatch> &inserts,
                      std::vector<ChangeBatch> &updates, std::vector<ChangeBatch> &deletes);

    postgres::Connection &m_connection;
    postgres::Connection &m_witness;
    QString m_transaction;
};

} // namespace arborist::journal
