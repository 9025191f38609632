// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/migrations/run/losses.h"

#include "services/postgres/connection.h"
#include "services/postgres/sql_file.h"
#include <QCoreApplication>
#include <QLocale>
#include <QRegularExpression>

namespace arborist::migrations {

namespace {

using postgres::Connection;
using postgres::Result;

/// Larger tables are not counted but estimated.
constexpr qint64 kMostCounted = 1'000'000;

const QString kPart = QStringLiteral("(?:\"(?:[^\"]|\"\")+\"|[^\\s\"().,;]+)");

QString tr(const char *text)
{
    return QCoreApplication::translate("Losses", text);
}

QRegularExpression pattern(QString text)
{
    text.replace(u' ', QStringLiteral("\\s+"))
        .replace(QStringLiteral("PART"), kPart)
        .replace(QStringLiteral("NAMES"),
                 QStringLiteral("(%1(?:\\.%1)?(?:\\s*,\\s*%1(?:\\.%1)?)*)").arg(kPart))
        .replace(QStringLiteral("NAME"), QStringLiteral("(%1(?:\\.%1)?)").arg(kPart));
    return QRegularExpression(text, QRegularExpression::CaseInsensitiveOption);
}

QStringList namesIn(const QString &list)
{
    static const QRegularExpression name(QStringLiteral("%1(?:\\.%1)?").arg(kPart));
    QStringList names;
    for (auto found = name.globalMatch(list); found.hasNext();)
        names << found.next().captured();
    return names;
}

class Finder
{
public:
    explicit Finder(Connection &connection) : m_connection(connection) {}

    void look(const QString &text)
    {
        static const QRegularExpression dropTable =
            pattern(QStringLiteral("\\A\\s*DROP (?:FOREIGN )?TABLE (?:IF EXISTS )?NAMES"));
        static const QRegularExpression truncate =
            pattern(QStringLiteral("\\A\\s*TRUNCATE (?:TABLE )?(?:ONLY )?NAMES"));
        static const QRegularExpression remove =
            pattern(QStringLiteral("\\A\\s*DELETE FROM (?:ONLY )?NAME"));
        static const QRegularExpression alter =
            pattern(QStringLiteral("\\A\\s*ALTER TABLE (?:IF EXISTS )?(?:ONLY )?NAME"));
        static const QRegularExpression dropColumn = pattern(
            QStringLiteral("\\bDROP (?!CONSTRAINT\\b|DEFAULT\\b|NOT\\b|IDENTITY\\b|EXPRESSION\\b)"
                           "(?:COLUMN )?(?:IF EXISTS )?NAME"));
        static const QRegularExpression dropSchema =
            pattern(QStringLiteral("\\A\\s*DROP SCHEMA (?:IF EXISTS )?NAMES"));
        if (const auto found = dropTable.match(text); found.hasMatch())
            for (const QString &name : namesIn(found.captured(1)))
                addTable(name, tr("Table %1 with its %2 rows"));
        else if (const auto emptied = truncate.match(text); emptied.hasMatch())
            for (const QString &name : namesIn(emptied.captured(1)))
                addTable(name, tr("The %2 rows of %1"));
        else if (const auto deleted = remove.match(text); deleted.hasMatch())
            addTable(deleted.captured(1), tr("Rows of %1 (it has %2)"));
        else if (const auto altered = alter.match(text); altered.hasMatch())
            for (auto column = dropColumn.globalMatch(text, altered.capturedEnd());
                 column.hasNext();)
                addColumn(altered.captured(1), column.next().captured(1));
        else if (const auto schema = dropSchema.match(text); schema.hasMatch())
            for (const QString &name : namesIn(schema.captured(1)))
                addSchema(name);
    }

    Losses take() { return std::move(m_losses); }

private:
    /// Of a table that is there; nullopt of another.
    std::optional<QString> rowsOf(const QString &table)
    {
        const Result found =
            m_connection.exec(postgres::sqlFile(QStringLiteral("migration_table_size")), {table});
        if (found.rows() == 0)
            return std::nullopt;
        const QString name = found.text(0, 0);
        qint64 rows = found.integer(0, 1);
        const bool isCounted = rows >= 0 && rows <= kMostCounted && found.boolean(0, 2);
        if (isCounted)
            rows = m_connection.exec(QStringLiteral("SELECT count(*) FROM %1").arg(name))
                       .integer(0, 0);
        if (std::none_of(m_losses.tables.begin(), m_losses.tables.end(),
                         [&](const PlanTable &other) { return other.name == name; }))
            m_losses.tables.push_back({name, std::max<qint64>(0, rows)});
        const QString number = QLocale().toString(std::max<qint64>(0, rows));
        return isCounted ? number : tr("about %1").arg(number);
    }

    void add(const QString &text)
    {
        if (!m_losses.texts.contains(text))
            m_losses.texts << text;
    }

    void addTable(const QString &table, const QString &text)
    {
        if (const auto rows = rowsOf(table))
            add(text.arg(table, *rows));
    }

    void addColumn(const QString &table, const QString &column)
    {
        const Result found = m_connection.exec(
            QStringLiteral("SELECT FROM pg_catalog.pg_attribute "
                           "WHERE attrelid = pg_catalog.to_regclass($1) AND NOT attisdropped "
                           "AND attname = (pg_catalog.parse_ident($2))[1]::name"),
            {table, column});
        if (found.rows() == 0)
            return;
        if (const auto rows = rowsOf(table))
            add(tr("Column %1.%2 with what is in it (%3 rows)").arg(table, column, *rows));
    }

    void addSchema(const QString &schema)
    {
        const Result found = m_connection.exec(
            QStringLiteral("SELECT oid::pg_catalog.regclass::text FROM pg_catalog.pg_class "
                           "WHERE relnamespace = pg_catalog.to_regnamespace($1) "
                           "AND relkind IN ('r', 'p') AND NOT relispartition ORDER BY 1"),
            {schema});
        for (int row = 0; row < found.rows(); ++row)
            addTable(found.text(row, 0), tr("Table %1 with its %2 rows"));
    }

    Connection &m_connection;
    Losses m_losses;
};

} // namespace

Losses lossesOf(const std::vector<Statement> &statements, Connection &connection)
{
    Finder finder(connection);
    for (const Statement &statement : statements)
        finder.look(statement.text);
    return finder.take();
}

} // namespace arborist::migrations
