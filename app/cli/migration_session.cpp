// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/migration_session.h"

#include "app/cli/cli_text.h"
#include "app/cli/command_spec.h"
#include "app/cli/progress_bar.h"
#include "app/cli/session.h"
#include "services/migrations/ledgers/settle_tool.h"
#include "services/migrations/project/planned_typeorm.h"
#include "services/operations/plan_target.h"
#include "services/stages/duration.h"
#include <QDir>
#include <algorithm>

namespace arborist::cli {

void MigrationOptions::declareFolder(CommandSpec &spec)
{
    spec.option("--folder", folder, QStringLiteral("DIR"),
                CliText::tr("The migrations in this folder, where a project has several"));
}

void MigrationOptions::declareLocks(CommandSpec &spec)
{
    spec.option("--lock-timeout", lockTimeout, QStringLiteral("TIME"),
                CliText::tr("How long a statement waits for a lock before the migration gives way "
                            "and is tried again later; 0: as long as it takes. Default: 2s"));
}

migrations::LockPatience MigrationOptions::patience() const
{
    migrations::LockPatience patience;
    bool isNumber = false;
    const int plain = lockTimeout.toInt(&isNumber);
    const std::optional<int> seconds =
        isNumber && plain >= 0 ? plain : stages::secondsFromText(lockTimeout);
    if (!seconds)
        throw Error::usage(CliText::tr("“%1” is no time for --lock-timeout.").arg(lockTimeout),
                           CliText::tr("As in: 2s, 1 min, 0"));
    patience.timeout = std::chrono::seconds(*seconds);
    return patience;
}

std::vector<migrations::MigrationSet> foundSets(Session &session, const QString &folder)
{
    std::vector<migrations::MigrationSet> sets = migrations::findSets(session.projectOrWorkspace());
    if (!folder.isEmpty()) {
        const QString wanted = QDir::cleanPath(folder);
        const QString absolute = QDir::cleanPath(QDir::current().absoluteFilePath(folder));
        std::erase_if(sets, [&](const migrations::MigrationSet &set) {
            return set.shown != wanted && QDir::cleanPath(set.folder) != absolute;
        });
    }
    if (sets.empty())
        throw Error::usage(folder.isEmpty()
                               ? CliText::tr("The project has no migrations.")
                               : CliText::tr("There are no migrations in %1.").arg(folder),
                           CliText::tr("Name tool and folder in [migrations] of arborist.toml."));
    return sets;
}

migrations::MigrationSet onlySet(Session &session, const QString &folder)
{
    std::vector<migrations::MigrationSet> sets = foundSets(session, folder);
    if (sets.size() == 1)
        return std::move(sets.front());
    QStringList names;
    for (const migrations::MigrationSet &set : sets)
        names << QStringLiteral("%1 (%2)").arg(set.shown, toString(set.tool));
    throw Error::usage(
        CliText::tr("The project has several folders of migrations."),
        CliText::tr("Name one with --folder: %1").arg(names.join(QStringLiteral(", "))));
}

operations::PlannedOperationPtr planOver(Session &session, migrations::MigrationSet set,
                                         const MakePlan &make)
{
    OperationContext context = session.context();
    const ProgressBar bar(session.terminal(), context.progress, session.showsProgress());
    postgres::Connection connection = context.connect();
    settleTool(set, connection);
    return make(readSet(std::move(set)), operations::planTarget(session.stage(), connection),
                connection, context);
}

void showProgram(Session &session, operations::PlannedOperation &operation)
{
    if (auto *program = dynamic_cast<migrations::ProgramOperation *>(&operation))
        program->setOutput([&terminal = session.terminal()](const QByteArray &bytes) {
            terminal.draw(QString::fromUtf8(bytes));
        });
}

} // namespace arborist::cli
