// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/cli_text.h"
#include "app/cli/command.h"
#include "app/cli/progress_bar.h"
#include "app/cli/run_operation.h"
#include "app/cli/session.h"
#include "services/operations/refused_plan.h"
#include "services/operations/set_database.h"
#include "services/stages/address_reference.h"

namespace arborist::cli {
namespace {

using operations::SetDatabase;

QString hint()
{
    return CliText::tr("Give the name of a stage whose address is to be used; or an address "
                       "without a password; or -, and the address on standard input.");
}

/// What is typed at the question for a database.
QString choose(Session &session)
{
    Terminal &terminal = session.terminal();
    const stages::Workspace &workspace = session.workspace();
    if (!terminal.canAsk())
        throw Error::refused(CliText::tr("No database is named, and nobody can be asked."), hint());
    const auto &all = workspace.stages();
    for (size_t i = 0; i < all.size(); ++i) {
        const auto known = workspace.knownAddress(all[i]);
        terminal.message(QStringLiteral("  %1  %2  %3")
                             .arg(QString::number(i + 1), all[i].name,
                                  known ? known->toUrl() : CliText::tr("(no address)")));
    }
    const auto answer = terminal.ask(CliText::tr("Number or name of a stage, or an address: "),
                                     session.stopToken());
    if (!answer || answer->isEmpty())
        throw Error::cancelled();
    bool isNumber = false;
    const uint number = answer->toUInt(&isNumber);
    if (isNumber && !workspace.stage(*answer) && number >= 1 && number <= all.size())
        return all[number - 1].name;
    return *answer;
}

/// On a terminal a password can be added without showing it.
QString withPassword(Session &session, const QString &address)
{
    if (stages::holdsPassword(address) || !session.terminal().canAsk())
        return address;
    const auto password =
        session.terminal().askSecret(CliText::tr("Password (empty: none): "), session.stopToken());
    if (!password || password->isEmpty())
        return address;
    auto info = postgres::ConnectionInfo::parse(address);
    info.setValue(QStringLiteral("password"), *password);
    return info.toUrlWithPassword();
}

class SetCommand final : public Command
{
public:
    const char *name() const override { return "set"; }
    QString help() const override
    {
        return CliText::tr("Point the target (target-db) or the source (source-db) to another "
                           "database, in .env");
    }

    void declare(CommandSpec &spec) override
    {
        spec.positional("WHAT", m_what, {QStringLiteral("target-db"), QStringLiteral("source-db")},
                        CliText::tr("target-db writes DB_CONNECTION_STRING, or what else the "
                                    "stage's address is read from; source-db "
                                    "SOURCE_DB_CONNECTION_STRING"));
        spec.words("NAME|URL|-", m_words, 1,
                   CliText::tr("A stage of the workspace; or an address; or - to read the address "
                               "from standard input, which keeps a password out of the list of "
                               "processes. Left out: asked for on a terminal"));
    }

    int run(Session &session) override
    {
        SetDatabase request;
        request.role =
            m_what == u"target-db" ? SetDatabase::Role::Target : SetDatabase::Role::Source;
        // Before anything is asked.
        operations::addressPlace(session.workspace(), session.stage(), request.role);
        findAddress(session, request);
        return runOperation(session, *plan(session, request));
    }

private:
    void findAddress(Session &session, SetDatabase &request) const
    {
        const stages::Workspace &workspace = session.workspace();
        const QString word = m_words.isEmpty() ? choose(session) : m_words.first();
        if (word == u"-") {
            const auto line = session.terminal().readLine(session.stopToken());
            if (!line || line->isEmpty())
                throw Error::usage(CliText::tr("There is no address on standard input."), hint());
            request.address = *line;
            return;
        }
        if (const stages::Stage *stage = workspace.stage(word)) {
            request.fromStage = word;
            request.address = operations::addressOfStage(workspace, *stage);
            return;
        }
        if (!stages::looksLikeAddress(word)) {
            QStringList names;
            for (const stages::Stage &stage : workspace.stages())
                names << stage.name;
            throw Error::usage(
                CliText::tr("There is no stage “%1”, and it is no address either.").arg(word),
                CliText::tr("Stages: %1.").arg(names.join(QStringLiteral(", "))));
        }
        request.address = m_words.isEmpty() ? withPassword(session, word) : word;
    }

    operations::PlannedOperationPtr plan(Session &session, const SetDatabase &request) const
    {
        OperationContext context = session.context();
        const ProgressBar bar(session.terminal(), context.progress, session.showsProgress());
        return operations::planOrKeepRefusal(
            orderOf(session), QStringLiteral("set ") + m_what, [&] {
                return operations::planSetDatabase(session.workspace(), session.stage(), request,
                                                   context);
            });
    }

    QString m_what;
    QStringList m_words;
};

} // namespace

std::unique_ptr<Command> makeSetCommand()
{
    return std::make_unique<SetCommand>();
}

} // namespace arborist::cli
