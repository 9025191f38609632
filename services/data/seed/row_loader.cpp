// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/data/seed/row_loader.h"

#include "services/postgres/connection.h"
#include <QCoreApplication>
#include <QRegularExpression>

namespace arborist::data {

namespace {

using postgres::quoteIdentifier;

const QString kNumber = QStringLiteral("\"arborist row\"");
constexpr qsizetype kPiece = 256 * 1024;

QString tr(const char *text)
{
    return QCoreApplication::translate("Seed", text);
}

/// As COPY's text format takes it (PostgreSQL manual, COPY, "Text Format").
void addValue(QByteArray &line, const std::optional<QByteArray> &value)
{
    if (!value) {
        line += "\\N";
        return;
    }
    for (const char c : *value) {
        switch (c) {
        case '\\':
            line += "\\\\";
            break;
        case '\t':
            line += "\\t";
            break;
        case '\n':
            line += "\\n";
            break;
        case '\r':
            line += "\\r";
            break;
        default:
            line += c;
        }
    }
}

bool isAboutData(const Error &error)
{
    return error.sqlState().startsWith(u"22") || error.sqlState().startsWith(u"23");
}

} // namespace

struct RowLoader::Staged {
    const RowGroup &group;
    const SeedText &text;
    const DataTable &table;
    const TableKeys &keys;
    QString name; ///< of the temporary table

