// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>
#include <QStringList>
#include <vector>

namespace arborist::postgres {
class Connection;
}

namespace arborist::query {

/// What can be named in a query of a database, for completion. Names are as they are, not quoted.
struct CatalogWords {
    struct Column {
        QString name;
        QString type; ///< as format_type() says it
    };
    struct Relation {
        enum class Kind { Table, View, ForeignTable };
        QString schema;
        QString name;
        Kind kind = Kind::Table;
        bool onSearchPath = false; ///< its name alone finds it
        std::vector<Column> columns;
    };
    struct Function {
        QString schema;
        QString name;
        QString arguments; ///< "text, integer"
        QString result;    ///< "timestamp with time zone"
        bool onSearchPath = false;
    };

    QStringList schemas; ///< without the server's own
    std::vector<Relation> relations;
    /// The database's own ones of each signature, the server's (pg_catalog) once a name.
    std::vector<Function> functions;
    QStringList keywords; ///< of this server's SQL, lower case
};

/// Asks the server; on a connection that is not in a transaction.
CatalogWords catalogWords(postgres::Connection &connection);

} // namespace arborist::query
