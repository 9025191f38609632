// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/postgres/identifier.h"
#include <QDateTime>
#include <QString>
#include <QStringList>
#include <vector>

namespace arborist::data {

struct DataColumn {
    QString name;
    QString type;    ///< with its modifier: "numeric(10,2)", "public.mood"
    QString base;    ///< below a domain, without modifier: "numeric"
    QString receive; ///< the server's function that reads the binary form; empty if it has none
    bool isRequired = false;    ///< NOT NULL, of the column or its domain
    bool hasDefault = false;    ///< or an identity
    bool isGenerated = false;   ///< always from others: takes no values
    QChar identity;             ///< 'a' ALWAYS, 'd' BY DEFAULT, null for none
    bool isBoundToOids = false; ///< its binary form means nothing in another database
};

/// A table of the application. Sizes and rows of a partitioned one are those of its partitions.
struct DataTable {
    quint32 oid = 0;
    QString schema;
    QString name;
    bool isPartitioned = false;
    qint64 rows = -1;      ///< estimate of the server, or exact after countRows(); -1: unknown
    qint64 tableBytes = 0; ///< with long values (TOAST)
    qint64 indexBytes = 0;
    qint64 bloatBytes = -1; ///< what could be saved by writing it anew; -1: unknown
    qint64 deadRows = 0;
    /// What pg_stat counts: rows inserted, changed and deleted since its statistics were reset, and
    /// of these since the table was analyzed last (null: never). The server keeps no time of the
    /// last change itself.
    qint64 changes = 0;
    qint64 changesSinceAnalyzed = 0;
    QDateTime analyzed;
    bool hasRowSecurity = false;
    bool hidesRows = false;          ///< policies hold for the connection's own role
    bool hasForeignParts = false;    ///< some partition is a foreign table
    int triggers = 0;                ///< enabled ones of users
    bool isOwned = false;            ///< by a role whose rights the connection has
    bool isVisible = false;          ///< found by its name alone (search_path)
    std::vector<DataColumn> columns; ///< in the order of the table

    QString title() const { return schema + u'.' + name; } ///< for people: "public.items"
    QString sql() const { return postgres::quoteQualified(schema, name); }
    /// The same without tables that inherit from it.
    QString onlySql() const { return isPartitioned ? sql() : QStringLiteral("ONLY ") + sql(); }
    qint64 bytes() const { return tableBytes + indexBytes; }
    const DataColumn *column(const QString &wanted) const;
};

/// A foreign key between two of the tables; those of partitions count as their parents'.
struct DataReference {
    size_t from = 0; ///< index of the table that refers
    size_t to = 0;
    QString name;
    QString holder;     ///< quoted: the table that has it, which may be a partition
    QString definition; ///< as ALTER TABLE ... ADD CONSTRAINT takes it
    QString comment;
    bool isDeferrable = false;
};

} // namespace arborist::data
