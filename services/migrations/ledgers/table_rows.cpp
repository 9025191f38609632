// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/migrations/ledgers/table_rows.h"

#include "services/core/error.h"
#include "services/migrations/files/text.h"
#include "services/postgres/connection.h"
#include "services/postgres/identifier.h"
#include <QTimeZone>
#include <algorithm>

namespace arborist::migrations {
namespace {

const QString kAnswer = QStringLiteral("__arborist_answer");
constexpr int kMostRows = 100'000;

QString quoteLiteral(QString text)
{
    text.replace(u'\'', QStringLiteral("''"));
    if (!text.contains(u'\\'))
        return u'\'' + text + u'\'';
    // Means the same whatever standard_conforming_strings says.
    return QStringLiteral("E'") + text.replace(u'\\', QStringLiteral("\\\\")) + u'\'';
}

bool isMissing(const Error &error)
{
    return error.sqlState() == u"42P01" || error.sqlState() == u"3F000";
}

} // namespace

std::optional<TableRows> TableRows::read(postgres::Connection &connection, const LedgerName &name,
                                         const QString &also)
{
    TableRows rows;
    try {
        if (connection.isInTransaction() &&
            connection.exec(QStringLiteral("SELECT to_regclass($1)"), {quoted(name)}).isNull(0, 0))
            return std::nullopt;
        rows.m_result = connection.exec(
            QStringLiteral("SELECT *%1 FROM %2 LIMIT %3")
                .arg(also.isEmpty() ? also : QStringLiteral(", (%1) AS %2").arg(also, kAnswer),
                     quoted(name))
                .arg(kMostRows));
    } catch (Error &error) {
        if (isMissing(error))
            return std::nullopt;
        if (error.sqlState() == u"42501")
            error.setHint(Text::tr("GRANT SELECT ON %1 to this user, and USAGE on its schema.")
                              .arg(quoted(name)));
        throw;
    }
    const QStringList names = rows.m_result.columnNames();
    for (int i = 0; i < names.size(); ++i)
        rows.m_columns.insert(names[i], i);
    rows.m_isTruncated = rows.m_result.rows() == kMostRows;
    rows.m_timeZone = connection.parameter("TimeZone").toLatin1();
    return rows;
}

bool TableRows::hasAll(const QStringList &columns) const
{
    return std::all_of(columns.begin(), columns.end(),
                       [this](const QString &name) { return has(name); });
}

std::optional<qint64> TableRows::answer() const
{
    return count() > 0 ? integer(0, kAnswer) : std::nullopt;
}

bool TableRows::isText(const QString &name) const
{
    constexpr quint32 kText = 25, kVarchar = 1043;
    const quint32 type = has(name) ? m_result.columnType(column(name)) : 0;
    return type == kText || type == kVarchar;
}

bool TableRows::isNull(int row, const QString &name) const
{
    return !has(name) || m_result.isNull(row, column(name));
}

QString TableRows::text(int row, const QString &name) const
{
    return has(name) ? m_result.text(row, column(name)) : QString();
}

std::optional<qint64> TableRows::integer(int row, const QString &name) const
{
    bool fine = false;
    const qint64 value = text(row, name).section(u'.', 0, 0).toLongLong(&fine);
    return fine ? std::optional(value) : std::nullopt;
}

std::optional<QDateTime> TableRows::time(int row, const QString &name) const
{
    // 2026-11-21 00:10:41.238437+00, as DateStyle ISO writes it.
    QString value = text(row, name);
    if (value.size() < 19 || value[4] != u'-' || value[10] != u' ')
        return std::nullopt;
    value[10] = u'T';
    qsizetype end = 19;
    while (end < value.size() && (value[end] == u'.' || value[end].isDigit()))
        ++end;
    QDateTime time =
        QDateTime::fromString(value.left(std::min<qsizetype>(end, 23)), Qt::ISODateWithMs);
    const QString offset = value.mid(end);
    if (!offset.isEmpty()) {
        const int hours = offset.mid(0, 3).toInt();
        const int minutes = offset.mid(4, 2).toInt();
        time.setOffsetFromUtc(hours * 3600 + (offset[0] == u'-' ? -minutes : minutes) * 60);
    } else if (const QTimeZone zone(m_timeZone); zone.isValid()) {
        time.setTimeZone(zone);
    } else {
        time.setTimeSpec(Qt::UTC);
    }
    return time.isValid() ? std::optional(time.toUTC()) : std::nullopt;
}

QString quoted(const LedgerName &name)
{
    return name.schema.isEmpty() ? postgres::quoteIdentifier(name.table)
                                 : postgres::quoteQualified(name.schema, name.table);
}

QString shown(const LedgerName &name)
{
    return name.schema.isEmpty() ? name.table : name.schema + u'.' + name.table;
}

QString withLiterals(const QString &sql, const std::vector<std::optional<QString>> &params)
{
    QString text;
    for (qsizetype i = 0; i < sql.size(); ++i) {
        const std::size_t number =
            sql[i] == u'$' && i + 1 < sql.size() ? std::size_t(sql[i + 1].digitValue()) : 0;
        if (number < 1 || number > params.size()) {
            text += sql[i];
            continue;
        }
        text += params[number - 1] ? quoteLiteral(*params[number - 1]) : QStringLiteral("NULL");
        ++i;
    }
    return text;
}

} // namespace arborist::migrations
