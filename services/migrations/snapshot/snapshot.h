// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/migrations/files/migration_set.h"
#include <QMap>
#include <QString>
#include <QStringList>
#include <optional>
#include <vector>

namespace arborist::migrations {

/// What a snapshot of Drizzle says of the schema after a migration, reduced to what DDL needs.
/// Plain values, compared as they are. Schemas are written out ("public").
struct ModelColumn {
    QString name;
    QString type; ///< as it stands in DDL, an enum with its schema
    bool primaryKey = false, notNull = false;
    QString defaultSql; ///< empty: none
    QString generated;  ///< expression of a stored column; empty: none
    QString identity;   ///< "GENERATED ALWAYS AS IDENTITY (...)"; empty: none
    bool operator==(const ModelColumn &) const = default;
};

/// An index, constraint or policy: its name and the DDL that makes it.
struct ModelPart {
    QString name;
    QString sql;
    bool operator==(const ModelPart &) const = default;
};

struct ModelTable {
    QString schema, name;
    std::vector<ModelColumn> columns; ///< in their order
    std::vector<ModelPart> keys;      ///< primary key of several columns, unique
    std::vector<ModelPart> foreignKeys;
    std::vector<ModelPart> checks;
    std::vector<ModelPart> indexes;
    std::vector<ModelPart> policies;
    bool rowSecurity = false;

    QString id() const { return schema + u'.' + name; }
    const ModelColumn *column(const QString &name) const;
    bool operator==(const ModelTable &) const = default;
};

struct ModelEnum {
    QString schema, name;
    QStringList values;
    bool operator==(const ModelEnum &) const = default;
};

struct Snapshot {
    QString version; ///< "7"
    QString id;
    QStringList parents;
    QMap<QString, ModelTable> tables; ///< by id(), as are the others
    QMap<QString, ModelEnum> enums;
    QMap<QString, ModelPart> sequences, views;
    QStringList schemas;
    QStringList roles;
};

/// Reads a snapshot of version 7, or one of 8 and 9 that holds the whole schema. Throws Error that
/// names `shownName`: no JSON, another version, a shape that it does not have.
Snapshot readSnapshot(const QByteArray &json, const QString &shownName);

/// The schema after that migration of a Drizzle set, replayed from the differences of version 9
/// where need be. Throws Error: the migration has no snapshot, or its chain is broken.
Snapshot snapshotAfter(const MigrationSet &set, const Migration &migration);
/// The one before it: its parent's; an empty schema for the first.
Snapshot snapshotBefore(const MigrationSet &set, const Migration &migration);

} // namespace arborist::migrations
