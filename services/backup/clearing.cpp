// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/backup/clearing.h"

#include "services/core/error.h"
#include "services/postgres/connection.h"
#include "services/postgres/sql_file.h"
#include <QCoreApplication>
#include <QHash>
#include <algorithm>

namespace arborist::backup {

namespace {

QString tr(const char *text)
{
    return QCoreApplication::translate("Restore", text);
}

/// Names of operators do not tell them apart: what is dropped with those of the dump.
QStringList namesakes(const Archive &archive, const std::vector<DatabaseObject> &objects)
{
    const QString kind = QStringLiteral("operator");
    QHash<QString, qsizetype> made;
    for (const ArchiveObject &each : archive.objects)
        made[each.schema + u'.' + each.tag] += each.type == u"OPERATOR" ? 1 : 0;
    QHash<QString, QStringList> found;
    for (const DatabaseObject &object : objects) {
        if (object.kind == kind)
            found[object.schema + u'.' + object.tag] << kind + u' ' + object.name;
    }
    QStringList names;
    for (auto it = found.cbegin(); it != found.cend(); ++it) {
        if (it->size() > made.value(it.key()))
            names += *it;
    }
    return names;
}

void runAll(const QByteArrayList &statements, postgres::Connection &connection)
{
    if (!statements.isEmpty())
        connection.execAll(std::vector<QByteArray>(statements.cbegin(), statements.cend()));
}

void lockTables(const std::vector<DatabaseObject> &objects, postgres::Connection &connection)
{
    QStringList names;
    for (const DatabaseObject &object : objects) {
        if (object.isTable)
            names << object.name;
    }
    if (!names.isEmpty())
        connection.exec(QStringLiteral("LOCK TABLE ONLY %1 IN ACCESS EXCLUSIVE MODE")
                            .arg(names.join(QStringLiteral(", ONLY "))));
}

} // namespace

Clearing Clearing::find(const Archive &archive, bool isWhole, postgres::Connection &connection)
{
    Clearing clearing;
    clearing.isWhole = isWhole;
    clearing.objects = readObjects(connection);
    if (isWhole)
        return clearing;
    clearing.objects = inTheWayOf(archive, clearing.objects);
    clearing.dependents =
        dependentsOf(clearing.objects, connection) + namesakes(archive, clearing.objects);
    return clearing;
}

QStringList Clearing::foreign() const
{
    QStringList names;
    for (const DatabaseObject &object : objects) {
        if (!object.isOwn)
            names << object.name;
    }
    return names;
}

void Clearing::run(const Archive &archive, const QStringList &agreed,
                   postgres::Connection &connection)
{
    // Nobody can come to depend on a table that is locked.
    *this = find(archive, isWhole, connection);
    lockTables(objects, connection);
    *this = find(archive, isWhole, connection);
    for (const QString &name : std::as_const(dependents)) {
        if (!agreed.contains(name))
            throw Error::refused(
                tr("Something has come to depend on what is to be replaced: %1.").arg(name),
                tr("Nothing was changed. Plan again."));
    }
    connection.exec(QStringLiteral("SET LOCAL client_min_messages = error"));
    QByteArrayList statements;
    for (const DatabaseObject &object : objects)
        statements << QStringLiteral("DROP %1 CASCADE").arg(object.dropSql).toUtf8();
    runAll(statements, connection);
    statements.clear();
    const postgres::Result privileges =
        connection.exec(postgres::sqlFile(QStringLiteral("backup_default_privileges")),
                        {isWhole ? QStringLiteral("true") : QStringLiteral("false")});
    for (int row = 0; row < privileges.rows(); ++row)
        (privileges.text(row, 0) == u"reset" ? statements : m_again)
            << privileges.text(row, 1).toUtf8();
    runAll(statements, connection);
    if (!isWhole)
        return;
    statements.clear();
    const postgres::Result schemas =
        connection.exec(postgres::sqlFile(QStringLiteral("backup_schemas")));
    for (int row = 0; row < schemas.rows(); ++row)
        statements << schemas.text(row, 0).toUtf8();
    runAll(statements, connection);
    connection.exec(QStringLiteral("SELECT pg_catalog.count(pg_catalog.lo_unlink(oid)) "
                                   "FROM pg_catalog.pg_largeobject_metadata"));
}

void Clearing::finish(const Archive &archive, postgres::Connection &connection) const
{
    // A dump that has default privileges of its own has all of them.
    const bool hasOwn = std::ranges::any_of(
        archive.objects, [](const ArchiveObject &each) { return each.type == u"DEFAULT ACL"; });
    if (!isWhole && !hasOwn)
        runAll(m_again, connection);
}

QStringList notOwned(postgres::Connection &connection)
{
    Clearing all;
    all.objects = readObjects(connection);
    QStringList names = all.foreign();
    const postgres::Result large = connection.exec(
        QStringLiteral("SELECT oid FROM pg_catalog.pg_largeobject_metadata "
                       "WHERE NOT pg_catalog.pg_has_role(lomowner, 'USAGE') LIMIT 1"));
    if (large.rows() > 0)
        names << tr("large object %1").arg(large.text(0, 0));
    return names;
}

} // namespace arborist::backup
