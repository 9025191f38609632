// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/cli.h"

#include "app/cli/cli_text.h"
#include "app/cli/command.h"
#include "app/cli/error_output.h"
#include "app/cli/exit_code.h"
#include "app/cli/global_options.h"
#include "app/cli/session.h"
#include <CLI/CLI.hpp>
#include <QRegularExpression>

namespace arborist::cli {
namespace {

void declareGlobals(CLI::App &app, GlobalOptions &options)
{
    CommandSpec spec(app);
    spec.option("--workspace", options.workspace, QStringLiteral("DIR"),
                CliText::tr("Project folder; default: the nearest parent that looks like one"));
    spec.option("--target,--env", options.target, QStringLiteral("STAGE"),
                CliText::tr("Stage to work on"));
    spec.option("--db", options.db, QStringLiteral("URL"),
                CliText::tr("A connection string instead of a stage"));
    spec.flag("--json", options.json, CliText::tr("One JSON document on standard output"));
    spec.flag("--dry-run", options.dryRun, CliText::tr("Print the plan and stop"));
    spec.option("--plan", options.plan, QStringLiteral("HASH"),
                CliText::tr("Run only if the plan still has this hash"));
    spec.flag("--yes,--force", options.yes, CliText::tr("No question"));
    spec.option("--confirm", options.confirm, QStringLiteral("NAME"),
                CliText::tr("The stage name that destructive operations need"));
    spec.option("--journal", options.journal, QStringLiteral("DIR"),
                CliText::tr("Where a run's way back is kept"));
    spec.flag("--no-backup", options.noBackup,
              CliText::tr("No backup first, where the stage's rules let it be left out"));
    spec.flag("--no-progress", options.noProgress, CliText::tr("No progress bar"));
    spec.flag("--verbose", options.verbose, CliText::tr("Tell what is being done"));
}

int report(const Error &error, bool json, Terminal &terminal)
{
    if (json)
        terminal.printJson({{QStringLiteral("error"), errorToJson(error)}});
    terminal.message(errorToText(error));
    return exitCodeOf(error.kind());
}

Error usageError(const CLI::App &app, const CLI::ParseError &error,
                 const std::vector<std::unique_ptr<Command>> &commands)
{
    QStringList names;
    for (const auto &command : commands)
        names << QLatin1String(command->name());
    const QString hint =
        CliText::tr("Commands: %1. More: arboristctl --help").arg(names.join(QStringLiteral(", ")));
    if (app.get_subcommands().empty()) {
        // CLI11 tells of the missing command first; what stands there instead says more.
        const std::vector<std::string> rest = app.remaining();
        for (const std::string &word : rest) {
            const QString text = QString::fromStdString(word);
            if (!text.startsWith(u'-'))
                return Error::usage(CliText::tr("There is no command “%1”.").arg(text), hint);
        }
        if (!rest.empty())
            return Error::usage(
                CliText::tr("There is no option “%1”.").arg(QString::fromStdString(rest.front())),
                hint);
        if (dynamic_cast<const CLI::RequiredError *>(&error) != nullptr)
            return Error::usage(CliText::tr("A command is missing."), hint);
        return Error::usage(QString::fromStdString(error.what()), hint);
    }
    return Error::usage(
        QString::fromStdString(error.what()),
        CliText::tr("More: arboristctl %1 --help")
            .arg(QString::fromStdString(app.get_subcommands().front()->get_name())));
}

/// "migrate:rollback", as the commands of a project are often called, is "rollback".
QString withoutGroup(const QString &word, const std::vector<std::unique_ptr<Command>> &commands)
{
    static const QRegularExpression group(QStringLiteral("\\A(migrate|migration|db):([a-z-]+)\\z"));
    const QString verb = group.match(word).captured(2);
    const bool isCommand = std::any_of(commands.begin(), commands.end(), [&](const auto &command) {
        return verb == QLatin1String(command->name());
    });
    return isCommand ? verb : word;
}

int parseAndRun(const QStringList &arguments, Terminal &terminal, const std::stop_token &stop)
{
    CLI::App app(CliText::tr("Looks after staged PostgreSQL databases and the item hierarchies in "
                             "them.")
                     .toStdString(),
                 "arboristctl");
    app.set_version_flag("--version", "arboristctl " ARBORIST_VERSION);
    app.require_subcommand(1);
    GlobalOptions options;
    declareGlobals(app, options);

    const auto commands = makeCommands();
    Command *chosen = nullptr;
    for (const auto &command : commands) {
        CLI::App *sub = app.add_subcommand(command->name(), command->help().toStdString());
        sub->fallthrough(); // global options may follow the command
        sub->callback([&chosen, &command] { chosen = command.get(); });
        CommandSpec spec(*sub);
        command->declare(spec);
    }

    std::vector<std::string> words; // CLI11 takes them from the back
    for (auto word = arguments.crbegin(); word != arguments.crend(); ++word)
        words.push_back(withoutGroup(*word, commands).toStdString());
    try {
        app.parse(words);
    } catch (const CLI::CallForHelp &) {
        terminal.print(QString::fromStdString(app.help()));
        return Done;
    } catch (const CLI::CallForVersion &version) {
        terminal.printLine(QString::fromStdString(version.what()));
        return Done;
    } catch (const CLI::ParseError &error) {
        throw usageError(app, error, commands);
    }
    Session session(options, terminal, stop);
    return chosen->run(session);
}

} // namespace

std::vector<std::unique_ptr<Command>> makeCommands()
{
    std::vector<std::unique_ptr<Command>> commands;
    commands.push_back(makeStagesCommand());
    commands.push_back(makeCurrentCommand());
    commands.push_back(makeSetCommand());
    commands.push_back(makeSecretCommand());
    commands.push_back(makeStatusCommand());
    commands.push_back(makeScanCommand());
    commands.push_back(makeRepairCommand());
    commands.push_back(makeMigrateCommand());
    commands.push_back(makeRollbackCommand());
    commands.push_back(makeBaselineCommand());
    commands.push_back(makeCreateCommand());
    commands.push_back(makeGenerateCommand());
    commands.push_back(makePushCommand());
    commands.push_back(makeSeedCommand());
    commands.push_back(makeResetCommand());
    commands.push_back(makeBackupCommand());
    commands.push_back(makeBackupsCommand());
    commands.push_back(makeRestoreCommand());
    commands.push_back(makeUndoCommand());
    commands.push_back(makeHistoryCommand());
    commands.push_back(makeAuditCommand());
    commands.push_back(makeQueryCommand());
    commands.push_back(makeLintCommand());
    commands.push_back(makeExportCommand());
    commands.push_back(makeImportCommand());
    commands.push_back(makeWipeCommand());
    commands.push_back(makeDemoCommand());
    return commands;
}

int runCli(const QStringList &arguments, Terminal &terminal, std::stop_token stop)
{
    // Asked of the words, since an error may come before they are understood.
    const bool json = arguments.contains(QStringLiteral("--json"));
    try {
        return parseAndRun(arguments, terminal, stop);
    } catch (const Error &error) {
        return report(error, json, terminal);
    } catch (const std::bad_alloc &) {
        return report(Error(CliText::tr("There is not enough memory.")), json, terminal);
    } catch (const std::exception &error) {
        return report(Error(QString::fromUtf8(error.what())), json, terminal);
    }
}

} // namespace arborist::cli
