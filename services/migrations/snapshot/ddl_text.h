// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/migrations/snapshot/snapshot.h"

namespace arborist::migrations {

QString quotedName(const QString &name);                       ///< "a""b", with its quotes
QString quotedNames(const QStringList &names);                 ///< "a", "b"
QString qualified(const QString &schema, const QString &name); ///< "s"."t"
inline QString qualified(const ModelTable &table)
{
    return qualified(table.schema, table.name);
}

/// Drizzle's type as DDL has it: one of a schema (an enum) quoted, with its brackets behind.
QString typeText(const QString &type, const QString &typeSchema);

struct IndexWords {
    QString name;
    bool isUnique = false;
    QString method;
    QStringList columns; ///< as DDL has them
    QString with, where;
};
ModelPart indexPart(const IndexWords &words, const ModelTable &table);

struct ForeignKeyWords {
    QString name;
    QStringList columns;
    QString schemaTo, tableTo;
    QStringList columnsTo;
    QString onDelete, onUpdate; ///< "cascade", "no action"
};
ModelPart foreignKeyPart(const ForeignKeyWords &words, const ModelTable &table);

struct PolicyWords {
    QString name, as, command;
    QStringList roles;
    QString usingSql, withCheck;
};
ModelPart policyPart(const PolicyWords &words, const ModelTable &table);

/// ALTER TABLE ... ADD CONSTRAINT name definition.
ModelPart constraintPart(const QString &name, const QString &definition, const ModelTable &table);

/// "name" type DEFAULT ... NOT NULL: as CREATE TABLE and ADD COLUMN have it.
QString columnText(const ModelColumn &column);
/// CREATE TABLE with its columns; keys, indexes and the rest are statements of their own.
QString tableText(const ModelTable &table);
QString enumText(const ModelEnum &made);

} // namespace arborist::migrations
