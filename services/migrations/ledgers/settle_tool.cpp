// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/migrations/ledgers/settle_tool.h"

#include "services/migrations/files/set_finder.h"
#include "services/postgres/connection.h"
#include <QDir>
#include <QFileInfo>
#include <QSet>

namespace arborist::migrations {

std::optional<Tool> toolOfColumns(const TableRows &table)
{
    const QString version = QStringLiteral("version");
    if (table.hasAll({version, QStringLiteral("dirty")}))
        return Tool::GolangMigrate;
    if (table.isText(version))
        return Tool::Dbmate;
    if (table.hasAll({QStringLiteral("version_id"), QStringLiteral("is_applied")}))
        return Tool::Goose;
    if (table.hasAll({QStringLiteral("name"), QStringLiteral("run_on")}))
        return Tool::NodePgMigrate;
    if (table.hasAll({QStringLiteral("timestamp"), QStringLiteral("name")}))
        return Tool::TypeOrm;
    if (table.hasAll({QStringLiteral("hash"), QStringLiteral("created_at")}))
        return table.has(QStringLiteral("name")) ? Tool::DrizzleV1 : Tool::Drizzle;
    return std::nullopt;
}

void settleTool(MigrationSet &set, postgres::Connection &connection)
{
    if (!set.isGuess)
        return;
    set.isGuess = false;
    // Files of plain SQL and pairs of .up.sql and .down.sql are node-pg-migrate's, too.
    const LedgerName ledger = defaultLedger(Tool::NodePgMigrate);
    const auto table = TableRows::read(connection, ledger);
    if (!table || toolOfColumns(*table) != Tool::NodePgMigrate)
        return;
    QSet<QString> names;
    for (const QString &file : QDir(set.folder).entryList({QStringLiteral("*.sql")}, QDir::Files)) {
        const QString stem = QFileInfo(file).completeBaseName();
        names.insert(stem.endsWith(u".up") ? stem.chopped(3) : stem);
    }
    for (int i = 0; i < table->count(); ++i) {
        if (!names.contains(table->text(i, QStringLiteral("name"))))
            continue;
        set.tool = Tool::NodePgMigrate;
        set.ledger = ledger;
        return;
    }
}

} // namespace arborist::migrations
