// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/cli_text.h"
#include "app/cli/command.h"
#include "app/cli/exit_code.h"
#include "app/cli/progress_bar.h"
#include "app/cli/session.h"
#include "app/cli/text_table.h"
#include "services/core/data_folder.h"
#include "services/core/error.h"
#include "services/demo/demo_workspace.h"
#include "services/postgres/embedded_server.h"
#include "services/stages/known_stage.h"

namespace arborist::cli {
namespace {

class DemoCommand final : public Command
{
public:
    const char *name() const override { return "demo"; }
    QString help() const override
    {
        return CliText::tr("The embedded server and its demo workspace");
    }

    void declare(CommandSpec &spec) override
    {
        spec.positional("ACTION", m_action,
                        {QStringLiteral("start"), QStringLiteral("stop"), QStringLiteral("url")},
                        CliText::tr("start: make the demo and leave the server running; stop: end "
                                    "the server; url: print the connection string"));
        spec.option("--items", m_items, 1'000, 10'000'000,
                    CliText::tr("Number of items, 1k to 10M (start)"));
    }

    int run(Session &session) override
    {
        if (session.options().dryRun)
            throw Error::usage(CliText::tr("The demo has no plan to print."),
                               CliText::tr("Leave out --dry-run."));
        if (m_action == u"start")
            return start(session);
        if (m_action == u"stop")
            return stop(session);
        return url(session);
    }

private:
    int start(Session &session) const
    {
        OperationContext context = session.context();
        QString folder;
        QString version;
        {
            const ProgressBar bar(session.terminal(), context.progress, session.showsProgress());
            auto server = postgres::EmbeddedServer::start(context);
            demo::DemoOptions options;
            if (m_items > 0)
                options.items = m_items;
            folder = demo::DemoWorkspace::prepare(server, options, context).folder();
            stages::trustStages(stages::Workspace::open(folder), context.stop);
            server.keepRunning();
            version = server.serverVersion();
        }
        const QString address = stageUrl(session, folder);
        if (session.json()) {
            session.terminal().printJson({{QStringLiteral("running"), true},
                                          {QStringLiteral("folder"), folder},
                                          {QStringLiteral("url"), address},
                                          {QStringLiteral("server_version"), version}});
            return Done;
        }
        session.terminal().printLine(
            CliText::tr("The demo is running on PostgreSQL %1.").arg(version));
        session.terminal().print(
            keyValueLines({{CliText::tr("Project folder"), folder},
                           {CliText::tr("Connection string"), address},
                           {CliText::tr("To end it"), QStringLiteral("arboristctl demo stop")}}));
        return Done;
    }

    static int stop(Session &session)
    {
        const bool ran = postgres::EmbeddedServer::isRunning();
        postgres::EmbeddedServer::stop();
        if (session.json())
            session.terminal().printJson(
                {{QStringLiteral("running"), false}, {QStringLiteral("stopped"), ran}});
        else
            session.terminal().printLine(ran ? CliText::tr("The embedded server has stopped.")
                                             : CliText::tr("The embedded server was not running."));
        return Done;
    }

    static int url(Session &session)
    {
        const QString folder = dataFolder() + QStringLiteral("/demo/acme-tracker");
        if (!postgres::EmbeddedServer::isRunning()) {
            throw Error(CliText::tr("The demo is not running."),
                        CliText::tr("Start it: arboristctl demo start"));
        }
        const QString address = stageUrl(session, folder);
        if (session.json())
            session.terminal().printJson(
                {{QStringLiteral("url"), address}, {QStringLiteral("folder"), folder}});
        else
            session.terminal().printLine(address);
        return Done;
    }

    /// Of --target, else of the demo's own default stage.
    static QString stageUrl(Session &session, const QString &folder)
    {
        const auto workspace = stages::Workspace::open(folder);
        QString name = session.options().target;
        if (name.isEmpty())
            name = QStringLiteral("local");
        const stages::Stage *stage = workspace.stage(name);
        if (stage == nullptr)
            throw Error::usage(CliText::tr("The demo has no stage “%1”.").arg(name));
        return workspace.resolve(*stage).toUrl();
    }

    QString m_action;
    qint64 m_items = 0;
};

} // namespace

std::unique_ptr<Command> makeDemoCommand()
{
    return std::make_unique<DemoCommand>();
}

} // namespace arborist::cli
