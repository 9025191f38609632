// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/backup/database_twin.h"

#include "services/core/error.h"
#include "services/postgres/connection.h"
#include "services/postgres/identifier.h"
#include "services/postgres/sql_file.h"
#include <QCoreApplication>

namespace arborist::backup {

namespace {

using postgres::quoteIdentifier;

constexpr qsizetype kLongestName = 63; // NAMEDATALEN - 1

QString tr(const char *text)
{
    return QCoreApplication::translate("DatabaseTwin", text);
}

} // namespace

QString quoteLiteral(QString text)
{
    const bool escapes = text.contains(u'\\');
    text.replace(u'\'', QStringLiteral("''")).replace(u'\\', QStringLiteral("\\\\"));
    return (escapes ? QStringLiteral(" E'") : QStringLiteral("'")) + text + u'\'';
}

QString databaseName(const QString &name, const QString &ending)
{
    QString cut = name;
    while (cut.toUtf8().size() + ending.toUtf8().size() > kLongestName)
        cut.chop(cut.size() > 1 && cut.back().isLowSurrogate() ? 2 : 1);
    return cut + ending;
}

QString asideName(const QString &name, const QString &run)
{
    return databaseName(name, QStringLiteral("_before_") + QString(run).replace(u'-', u'_'));
}

std::optional<DatabaseTraits> readTraits(postgres::Connection &connection, const QString &name)
{
    const postgres::Result row =
        connection.exec(postgres::sqlFile(QStringLiteral("backup_database")), {name});
    if (row.rows() == 0)
        return std::nullopt;
    DatabaseTraits traits;
    traits.name = name;
    traits.oid = quint32(row.integer(0, 0));
    traits.owner = row.text(0, 1);
    traits.encoding = row.text(0, 2);
    traits.collate = row.text(0, 3);
    traits.ctype = row.text(0, 4);
    traits.provider = row.text(0, 5);
    traits.locale = row.text(0, 6);
    traits.rules = row.text(0, 7);
    traits.tablespace = row.text(0, 8);
    if (!row.isNull(0, 9))
        traits.comment = row.text(0, 9);
    return traits;
}

void createTwin(postgres::Connection &connection, const DatabaseTraits &traits, const QString &name)
{
    QString sql = QStringLiteral("CREATE DATABASE %1 TEMPLATE template0 OWNER %2 ENCODING %3 "
                                 "LC_COLLATE %4 LC_CTYPE %5")
                      .arg(quoteIdentifier(name), quoteIdentifier(traits.owner),
                           quoteLiteral(traits.encoding), quoteLiteral(traits.collate),
                           quoteLiteral(traits.ctype));
    if (traits.provider == u"i") {
        sql += QStringLiteral(" LOCALE_PROVIDER icu ICU_LOCALE ") + quoteLiteral(traits.locale);
        if (!traits.rules.isEmpty())
            sql += QStringLiteral(" ICU_RULES ") + quoteLiteral(traits.rules);
    } else if (traits.provider == u"b") {
        sql += QStringLiteral(" LOCALE_PROVIDER builtin BUILTIN_LOCALE ") +
               quoteLiteral(traits.locale);
    } else if (!traits.provider.isEmpty()) {
        sql += QStringLiteral(" LOCALE_PROVIDER libc");
    }
    if (traits.tablespace != u"pg_default")
        sql += QStringLiteral(" TABLESPACE ") + quoteIdentifier(traits.tablespace);
    connection.exec(sql);
}

QStringList equipTwin(postgres::Connection &connection, const QString &database,
                      const QString &twin)
{
    const postgres::Result rows =
        connection.exec(postgres::sqlFile(QStringLiteral("backup_twin")), {database, twin});
    QStringList left;
    for (int row = 0; row < rows.rows(); ++row) {
        const QString sql = rows.text(row, 1);
        try {
            connection.execScript(sql.toUtf8());
        } catch (const Error &error) {
            if (error.sqlState() != u"42501")
                throw;
            left << tr("This role may not carry over: %1").arg(sql);
        }
    }
    return left;
}

void setComment(postgres::Connection &connection, const QString &database,
                const std::optional<QString> &comment)
{
    connection.exec(QStringLiteral("COMMENT ON DATABASE %1 IS %2")
                        .arg(quoteIdentifier(database),
                             comment ? quoteLiteral(*comment) : QStringLiteral("NULL")));
}

} // namespace arborist::backup
