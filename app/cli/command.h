// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/cli/command_spec.h"
#include <QString>
#include <memory>
#include <vector>

namespace arborist::cli {

class Session;

/// One verb of the command line.
class Command
{
public:
    virtual ~Command() = default;
    virtual const char *name() const = 0;
    virtual QString help() const = 0; ///< one line
    virtual void declare(CommandSpec &) {}
    /// Does it; returns an exit code or throws Error.
    virtual int run(Session &session) = 0;
};

std::unique_ptr<Command> makeStagesCommand();
std::unique_ptr<Command> makeCurrentCommand();
std::unique_ptr<Command> makeSetCommand();
std::unique_ptr<Command> makeSecretCommand();
std::unique_ptr<Command> makeStatusCommand();
std::unique_ptr<Command> makeScanCommand();
std::unique_ptr<Command> makeRepairCommand();
std::unique_ptr<Command> makeMigrateCommand();
std::unique_ptr<Command> makeRollbackCommand();
std::unique_ptr<Command> makeBaselineCommand();
std::unique_ptr<Command> makeBackupCommand();
std::unique_ptr<Command> makeBackupsCommand();
std::unique_ptr<Command> makeUndoCommand();
std::unique_ptr<Command> makeHistoryCommand();
std::unique_ptr<Command> makeAuditCommand();
std::unique_ptr<Command> makeQueryCommand();
std::unique_ptr<Command> makeCreateCommand();
std::unique_ptr<Command> makeGenerateCommand();
std::unique_ptr<Command> makePushCommand();
std::unique_ptr<Command> makeSeedCommand();
std::unique_ptr<Command> makeResetCommand();
std::unique_ptr<Command> makeLintCommand();
std::unique_ptr<Command> makeExportCommand();
std::unique_ptr<Command> makeImportCommand();
std::unique_ptr<Command> makeWipeCommand();
std::unique_ptr<Command> makeRestoreCommand();
std::unique_ptr<Command> makeDemoCommand();

/// All of them, in the order of the help.
std::vector<std::unique_ptr<Command>> makeCommands();

} // namespace arborist::cli
