// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/migrations/read_migrations.h"

#include "services/migrations/ledgers/ledger.h"
#include "services/migrations/ledgers/settle_tool.h"
#include "services/migrations/run/statement_lock.h"
#include "services/migrations/sql/statement.h"
#include "services/postgres/connection.h"
#include <QFile>
#include <QFileInfo>

namespace arborist {

using migrations::MigrationSet;

namespace {

constexpr qint64 kMostSidecarBytes = 4 * 1024 * 1024;

} // namespace

MigrationFiles::Set readWhole(MigrationSet &&read, const std::stop_token &stop)
{
    MigrationFiles::Set set;
    set.history = migrations::gitHistory(read.folder, stop);
    for (const migrations::Migration &migration : read.migrations) {
        set.statements.push_back(-1);
        set.locks.emplace_back();
        if (migration.up) {
            const auto statements = migrations::statementsOf(*migration.up);
            set.statements.back() = int(statements.size());
            set.locks.back() = migrations::locksOf(statements).section(u';', 0, 0);
        }
        if (!migration.down || migration.down->file == migration.file)
            continue;
        QFile file(migration.down->file);
        if (QFileInfo(file).isFile() && file.open(QIODevice::ReadOnly))
            set.sidecars.insert(migration.down->file, file.read(kMostSidecarBytes));
    }
    set.set = std::make_shared<const MigrationSet>(std::move(read));
    return set;
}

SetOnStage readOnStage(const MigrationSet &set, postgres::Connection &connection,
                       const QString &workspace, const QString &stage, const std::stop_token &stop)
{
    SetOnStage result;
    try {
        const auto ledger = migrations::Ledger::of(set);
        result.status = migrations::statusOf(set, ledger->read(connection));
        migrations::addGitHints(*result.status, set, stop);
        result.times = migrations::runTimes(workspace, stage, set.shown);
    } catch (const Error &error) {
        result.error = error;
    }
    return result;
}

void settleByTarget(MigrationSet &set, OperationContext &context)
{
    try {
        postgres::Connection connection = context.connect();
        migrations::settleTool(set, connection);
    } catch (const Error &) {
        context.throwIfStopped(); // else it stays a guess
    }
}

} // namespace arborist
