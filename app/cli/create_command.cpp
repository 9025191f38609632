// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/cli_text.h"
#include "app/cli/command.h"
#include "app/cli/migration_session.h"
#include "app/cli/run_operation.h"
#include "app/cli/session.h"
#include "services/migrations/author/create.h"

namespace arborist::cli {
namespace {

class CreateCommand final : public Command
{
public:
    const char *name() const override { return "create"; }
    QString help() const override
    {
        return CliText::tr("Make an empty migration in the form of the project's tool");
    }

    void declare(CommandSpec &spec) override
    {
        spec.positional("NAME", m_name, CliText::tr("What it does: add_tags"));
        spec.option("--folder", m_folder, QStringLiteral("DIR"),
                    CliText::tr("Which folder of migrations, where there are several"));
        spec.flag("--down", m_withDown,
                  CliText::tr("Drizzle: a file for the way back as well, which Drizzle itself "
                              "does not read"));
    }

    int run(Session &session) override
    {
        migrations::CreateRequest request;
        request.set = readSet(onlySet(session, m_folder));
        request.name = m_name;
        request.withDown = m_withDown;
        return runOperation(session, *migrations::planCreate(request));
    }

private:
    QString m_name;
    QString m_folder;
    bool m_withDown = false;
};

} // namespace

std::unique_ptr<Command> makeCreateCommand()
{
    return std::make_unique<CreateCommand>();
}

} // namespace arborist::cli
