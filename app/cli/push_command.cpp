// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/cli_text.h"
#include "app/cli/command.h"
#include "app/cli/migration_session.h"
#include "app/cli/run_operation.h"
#include "app/cli/session.h"
#include "services/migrations/author/push.h"
#include "services/operations/plan_target.h"

namespace arborist::cli {
namespace {

using migrations::ConsoleCommand;

class PushCommand final : public Command
{
public:
    const char *name() const override { return "push"; }
    QString help() const override
    {
        return CliText::tr("Bring a local development database up to the models without a "
                           "migration, by the project's own command");
    }

    void declare(CommandSpec &spec) override
    {
        spec.option("--folder", m_folder, QStringLiteral("DIR"),
                    CliText::tr("Which folder of migrations, where there are several"));
    }

    int run(Session &session) override
    {
        migrations::PushRequest request;
        request.stage = session.stage();
        // Before anything is asked of anybody: not even a secret is fetched for another stage.
        if (const auto known = session.workspace().knownAddress(request.stage))
            migrations::refuseFarPush(request.stage, *known);
        request.set = readSet(onlySet(session, m_folder));
        request.command = migrations::pushCommand(session.workspace(), request.set);
        request.address = session.workspace().resolve(request.stage, session.stopToken());
        request.console = canAsk(session) && !session.json() ? ConsoleCommand::Console::Inherited
                                                             : ConsoleCommand::Console::Pipe;
        OperationContext context = session.context();
        std::shared_ptr<migrations::PushOperation> operation;
        {
            postgres::Connection connection = context.connect();
            request.target = operations::planTarget(request.stage, connection);
            operation = migrations::planPush(request, connection, context);
        }
        operation->setOutput(
            [&](const QByteArray &bytes) { session.terminal().draw(QString::fromUtf8(bytes)); });
        return runOperation(session, *operation);
    }

private:
    QString m_folder;
};

} // namespace

std::unique_ptr<Command> makePushCommand()
{
    return std::make_unique<PushCommand>();
}

} // namespace arborist::cli
