// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/backup/database_objects.h"

#include "services/postgres/array_literal.h"
#include "services/postgres/connection.h"
#include "services/postgres/sql_file.h"
#include <QHash>
#include <QSet>

namespace arborist::backup {

namespace {

/// Of an entry in the list of a dump; empty for what goes with another one (an index, a default) or
/// stays as it is (an extension, a schema).
QString kindOf(const QString &type)
{
    static const QHash<QString, QString> shared{
        {QStringLiteral("TABLE"), QStringLiteral("relation")},
        {QStringLiteral("FOREIGN TABLE"), QStringLiteral("relation")},
        {QStringLiteral("VIEW"), QStringLiteral("relation")},
        {QStringLiteral("MATERIALIZED VIEW"), QStringLiteral("relation")},
        {QStringLiteral("SEQUENCE"), QStringLiteral("relation")},
        {QStringLiteral("TYPE"), QStringLiteral("relation")},
        {QStringLiteral("SHELL TYPE"), QStringLiteral("relation")},
        {QStringLiteral("DOMAIN"), QStringLiteral("relation")},
        {QStringLiteral("FUNCTION"), QStringLiteral("routine")},
        {QStringLiteral("PROCEDURE"), QStringLiteral("routine")},
        {QStringLiteral("AGGREGATE"), QStringLiteral("routine")},
        {QStringLiteral("PROCEDURAL LANGUAGE"), QStringLiteral("language")}};
    static const QSet<QString> same{
        QStringLiteral("OPERATOR"),
        QStringLiteral("OPERATOR CLASS"),
        QStringLiteral("OPERATOR FAMILY"),
        QStringLiteral("COLLATION"),
        QStringLiteral("CONVERSION"),
        QStringLiteral("TEXT SEARCH CONFIGURATION"),
        QStringLiteral("TEXT SEARCH DICTIONARY"),
        QStringLiteral("TEXT SEARCH PARSER"),
        QStringLiteral("TEXT SEARCH TEMPLATE"),
        QStringLiteral("CAST"),
        QStringLiteral("ACCESS METHOD"),
        QStringLiteral("FOREIGN DATA WRAPPER"),
        QStringLiteral("SERVER"),
        QStringLiteral("EVENT TRIGGER"),
        QStringLiteral("PUBLICATION"),
    };
    const QString kind = shared.value(type);
    return kind.isEmpty() && same.contains(type) ? type.toLower() : kind;
}

QString key(const QString &kind, const QString &schema, const QString &tag)
{
    return kind + QChar(0) + schema + QChar(0) + tag;
}

} // namespace

std::vector<DatabaseObject> readObjects(postgres::Connection &connection)
{
    connection.exec(QStringLiteral("SET LOCAL search_path = ''"));
    const postgres::Result rows =
        connection.exec(postgres::sqlFile(QStringLiteral("backup_objects")));
    std::vector<DatabaseObject> objects;
    for (int row = 0; row < rows.rows(); ++row)
        objects.push_back({quint32(rows.integer(row, 0)), quint32(rows.integer(row, 1)),
                           rows.text(row, 2), rows.text(row, 3), rows.text(row, 4),
                           rows.text(row, 5), rows.text(row, 6), rows.boolean(row, 7),
                           rows.boolean(row, 8)});
    return objects;
}

std::vector<DatabaseObject> inTheWayOf(const Archive &archive,
                                       const std::vector<DatabaseObject> &objects)
{
    QHash<QString, int> wanted;
    for (const ArchiveObject &made : archive.objects) {
        const QString kind = kindOf(made.type);
        const QString schema = made.schema == u"-" ? QString() : made.schema;
        if (!kind.isEmpty())
            ++wanted[key(kind, schema, made.tag)];
    }
    std::vector<DatabaseObject> found;
    for (const DatabaseObject &object : objects) {
        if (wanted.contains(key(object.kind, object.schema, object.tag)))
            found.push_back(object);
    }
    return found;
}

QStringList dependentsOf(const std::vector<DatabaseObject> &objects,
                         postgres::Connection &connection)
{
    QStringList classes, ids;
    for (const DatabaseObject &object : objects) {
        classes << QString::number(object.classId);
        ids << QString::number(object.id);
    }
    const postgres::Result rows =
        connection.exec(postgres::sqlFile(QStringLiteral("backup_dependents")),
                        {postgres::arrayLiteral(classes), postgres::arrayLiteral(ids)});
    QStringList dependents;
    for (int row = 0; row < rows.rows(); ++row)
        dependents << rows.text(row, 0);
    return dependents;
}

} // namespace arborist::backup
