// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/backup/compare.h"

#include "services/backup/snapshot.h"
#include <QCoreApplication>
#include <map>

namespace arborist::backup {

Comparison compareWith(const Manifest &manifest, OperationContext &context)
{
    postgres::Connection connection = context.connect();
    const Snapshot snapshot(connection, context.stop);
    Comparison comparison;
    comparison.database = connection.info().database();
    comparison.at = QDateTime::currentDateTimeUtc();
    std::map<QString, ComparedTable> tables;
    for (const ManifestTable &table : manifest.tables)
        tables[table.name] = {table.name, table.rows, -1};
    const std::vector<DumpedTable> all = dumpedTables(connection);
    context.progress->enter(QCoreApplication::translate("Backup", "Counting rows"), 1,
                            qint64(all.size()), QStringLiteral("tables"));
    for (size_t i = 0; i < all.size(); ++i) {
        const ManifestTable counted = countRows(connection, {all[i]}, context.stop).front();
        ComparedTable &table = tables[counted.name];
        table.name = counted.name;
        table.now = counted.rows;
        context.progress->advance(qint64(i) + 1);
    }
    const QString major = connection.serverVersionText().section(u'.', 0, 0);
    if (major == manifest.serverVersion.section(u'.', 0, 0))
        comparison.isSameSchema = schemaPrint(connection) == manifest.schemaSha256;
    for (auto &[name, table] : tables)
        comparison.tables.push_back(std::move(table));
    return comparison;
}

} // namespace arborist::backup
