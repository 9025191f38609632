// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/cli_text.h"
#include "app/cli/command.h"
#include "app/cli/exit_code.h"
#include "app/cli/session.h"
#include "services/stages/secret_reader.h"

namespace arborist::cli {
namespace {

class SecretCommand final : public Command
{
public:
    const char *name() const override { return "secret"; }
    QString help() const override
    {
        return CliText::tr(
            "Put a stage's address into the keychain (set), or take it out (forget)");
    }

    void declare(CommandSpec &spec) override
    {
        spec.positional("ACTION", m_action, {QStringLiteral("set"), QStringLiteral("forget")},
                        CliText::tr("set asks for the address and does not show it, or reads it "
                                    "from standard input; it is never an argument"));
        spec.positional("NAME", m_name,
                        CliText::tr("What follows keychain: in the url of a stage"));
    }

    int run(Session &session) override
    {
        const bool set = m_action == u"set";
        if (set)
            store(session);
        else
            stages::dropSecret(m_name, session.stopToken());
        if (session.json()) {
            session.terminal().printJson(
                {{QStringLiteral("secret"), m_name}, {QStringLiteral("kept"), set}});
        } else if (set) {
            session.terminal().printLine(
                CliText::tr("The keychain keeps it. A stage reads it by: url = \"keychain:%1\"")
                    .arg(m_name));
        } else {
            session.terminal().printLine(
                CliText::tr("The keychain has no entry “%1” any more.").arg(m_name));
        }
        return Done;
    }

private:
    void store(Session &session) const
    {
        const auto text = session.terminal().readSecret(
            CliText::tr("Address with its password (postgresql://…): "), session.stopToken());
        if (!text || text->trimmed().isEmpty())
            throw Error::usage(CliText::tr("There is no address; nothing was stored."),
                               CliText::tr("Type it when asked, or send it to standard input: "
                                           "arboristctl secret set %1 < FILE")
                                   .arg(m_name));
        stages::keepSecret(m_name, *text, session.stopToken());
    }

    QString m_action;
    QString m_name;
};

} // namespace

std::unique_ptr<Command> makeSecretCommand()
{
    return std::make_unique<SecretCommand>();
}

} // namespace arborist::cli
