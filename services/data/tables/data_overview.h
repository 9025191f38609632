// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/data/tables/data_tables.h"
#include <QDateTime>

namespace arborist::data {

/// The tables of a database as people look at them.
struct DataOverview {
    DataTables tables;
    std::vector<bool> isCounted; ///< of each table: its rows are exact
    QString database;
    QDateTime readAt;

    size_t size() const { return tables.tables().size(); }
    qint64 rows() const;  ///< of those that are known
    qint64 bytes() const; ///< tables and indexes
    /// Whether rows() is exact.
    bool isExact() const;
};

/// Reads them from the catalogs; small tables of which the server has no estimate are counted,
/// unless somebody locks them. Throws Error.
DataOverview readOverview(postgres::Connection &connection,
                          const std::vector<migrations::LedgerName> &ledgers,
                          OperationContext &context);

/// The same with exact rows of these tables, named as DataTable::sql() has it, as far as they are
/// still there. Throws Error.
DataOverview countedOverview(postgres::Connection &connection,
                             const std::vector<migrations::LedgerName> &ledgers,
                             const QStringList &names, OperationContext &context);

/// What else there is to a table.
struct TableDetails {
    struct Index {
        QString name;
        qint64 bytes = 0;
        bool isPrimary = false;
        bool isUnique = false;
    };
    struct Trigger {
        QString name;
        QString fires; ///< "BEFORE INSERT UPDATE"
        bool isEnabled = true;
    };
    struct Policy {
        QString name;
        QString command; ///< "SELECT", "ALL"
    };
    std::vector<Index> indexes; ///< largest first
    std::vector<Trigger> triggers;
    std::vector<Policy> policies;
};

/// Throws Error.
TableDetails readDetails(postgres::Connection &connection, quint32 table);

} // namespace arborist::data
