// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/data/generator/check_rules.h"
#include "services/data/seed/table_keys.h"

namespace arborist::data {

/// A column as the generator sees it.
struct ColumnFacts {
    enum class Kind {
        Bool,
        Integer,
        Real,
        Numeric,
        Text,
        Date,
        Timestamp,
        Time,
        Interval,
        Uuid,
        Json,
        Bytes,
        Address,
        Enum,
        Array,
        Other
    };

    QString name;
    QString type; ///< below domains, with modifier: "character varying(60)"
    Kind kind = Kind::Other;
    int length = -1;               ///< most characters; -1: no limit
    int precision = -1, scale = 0; ///< of a numeric; -1: no limit
    qint64 most = 0;               ///< of an integer
    QStringList labels;            ///< of an enum
    ColumnRules rules;             ///< by its checks
    bool isRequired = false;
    bool hasDefault = false;
    bool isWritten = true;   ///< false: left to the server (generated, identity, serial)
    bool isNumbered = false; ///< it has to differ in every row
};

/// A foreign key by its columns.
struct KeyFacts {
    QStringList columns;
    quint32 other = 0; ///< oid of the table referred to
    QStringList otherColumns;
};

/// A table as the generator sees it.
struct TableFacts {
    size_t table = 0; ///< index in DataTables
    std::vector<ColumnFacts> columns;
    std::vector<KeyFacts> references;
    std::vector<QStringList> unique; ///< keys that no numbered column makes different by itself
    QStringList unread;              ///< checks that are not understood: the server decides

    ColumnFacts *column(const QString &name);
};

/// Reads what has to be known of tables to make rows for them. Throws Error where that cannot be
/// done: an exclusion constraint, a required column of a type that nothing is known of.
std::vector<TableFacts> readFacts(postgres::Connection &connection, const DataTables &tables,
                                  const DataTables::Set &set, const KeysByTable &keys);

} // namespace arborist::data
