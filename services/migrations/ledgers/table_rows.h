// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/migrations/files/migration_set.h"
#include "services/postgres/result.h"
#include <QDateTime>
#include <QHash>
#include <optional>
#include <vector>

namespace arborist::postgres {
class Connection;
}

namespace arborist::migrations {

/// A ledger's table as it is, read by one query.
class TableRows
{
public:
    /// nullopt where there is no such table. Only reads; throws Error. Within a transaction it asks
    /// first, as a failed query would end that. `also`: SQL of a number that is asked for with it.
    static std::optional<TableRows> read(postgres::Connection &connection, const LedgerName &name,
                                         const QString &also = {});

    int count() const { return m_result.rows(); }
    bool has(const QString &column) const { return m_columns.contains(column); }
    bool hasAll(const QStringList &columns) const;
    /// The answer to `also`; nullopt where there was no row to give it with.
    std::optional<qint64> answer() const;
    bool isText(const QString &column) const;          ///< text, varchar
    bool isTruncated() const { return m_isTruncated; } ///< more rows than any ledger has

    bool isNull(int row, const QString &column) const;
    QString text(int row, const QString &column) const;
    std::optional<qint64> integer(int row, const QString &column) const; ///< also of numeric
    /// Of a timestamp with or without a time zone; the latter in the session's.
    std::optional<QDateTime> time(int row, const QString &column) const;

private:
    int column(const QString &name) const { return m_columns.value(name, -1); }

    postgres::Result m_result;
    QHash<QString, int> m_columns;
    QByteArray m_timeZone;
    bool m_isTruncated = false;
};

/// "drizzle"."__drizzle_migrations", or the name alone for the connection's own schema.
QString quoted(const LedgerName &name);
/// The same without quotes, for people.
QString shown(const LedgerName &name);
/// A statement with its values ($1 to $9) written into it, for people to read.
QString withLiterals(const QString &sql, const std::vector<std::optional<QString>> &params);

} // namespace arborist::migrations
