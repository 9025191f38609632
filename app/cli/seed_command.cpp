// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/cli_text.h"
#include "app/cli/command.h"
#include "app/cli/exit_code.h"
#include "app/cli/progress_bar.h"
#include "app/cli/run_operation.h"
#include "app/cli/session.h"
#include "app/cli/test_accounts.h"
#include "services/data/generator/generate.h"
#include "services/data/seed/seed.h"
#include "services/operations/plan_target.h"

namespace arborist::cli {
namespace {

class SeedCommand final : public Command
{
public:
    const char *name() const override { return "seed"; }
    QString help() const override
    {
        return CliText::tr("Fill tables from the project's seed: *.sql, *.csv and *.json");
    }

    void declare(CommandSpec &spec) override
    {
        spec.flag("--fresh", m_fresh,
                  CliText::tr("Archive and empty the seed's tables first, with those that refer to "
                              "them"));
        spec.option("--only", m_only, QStringLiteral("NAME"),
                    CliText::tr("Only this file or table, as in: users; may be given several "
                                "times"));
        spec.option(
            "--generate", m_generate, QStringLiteral("TABLE=ROWS"),
            CliText::tr("Make up believable rows in place of the seed: users=100,items=5000"));
        spec.option(
            "--random-seed", m_randomSeed, 0, kMostSeeds,
            CliText::tr("With --generate: the same number makes the same rows; default: 1"));
    }

    int run(Session &session) override
    {
        refuseEarly(session, stages::Verb::Seed);
        if (!m_generate.isEmpty())
            return generate(session);
        const stages::Workspace project = session.projectOrWorkspace();
        data::SeedRequest request;
        request.workspace = &project;
        request.isFresh = m_fresh;
        for (const QString &each : m_only)
            request.only += each.split(u',', Qt::SkipEmptyParts);
        const auto planned = plan(session, request);
        const int code = runOperation(session, *planned);
        if (code == Done && !session.options().dryRun)
            printAccounts(session, planned->accounts());
        return code;
    }

private:
    int generate(Session &session) const
    {
        if (m_fresh || !m_only.isEmpty())
            throw Error::usage(CliText::tr("--generate and --fresh or --only exclude each other."));
        const stages::Workspace project = session.projectOrWorkspace();
        data::GenerateRequest request;
        request.workspace = &project;
        request.randomSeed = quint64(m_randomSeed);
        for (const QString &each : m_generate)
            request.wanted += each.split(u',', Qt::SkipEmptyParts);
        operations::PlannedOperationPtr planned;
        {
            OperationContext context = session.context();
            const ProgressBar bar(session.terminal(), context.progress, session.showsProgress());
            postgres::Connection connection = context.connect();
            request.target = operations::planTarget(session.stage(), connection);
            planned = planGenerate(request, connection, context);
        }
        return runOperation(session, *planned);
    }

    static std::shared_ptr<data::SeedOperation> plan(Session &session, data::SeedRequest &request)
    {
        OperationContext context = session.context();
        const ProgressBar bar(session.terminal(), context.progress, session.showsProgress());
        postgres::Connection connection = context.connect();
        request.target = operations::planTarget(session.stage(), connection);
        const stages::SeedSettings &settings = request.workspace->seed();
        if (settings.command.isEmpty() || !settings.folder.isEmpty())
            return planSeed(request, connection, context);
        if (!request.only.isEmpty())
            throw Error::usage(
                CliText::tr("The project is seeded by its own command, which knows no --only."),
                CliText::tr("Name a folder of files under [seed] in arborist.toml."));
        data::SeedCommandRequest command;
        command.workspace = request.workspace;
        command.stage = &session.stage();
        command.address = session.workspace().resolve(session.stage(), session.stopToken());
        command.target = request.target;
        command.isFresh = request.isFresh;
        command.output = [&terminal = session.terminal()](const QByteArray &bytes) {
            terminal.draw(QString::fromUtf8(bytes));
        };
        return planSeedCommand(command, connection, context);
    }

    static constexpr qint64 kMostSeeds = 1'000'000'000;

    bool m_fresh = false;
    QStringList m_only;
    QStringList m_generate;
    qint64 m_randomSeed = 1;
};

} // namespace

std::unique_ptr<Command> makeSeedCommand()
{
    return std::make_unique<SeedCommand>();
}

} // namespace arborist::cli
