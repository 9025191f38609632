// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/cli_text.h"
#include "app/cli/command.h"
#include "app/cli/progress_bar.h"
#include "app/cli/run_operation.h"
#include "app/cli/session.h"
#include "services/backup/restore.h"
#include "services/data/reset/kept_schemas.h"
#include "services/operations/plan_target.h"
#include "services/operations/refused_plan.h"
#include <QDir>

namespace arborist::cli {
namespace {

constexpr qint64 kMostJobs = 64;

class RestoreCommand final : public Command
{
public:
    const char *name() const override { return "restore"; }
    QString help() const override { return CliText::tr("Restore a dump of pg_dump"); }

    void declare(CommandSpec &spec) override
    {
        spec.words("FILE", m_files, 1,
                   CliText::tr("A dump: of the custom, directory or tar form, or a script, also "
                               "packed by gzip or zstd"));
        spec.option("--into", m_into, QStringLiteral("NAME"),
                    CliText::tr("Into a new database of this name; nothing is replaced"));
        spec.option("--jobs", m_jobs, 1, kMostJobs,
                    CliText::tr("How many tables at a time; default: by the processors"));
        spec.flag("--no-owner", m_noOwner,
                  CliText::tr("What is in it belongs to the role that restores it"));
        spec.flag("--in-place", m_inPlace,
                  CliText::tr("Into the database itself, in one transaction, rather than beside "
                              "it"));
        spec.flag("--cascade", m_cascades,
                  CliText::tr("In place: what depends on what is replaced, and is not in the dump, "
                              "goes; the plan names it"));
        spec.option("--drop-old", m_dropOld, QStringLiteral("RUN|expired"),
                    CliText::tr("Drop the database that this run has put aside, or all that are "
                                "past keep_automatic_days; no FILE"));
    }

    int run(Session &session) override
    {
        if (m_files.isEmpty() == m_dropOld.isEmpty())
            throw Error::usage(CliText::tr("Name one dump to restore."),
                               CliText::tr("As in: arboristctl restore backups/db/FILE"));
        if (m_inPlace && !m_into.isEmpty())
            throw Error::usage(CliText::tr("--in-place and --into exclude each other."));
        const bool drops = !m_dropOld.isEmpty();
        const auto planned = operations::planOrKeepRefusal(
            orderOf(session),
            drops ? QStringLiteral("drop kept databases") : QStringLiteral("restore"),
            [&] { return drops ? planDrop(session) : plan(session); });
        return runOperation(session, *planned);
    }

private:
    operations::PlannedOperationPtr plan(Session &session) const
    {
        OperationContext context = session.context();
        const ProgressBar bar(session.terminal(), context.progress, session.showsProgress());
        backup::RestoreRequest request;
        request.file = QDir::current().absoluteFilePath(m_files.first());
        request.into = m_into;
        request.jobs = int(m_jobs);
        request.noOwner = m_noOwner;
        if (m_inPlace)
            request.way = backup::RestoreWay::InPlace;
        request.takesDependents = m_cascades;
        request.keepDays = session.workspace().backup().keepAutomaticDays;
        postgres::Connection connection = context.connect();
        request.target = operations::planTarget(session.stage(), connection);
        return backup::planRestore(request, connection, context);
    }

    operations::PlannedOperationPtr planDrop(Session &session) const
    {
        postgres::Connection connection = session.connect();
        const QDateTime end = QDateTime::currentDateTimeUtc().addDays(
            -session.workspace().backup().keepAutomaticDays);
        const bool isExpired = m_dropOld == u"expired";
        std::vector<backup::KeptDatabase> kept = backup::keptDatabases(connection);
        std::erase_if(kept, [&](const backup::KeptDatabase &each) {
            return isExpired ? each.since > end : each.run != m_dropOld;
        });
        std::vector<data::KeptSchema> schemas = data::keptSchemas(connection);
        if (isExpired)
            schemas = data::expired(schemas, session.workspace().backup().keepAutomaticDays);
        else
            std::erase_if(schemas,
                          [&](const data::KeptSchema &each) { return each.run != m_dropOld; });
        const PlanTarget target = operations::planTarget(session.stage(), connection);
        if (kept.empty() && !schemas.empty())
            return data::planDropSchemas(schemas, target);
        if (kept.empty() && !isExpired)
            throw Error::usage(
                CliText::tr("Nothing that the run “%1” has put aside is there.").arg(m_dropOld),
                CliText::tr("arboristctl history shows the runs."));
        return backup::planDropKept(kept, target, connection);
    }

    QStringList m_files;
    QString m_into, m_dropOld;
    qint64 m_jobs = 0;
    bool m_noOwner = false;
    bool m_inPlace = false;
    bool m_cascades = false;
};

} // namespace

std::unique_ptr<Command> makeRestoreCommand()
{
    return std::make_unique<RestoreCommand>();
}

} // namespace arborist::cli
