// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/core/history.h"

#include "services/core/data_folder.h"
#include "services/core/history_database.h"
#include <QJsonDocument>
#include <QJsonObject>
#include <algorithm>

namespace arborist {

namespace {

QString toJson(const QMap<QString, qint64> &kinds)
{
    QJsonObject object;
    for (auto it = kinds.cbegin(); it != kinds.cend(); ++it)
        object.insert(it.key(), *it);
    return QString::fromUtf8(QJsonDocument(object).toJson(QJsonDocument::Compact));
}

QMap<QString, qint64> fromJson(const QString &text)
{
    const QJsonObject object = QJsonDocument::fromJson(text.toUtf8()).object();
    QMap<QString, qint64> kinds;
    for (auto it = object.begin(); it != object.end(); ++it)
        kinds.insert(it.key(), it->toInteger());
    return kinds;
}

/// Columns in the order of resources/sql/history_scans.sql.
std::vector<ScanRecord> read(QSqlQuery query)
{
    std::vector<ScanRecord> records;
    while (query.next()) {
        ScanRecord &record = records.emplace_back();
        record.workspace = query.value(0).toString();
        record.stage = query.value(1).toString();
        record.table = query.value(2).toString();
        record.at = QDateTime::fromMSecsSinceEpoch(query.value(3).toLongLong());
        record.items = query.value(4).toLongLong();
        record.driftedItems = query.value(5).toLongLong();
        record.originItems = query.value(6).toLongLong();
        record.durationMs = query.value(7).toLongLong();
        record.kinds = fromJson(query.value(8).toString());
    }
    return records;
}

/// Qt binds a null string as NULL, which no column here takes.
QString notNull(const QString &text)
{
    return text.isNull() ? QStringLiteral("") : text;
}

} // namespace

History::History(const QString &file) : m_file(file) {}

QString History::file() const
{
    return m_file.isEmpty() ? dataFolder() + QStringLiteral("/history.sqlite") : m_file;
}

void History::add(const ScanRecord &record)
{
    const HistoryDatabase database(file());
    database.run(QStringLiteral("history_add_scan"),
                 {{QStringLiteral(":workspace"), notNull(record.workspace)},
                  {QStringLiteral(":stage"), notNull(record.stage)},
                  {QStringLiteral(":hierarchy"), notNull(record.table)},
                  {QStringLiteral(":at_ms"), record.at.toMSecsSinceEpoch()},
                  {QStringLiteral(":items"), record.items},
                  {QStringLiteral(":drifted_items"), record.driftedItems},
                  {QStringLiteral(":origin_items"), record.originItems},
                  {QStringLiteral(":duration_ms"), record.durationMs},
                  {QStringLiteral(":kinds"), toJson(record.kinds)}});
}

std::vector<ScanRecord> History::scans(const QString &workspace, const QString &stage,
                                       const QString &table, int limit) const
{
    const HistoryDatabase database(file());
    std::vector<ScanRecord> records = read(database.run(
        QStringLiteral("history_scans"), {{QStringLiteral(":workspace"), notNull(workspace)},
                                          {QStringLiteral(":stage"), notNull(stage)},
                                          {QStringLiteral(":hierarchy"), notNull(table)},
                                          {QStringLiteral(":limit"), limit}}));
    std::reverse(records.begin(), records.end());
    return records;
}

QHash<QString, ScanRecord> History::lastScans(const QString &workspace) const
{
    const HistoryDatabase database(file());
    QHash<QString, ScanRecord> last;
    for (ScanRecord &record :
         read(database.run(QStringLiteral("history_last_scans"),
                           {{QStringLiteral(":workspace"), notNull(workspace)}})))
        last.insert(record.stage, record);
    return last;
}

} // namespace arborist
