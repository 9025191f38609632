// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/data_options.h"

#include "app/cli/cli_text.h"
#include "app/cli/progress_bar.h"
#include "app/cli/session.h"
#include "services/data/transfer/export.h"
#include "services/operations/plan_target.h"
#include "services/stages/duration.h"

namespace arborist::cli {

void DataOptions::declareTables(CommandSpec &spec, const QString &help)
{
    spec.option("-t,--tables", tables, QStringLiteral("TABLES"), help);
}

void DataOptions::declareLocks(CommandSpec &spec)
{
    spec.option("--lock-timeout", lockTimeout, QStringLiteral("TIME"),
                CliText::tr("How long to wait for others who use the tables; default: 10s"));
}

int DataOptions::lockSeconds() const
{
    bool isNumber = false;
    const int plain = lockTimeout.toInt(&isNumber);
    const std::optional<int> seconds =
        isNumber && plain >= 0 ? plain : stages::secondsFromText(lockTimeout);
    if (!seconds)
        throw Error::usage(CliText::tr("“%1” is no time for --lock-timeout.").arg(lockTimeout),
                           CliText::tr("As in: 2s, 1 min, 0"));
    return *seconds;
}

operations::PlannedOperationPtr planOverData(Session &session, const MakeDataPlan &make)
{
    OperationContext context = session.context();
    const ProgressBar bar(session.terminal(), context.progress, session.showsProgress());
    const auto project = session.project();
    const auto ledgers =
        project ? data::ledgersOf(*project) : std::vector<migrations::LedgerName>();
    postgres::Connection connection = context.connect();
    const PlanTarget target = operations::planTarget(session.stage(), connection);
    return make(target, ledgers, connection, context);
}

} // namespace arborist::cli