    QStringList columns(const QString &prefix = {}) const
    {
        QStringList quoted;
        for (const QString &column : group.columns)
            quoted << prefix + quoteIdentifier(column);
        return quoted;
    }
    QString list(const QString &prefix = {}) const
    {
        return columns(prefix).join(QStringLiteral(", "));
    }
    /// The row, and the column of it, where they stand in the file. Rows count from 1.
    Error at(qint64 number, qsizetype column, const Error &error) const
    {
        qsizetype offset = 0;
        qint64 at = 0;
        group.read([&](const SeedRow &row) {
            if (++at == number)
                offset = column >= 0 ? row.places[size_t(column)] : row.at;
        });
        Error placed(error.message(), error.hint(), error.kind());
        placed.setSqlState(error.sqlState());
        return placed.setWhere(text.place(offset));
    }
};

void RowLoader::checkColumns(const RowGroup &group, const SeedText &text, const DataTable &table)
{
    for (qsizetype i = 0; i < group.columns.size(); ++i) {
        const qsizetype at = group.columnPlaces[size_t(i)];
        const DataColumn *column = table.column(group.columns[i]);
        if (!column) {
            QStringList names;
            for (const DataColumn &each : table.columns)
                names << each.name;
            throw text.error(at, tr("%1 has no column “%2”.").arg(table.title(), group.columns[i]),
                             tr("Its columns: %1").arg(names.join(QStringLiteral(", "))));
        }
        if (column->isGenerated)
            throw text.error(at,
                             tr("The column “%1” of %2 is generated, and takes no values.")
                                 .arg(column->name, table.title()),
                             tr("Take it out of the file."));
    }
}

LoadedRows RowLoader::load(const RowGroup &group, const SeedText &text, const DataTable &table,
                           const TableKeys &keys)
{
    checkColumns(group, text, table);
    const Staged staged{group, text, table, keys,
                        QStringLiteral("arborist_seed_%1").arg(++m_count)};
    return insert(staged, stage(staged));
}

qint64 RowLoader::stage(const Staged &staged)
{
    const QString columns =
        staged.group.columns.isEmpty() ? QString() : QStringLiteral(", ") + staged.list();
    m_connection.exec(QStringLiteral("CREATE TEMPORARY TABLE %1 ON COMMIT DROP AS SELECT NULL::"
                                     "bigint AS %2%3 FROM %4 WITH NO DATA")
                          .arg(staged.name, kNumber, columns, staged.table.sql()));
    std::vector<std::pair<bool, bool>> forms;
    for (const QString &name : staged.group.columns) {
        const DataColumn *column = staged.table.column(name);
        forms.emplace_back(column->base == u"json" || column->base == u"jsonb",
                           column->type.endsWith(u"[]"));
    }
    m_connection.beginCopyIn(
        QStringLiteral("COPY pg_temp.%1 (%2%3) FROM STDIN").arg(staged.name, kNumber, columns));
    qint64 rows = 0;
    try {
        QByteArray lines;
        staged.group.read([&](const SeedRow &row) {
            lines += QByteArray::number(++rows);
            for (size_t i = 0; i < row.values.size(); ++i) {
                lines += '\t';
                addValue(lines, staged.group.isJson && row.values[i]
                                    ? fromJson(*row.values[i], forms[i].first, forms[i].second)
                                    : row.values[i]);
            }
            lines += '\n';
            if (lines.size() >= kPiece) {
                m_connection.putCopyData(lines);
                lines.resize(0);
            }
        });
        m_connection.putCopyData(lines);
    } catch (const Error &error) {
        if (!error.sqlState().isEmpty())
            failCopy(staged, error);
        m_connection.abortCopyIn(error.message());
        throw;
    }
    try {
        m_connection.endCopyIn();
    } catch (const Error &error) {
        failCopy(staged, error);
    }
    return rows;
}

/// The server names line and column in its context, whatever its language.
void RowLoader::failCopy(const Staged &staged, const Error &error)
{
    static const QRegularExpression context(
        QStringLiteral(R"(COPY arborist_seed_\d+, \S+ (\d+)(?:, \S+ ("?.+?"?) ?:)?)"));
    const auto match = context.match(error.detail());
    if (!match.hasMatch())
        throw error;
    throw staged.at(match.captured(1).toLongLong(), staged.group.columns.indexOf(match.captured(2)),
                    error);
}

QString RowLoader::insertSql(const Staged &staged) const
{
    const bool isAlways = std::ranges::any_of(staged.group.columns, [&](const QString &name) {
        return staged.table.column(name)->identity == u'a';
    });
    QString sql = QStringLiteral("INSERT INTO %1 (%2) %3SELECT %4 FROM pg_temp.%5 AS s WHERE s.%6 "
                                 "BETWEEN $1 AND $2")
                      .arg(staged.table.sql(), staged.list(),
                           isAlways ? QStringLiteral("OVERRIDING SYSTEM VALUE ") : QString(),
                           staged.list(QStringLiteral("s.")), staged.name, kNumber);
    if (!staged.keys.recognizes(staged.group.columns))
        // No key tells: a row that holds the same in all of these columns is the same row.
        sql += QStringLiteral(" AND NOT EXISTS (SELECT FROM %1 AS t WHERE ROW(%2)::text = "
                              "ROW(%3)::text)")
                   .arg(staged.table.sql(), staged.list(QStringLiteral("t.")),
                        staged.list(QStringLiteral("s.")));
    return sql + QStringLiteral(" ORDER BY s.%1 ON CONFLICT DO NOTHING").arg(kNumber);
}

LoadedRows RowLoader::insert(const Staged &staged, qint64 rows)
{
    if (staged.group.columns.isEmpty() || rows == 0)
        return {};
    if (m_finds)
        m_connection.exec(QStringLiteral("SAVEPOINT arborist_seed"));
    try {
        const qint64 added =
            m_connection.exec(insertSql(staged), {QStringLiteral("1"), QString::number(rows)})
                .affectedRows();
        return {added, rows - added};
    } catch (const Error &error) {
        if (!isAboutData(error))
            throw;
        failInsert(staged, error, rows);
    }
}

void RowLoader::failInsert(const Staged &staged, const Error &error, qint64 rows)
{
    const qint64 row = m_finds ? findRow(staged, error, rows) : 0;
    Error told(error.message(), error.hint(), error.kind());
    told.setSqlState(error.sqlState());
    throw row > 0 ? staged.at(row, -1, told) : told.setWhere(staged.text.shown());
}

/// The first row that the server refuses in the same way; 0 where it cannot be told.
qint64 RowLoader::findRow(const Staged &staged, const Error &error, qint64 rows)
{
    const auto back = [&] {
        m_connection.exec(QStringLiteral("ROLLBACK TO SAVEPOINT arborist_seed"));
    };
    back();
    if (error.sqlState() == u"23503")
        return findByKey(staged, error);
    const QString sql = insertSql(staged);
    const auto fails = [&](qint64 first, qint64 last) {
        bool isSame = false;
        try {
            m_connection.exec(sql, {QString::number(first), QString::number(last)});
        } catch (const Error &other) {
            if (!isAboutData(other))
                throw;
            isSame = other.sqlState() == error.sqlState();
        }
        back();
        return isSame;
    };
    qint64 first = 1;
    qint64 last = rows;
    while (first < last) {
        const qint64 middle = first + (last - first) / 2;
        if (fails(first, middle))
            last = middle;
        else
            first = middle + 1;
    }
    return fails(first, first) ? first : 0;
}

/// By the key that is not there: (organization_id)=(99), in whatever language.
qint64 RowLoader::findByKey(const Staged &staged, const Error &error)
{
    static const QRegularExpression key(QStringLiteral(R"(\((.+?)\)=\((.*)\) )"));
    const auto match = key.match(error.detail() + u' ');
    if (!match.hasMatch())
        return 0;
    const QString column = match.captured(1);
    const QString sql =
        column.contains(u',')
            ? QStringLiteral("SELECT min(%1) FROM pg_temp.%2 WHERE btrim(ROW(%3)::text, '()') = "
                             "replace($1, ', ', ',')")
            : QStringLiteral("SELECT min(%1) FROM pg_temp.%2 WHERE (%3)::text = $1");
    try {
        return m_connection.exec(sql.arg(kNumber, staged.name, column), {match.captured(2)})
            .integer(0, 0);
    } catch (const Error &) {
        return 0; // of another table: a trigger's
    }
}

} // namespace arborist::data
