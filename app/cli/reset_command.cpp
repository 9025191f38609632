// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/cli_text.h"
#include "app/cli/command.h"
#include "app/cli/exit_code.h"
#include "app/cli/progress_bar.h"
#include "app/cli/run_operation.h"
#include "app/cli/session.h"
#include "app/cli/test_accounts.h"
#include "services/data/reset/reset.h"
#include "services/data/seed/seed_files.h"
#include "services/operations/plan_target.h"

namespace arborist::cli {
namespace {

using data::ResetData;

class ResetCommand final : public Command
{
public:
    const char *name() const override { return "reset"; }
    QString help() const override
    {
        return CliText::tr("Make the database anew: migrations from scratch, then rows of the "
                           "source or the seed");
    }

    void declare(CommandSpec &spec) override
    {
        spec.option("-o,--organization", m_organization, QStringLiteral("ID"),
                    CliText::tr("Copy one organization only (not yet)"));
        spec.option("--source-db", m_source, QStringLiteral("URL"),
                    CliText::tr("Copy the rows of this database, which is only read; default: "
                                "SOURCE_DB_CONNECTION_STRING"));
        spec.option("--target-db", m_target, QStringLiteral("URL"),
                    CliText::tr("Reset this database; the same as --db"));
        spec.option("--data", m_data, QStringLiteral("FROM"),
                    CliText::tr("source, seed or none; default: the source if there is one, else "
                                "the seed if there is one"));
        spec.flag("--in-place", m_isInPlace,
                  CliText::tr("Within the database itself, also where a new one could be made; "
                              "schemas of their own keep what was there"));
    }

    int run(Session &session) override
    {
        if (!m_organization.isEmpty())
            throw Error::usage(
                CliText::tr("One organization cannot be copied yet: reset copies all rows."),
                CliText::tr("Leave out -o, or copy no rows: --data none"));
        if (m_target.isEmpty())
            return reset(session);
        if (!session.options().db.isEmpty() || !session.options().target.isEmpty())
            throw Error::usage(CliText::tr("--target-db and --db or --target exclude each other."));
        GlobalOptions options = session.options();
        options.db = m_target;
        Session there = session.with(options);
        return reset(there);
    }

private:
    int reset(Session &session) const
    {
        refuseEarly(session, stages::Verb::Reset);
        const stages::Workspace project = session.projectOrWorkspace();
        data::ResetRequest request;
        request.workspace = &project;
        request.keepDays = request.workspace->backup().keepAutomaticDays;
        request.isInPlace = m_isInPlace;
        chooseData(session, request);
        std::shared_ptr<data::ResetOperation> planned;
        {
            OperationContext context = session.context();
            const ProgressBar bar(session.terminal(), context.progress, session.showsProgress());
            postgres::Connection connection = context.connect();
            request.target = operations::planTarget(session.stage(), connection);
            planned = planReset(request, connection, context);
        }
        const int code = runOperation(session, *planned);
        if (code == Done && !session.options().dryRun)
            printAccounts(session, planned->accounts());
        return code;
    }

    void chooseData(Session &session, data::ResetRequest &request) const
    {
        if (!m_data.isEmpty() && m_data != u"source" && m_data != u"seed" && m_data != u"none")
            throw Error::usage(CliText::tr("--data has no choice “%1”.").arg(m_data),
                               CliText::tr("Choices: source, seed, none."));
        const stages::Workspace &workspace = *request.workspace;
        const stages::Stage *source = workspace.stage(workspace.sourceStage());
        if (!m_source.isEmpty() && !m_data.isEmpty() && m_data != u"source")
            throw Error::usage(
                CliText::tr("--source-db and --data %1 exclude each other.").arg(m_data));
        const bool wantsSource =
            m_data == u"source" || (m_data.isEmpty() && (source || !m_source.isEmpty()));
        if (wantsSource) {
            request.data = ResetData::Source;
            if (!m_source.isEmpty())
                request.source = postgres::ConnectionInfo::parse(m_source);
            else if (source)
                request.source = workspace.resolve(*source, session.stopToken());
        } else if (m_data == u"seed" ||
                   (m_data.isEmpty() && !data::seedFolder(workspace).isEmpty())) {
            request.data = ResetData::Seed;
        }
    }

    QString m_organization, m_source, m_target, m_data;
    bool m_isInPlace = false;
};

} // namespace

std::unique_ptr<Command> makeResetCommand()
{
    return std::make_unique<ResetCommand>();
}

} // namespace arborist::cli
