// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>
#include <QStringList>
#include <optional>
#include <vector>

namespace arborist::postgres {
class Connection;
}

namespace arborist::data {

/// What a database has before its first table: schemas with owner, privileges and comment,
/// extensions, default privileges.
struct SchemaFrame {
    struct Schema {
        QString name, owner;
        std::optional<QString> comment;
        bool hasPrivileges = false; ///< false: none were ever granted or revoked
        QStringList grants;
        qint64 tables = 0;
    };
    struct Extension {
        QString name, schema, version;
        std::optional<QString> comment;
    };
    struct DefaultPrivilege {
        QString sql;
        QString schema; ///< empty: of all
    };
    std::vector<Schema> schemas;
    std::vector<Extension> extensions;
    std::vector<DefaultPrivilege> defaultPrivileges;

    static SchemaFrame read(postgres::Connection &connection);

    /// Leaves out schemas that migrations make themselves, and must not find there.
    void leaveTo(const QStringList &made);

    /// Puts it into an empty database. Returns what this role may not set, a sentence each; throws
    /// Error for anything else.
    QStringList apply(postgres::Connection &connection) const;
};

} // namespace arborist::data
