// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/cli_text.h"
#include "app/cli/command.h"
#include "app/cli/exit_code.h"
#include "app/cli/migration_session.h"
#include "app/cli/run_operation.h"
#include "app/cli/session.h"
#include "services/migrations/author/recorded_generate.h"
#include <QJsonArray>

namespace arborist::cli {
namespace {

using migrations::ConsoleCommand;
using migrations::GenerateRequest;
using migrations::GenerateResult;
using Outcome = GenerateResult::Outcome;

QString toKey(Outcome outcome)
{
    switch (outcome) {
    case Outcome::Made:
        return QStringLiteral("made");
    case Outcome::NothingToDo:
        return QStringLiteral("nothing");
    case Outcome::Questions:
        return QStringLiteral("questions");
    case Outcome::NeedsTerminal:
        return QStringLiteral("needs-terminal");
    case Outcome::Failed:
        break;
    }
    return QStringLiteral("failed");
}

int exitCodeOf(Outcome outcome)
{
    switch (outcome) {
    case Outcome::Made:
    case Outcome::NothingToDo:
        return Done;
    case Outcome::Questions:
    case Outcome::NeedsTerminal:
        return Refused; // what would need an answer, and the option to give
    case Outcome::Failed:
        break;
    }
    return Failed;
}

QJsonObject toJson(const GenerateRequest &request, const GenerateResult &result)
{
    QJsonArray questions;
    for (const migrations::RenameQuestion &question : result.questions)
        questions.append(
            QJsonObject{{QStringLiteral("type"), question.type},
                        {QStringLiteral("kind"), question.kind},
                        {QStringLiteral("entity"), QJsonArray::fromStringList(question.entity)}});
    QJsonArray problems;
    for (const migrations::Problem &problem : result.problems)
        problems.append(QJsonObject{{QStringLiteral("migration"), problem.migration},
                                    {QStringLiteral("state"), problem.code},
                                    {QStringLiteral("detail"), problem.text}});
    return {{QStringLiteral("command"), request.command.shown()},
            {QStringLiteral("outcome"), toKey(result.outcome)},
            {QStringLiteral("migrations"), QJsonArray::fromStringList(result.migrations)},
            {QStringLiteral("files"), QJsonArray::fromStringList(result.files)},
            {QStringLiteral("questions"), questions},
            {QStringLiteral("problems"), problems},
            {QStringLiteral("message"), result.message},
            {QStringLiteral("hint"), result.hint},
            {QStringLiteral("exit_code"), result.exitCode}};
}

class GenerateCommand final : public Command
{
public:
    const char *name() const override { return "generate"; }
    QString help() const override
    {
        return CliText::tr("Make a migration from the models, by the project's own command");
    }

    void declare(CommandSpec &spec) override
    {
        spec.words("NAME", m_words, 1, CliText::tr("Its name; left out: the tool's own choice"));
        spec.option("--folder", m_folder, QStringLiteral("DIR"),
                    CliText::tr("Which folder of migrations, where there are several"));
        spec.option("--hint", m_hints, QStringLiteral("NEW=OLD"),
                    CliText::tr("drizzle-kit 1.0: whether something is new or renamed: "
                                "public.items.title=new, public.items.title=name; any number of "
                                "times"));
    }

    int run(Session &session) override
    {
        const GenerateRequest request = requestOf(session);
        Terminal &terminal = session.terminal();
        if (session.options().dryRun) {
            printCommand(session, request);
            return Done;
        }
        const auto console = migrations::generateConsole(request);
        OperationContext context = session.context();
        QString run;
        const GenerateResult result = migrations::recordedGenerate(
            request, *console,
            [&](const QByteArray &bytes) { terminal.draw(QString::fromUtf8(bytes)); },
            orderOf(session), context, &run);
        if (session.json()) {
            QJsonObject json = toJson(request, result);
            json.insert(QStringLiteral("run"), run);
            terminal.printJson(json);
        } else {
            terminal.printLine(result.message);
            if (result.outcome == Outcome::Made)
                terminal.printLine(CliText::tr("Take it away again: arboristctl undo %1").arg(run));
        }
        for (const migrations::Problem &problem : result.problems)
            terminal.message(problem.text);
        if (!result.hint.isEmpty())
            terminal.message(result.hint);
        return exitCodeOf(result.outcome);
    }

private:
    GenerateRequest requestOf(Session &session) const
    {
        GenerateRequest request;
        request.set = readSet(onlySet(session, m_folder));
        request.command = migrations::generateCommand(session.workspace(), request.set);
        request.name = m_words.value(0);
        for (const QString &hint : m_hints)
            request.hints.push_back(migrations::RenameHint::parse(hint));
        const bool isAsked = canAsk(session) && !session.json();
        request.console =
            isAsked ? ConsoleCommand::Console::Inherited : ConsoleCommand::Console::Pipe;
        return request;
    }

    static void printCommand(Session &session, const GenerateRequest &request)
    {
        const migrations::ProjectCommand &command = request.command;
        if (session.json())
            session.terminal().printJson({{QStringLiteral("command"), command.shown()},
                                          {QStringLiteral("folder"), command.folder},
                                          {QStringLiteral("origin"), command.origin}});
        else
            session.terminal().printLine(
                command.isEmpty() ? CliText::tr("The project has no command for it.")
                                  : CliText::tr("Runs “%1” (%2) in %3.")
                                        .arg(command.shown(), command.origin, command.folder));
    }

    QStringList m_words;
    QStringList m_hints;
    QString m_folder;
};

} // namespace

std::unique_ptr<Command> makeGenerateCommand()
{
    return std::make_unique<GenerateCommand>();
}

} // namespace arborist::cli
