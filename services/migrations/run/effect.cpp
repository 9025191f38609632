// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/migrations/run/effect.h"

#include "services/postgres/connection.h"
#include "services/postgres/sql_file.h"
#include <QCoreApplication>
#include <QRegularExpression>

namespace arborist::migrations {

namespace {

using Kind = Effect::Kind;
using postgres::Connection;
using postgres::Result;

QString tr(const char *text)
{
    return QCoreApplication::translate("Effect", text);
}

/// A pattern with blanks as any blanks, and NAME as a name, qualified or not.
QRegularExpression pattern(QString text)
{
    const QString part = QStringLiteral("(?:\"(?:[^\"]|\"\")+\"|[^\\s\"().,;]+)");
    text.replace(u' ', QStringLiteral("\\s+"))
        .replace(QStringLiteral("NAME"), QStringLiteral("(%1(?:\\s*\\.\\s*%1)?)").arg(part));
    return QRegularExpression(QStringLiteral("\\A\\s*") + text,
                              QRegularExpression::CaseInsensitiveOption);
}

QStringList captured(const QRegularExpression &expression, const QString &text)
{
    const QRegularExpressionMatch match = expression.match(text);
    return match.hasMatch() ? match.capturedTexts() : QStringList();
}

Effect createdIndex(const QString &index, const QString &table, Connection &connection)
{
    const Result found = connection.exec(
        postgres::sqlFile(QStringLiteral("migration_index_of_table")), {index, table});
    if (found.rows() == 0)
        return {Kind::NotDone, tr("There is no index %1 yet.").arg(index), {}};
    if (found.boolean(0, 0))
        return {Kind::Done, tr("The index %1 is there and valid.").arg(index), {}};
    return {Kind::HalfDone,
            tr("The index %1 was left INVALID: writes keep it up to date, no query uses it.")
                .arg(index),
            QStringLiteral("DROP INDEX CONCURRENTLY IF EXISTS %1").arg(found.text(0, 1))};
}

Effect droppedIndex(const QString &index, Connection &connection)
{
    const bool isThere =
        !connection.exec(QStringLiteral("SELECT pg_catalog.to_regclass($1)"), {index}).isNull(0, 0);
    return isThere ? Effect{Kind::NotDone, tr("The index %1 is still there.").arg(index), {}}
                   : Effect{Kind::Done, tr("The index %1 is gone.").arg(index), {}};
}

Effect detached(const QString &table, const QString &partition, Connection &connection)
{
    const Result found =
        connection.exec(QStringLiteral("SELECT inhdetachpending FROM pg_catalog.pg_inherits "
                                       "WHERE inhparent = pg_catalog.to_regclass($1) "
                                       "AND inhrelid = pg_catalog.to_regclass($2)"),
                        {table, partition});
    if (found.rows() == 0)
        return {Kind::Done, tr("%1 is no partition of %2 any more.").arg(partition, table), {}};
    if (!found.boolean(0, 0))
        return {Kind::NotDone, tr("%1 is still a partition of %2.").arg(partition, table), {}};
    return {Kind::Completable, tr("%1 is half way out of %2.").arg(partition, table),
            QStringLiteral("ALTER TABLE %1 DETACH PARTITION %2 FINALIZE").arg(table, partition)};
}

/// An object of the cluster, looked up by its name.
Effect ofCluster(const QString &catalog, const QString &column, const QString &name, bool made,
                 Connection &connection)
{
    const bool isThere =
        connection
            .exec(QStringLiteral("SELECT FROM pg_catalog.%1 "
                                 "WHERE %2 = (pg_catalog.parse_ident($1))[1]::name")
                      .arg(catalog, column),
                  {name})
            .rows() > 0;
    return {isThere == made ? Kind::Done : Kind::NotDone,
            isThere ? tr("%1 is there.").arg(name) : tr("%1 is not there.").arg(name),
            {}};
}

} // namespace

Effect effectOf(const Statement &statement, Connection &connection)
{
    static const QRegularExpression createIndex = pattern(QStringLiteral(
        "CREATE (?:UNIQUE )?INDEX CONCURRENTLY (?:IF NOT EXISTS )?NAME ON (?:ONLY )?NAME"));
    static const QRegularExpression dropIndex =
        pattern(QStringLiteral("DROP INDEX CONCURRENTLY (?:IF EXISTS )?NAME"));
    static const QRegularExpression detach = pattern(
        QStringLiteral("ALTER TABLE (?:IF EXISTS )?NAME DETACH PARTITION NAME CONCURRENTLY"));
    static const QRegularExpression repeatable = pattern(QStringLiteral(
        "(?:VACUUM|ANALYZE|ANALYSE|REINDEX|CLUSTER|ALTER SYSTEM|DISCARD|CHECKPOINT)\\b"));
    static const QRegularExpression cluster = pattern(
        QStringLiteral("(CREATE|DROP) (DATABASE|TABLESPACE|SUBSCRIPTION) (?:IF EXISTS )?NAME"));
    const QString &text = statement.text;
    if (const auto found = captured(createIndex, text); !found.isEmpty())
        return createdIndex(found[1], found[2], connection);
    if (const auto found = captured(dropIndex, text); !found.isEmpty())
        return droppedIndex(found[1], connection);
    if (const auto found = captured(detach, text); !found.isEmpty())
        return detached(found[1], found[2], connection);
    if (repeatable.match(text).hasMatch())
        return {Kind::NotDone, tr("It does no harm to run it again."), {}};
    if (const auto found = captured(cluster, text); !found.isEmpty()) {
        const QString what = found[2].toLower();
        return ofCluster(QStringLiteral("pg_") + what,
                         what == u"database"     ? QStringLiteral("datname")
                         : what == u"tablespace" ? QStringLiteral("spcname")
                                                 : QStringLiteral("subname"),
                         found[3], found[1].compare(u"create", Qt::CaseInsensitive) == 0,
                         connection);
    }
    return {Kind::NotTelling, tr("The catalog does not tell whether it took effect."), {}};
}

} // namespace arborist::migrations
