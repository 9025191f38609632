// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/migrations/author/project_command.h"
#include "services/migrations/author/terminal_process.h"
#include <memory>
#include <vector>

namespace arborist::migrations {

/// What drizzle-kit 1.0 could not tell by itself: is this new, or another thing renamed?
struct RenameQuestion {
    QString type;       ///< "rename_or_create"; others are shown as they are
    QString kind;       ///< "column", "table", "enum", ...
    QStringList entity; ///< {"public", "t", "b2"}

    /// "column public.t.b2"
    QString shown() const;
};

/// The answer to one.
struct RenameHint {
    QString kind;
    QStringList entity;
    QStringList from; ///< it was called so; empty: it is new

    /// "public.t.b2=new", "public.t.b2=public.t.b", with "table:" before it where the kind is not
    /// told by the number of parts. Throws a usage Error.
    static RenameHint parse(const QString &text, const std::vector<RenameQuestion> &questions = {});
};

/// As drizzle-kit's --hints takes them.
QByteArray hintsJson(const std::vector<RenameHint> &hints);

struct GenerateRequest {
    MigrationSet set; ///< files are read anew
    ProjectCommand command;
    QString name; ///< of the migration, handed on as --name; empty: the tool's own choice
    std::vector<RenameHint> hints; ///< of drizzle-kit 1.0
    ConsoleCommand::Console console = ConsoleCommand::Console::Terminal;
};

/// What it came to, by what appeared on disk; the exit code says nothing.
struct GenerateResult {
    enum class Outcome {
        Made,          ///< there are new migrations
        NothingToDo,   ///< it said so itself, and nothing changed
        Questions,     ///< `questions` have to be answered by hints
        NeedsTerminal, ///< it wanted to ask, and had no terminal
        Failed,        ///< nothing new, and it did not say that nothing was to be done
    };

    Outcome outcome = Outcome::Failed;
    QStringList migrations; ///< new ones, by name
    QStringList files;      ///< new and changed ones, from the project's top
    std::vector<RenameQuestion> questions;
    std::vector<Problem> problems; ///< of the folder as it is now, that were not there before
    QString message;               ///< one line for people
    QString hint;                  ///< what to do; empty where nothing is to be done
    QString output;                ///< the last 100 lines, plain and redacted
    int exitCode = 0;
};

/// The console that generate() will use: make it first, show it, then hand it to the job.
std::shared_ptr<TerminalProcess> generateConsole(const GenerateRequest &request);

/// Runs the command and looks at the folder before and after. On a worker thread. `output` gets
/// what the program writes, as it arrives. Throws Error: it cannot be started; stopped.
GenerateResult generate(const GenerateRequest &request, TerminalProcess &console,
                        const std::function<void(const QByteArray &)> &output,
                        std::stop_token stop);

} // namespace arborist::migrations
