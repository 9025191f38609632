// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/migrations/author/project_command.h"
#include "services/migrations/author/terminal_process.h"
#include "services/operations/operation.h"
#include <functional>
#include <memory>

namespace arborist::migrations {

struct PushRequest {
    MigrationSet set;
    ProjectCommand command;
    stages::Stage stage;
    postgres::ConnectionInfo address; ///< of the stage, with its password
    PlanTarget target;
    ConsoleCommand::Console console = ConsoleCommand::Console::Terminal;
};

/// Brings the schema of a local development database up to the project's models by the project's
/// own command, without a migration. What it would destroy is planned natively, from the latest
/// snapshot and the catalog, with row counts. The address is handed over by the variables of
/// the environment that the project's configuration reads (push_address.h), and by nothing else.
/// Whether something changed is judged by the catalog, before and after.
class PushOperation : public operations::PlannedOperation
{
public:
    /// The program's console, for the window's keyboard; before run() as well.
    virtual std::shared_ptr<TerminalProcess> console() const = 0;
    /// Gets what the program writes, on the thread of run().
    virtual void setOutput(std::function<void(const QByteArray &)> output) = 0;
};

/// Throws a refusing Error, before anything is asked of project or database, unless the stage is a
/// development one and its database is on this machine.
void refuseFarPush(const stages::Stage &stage, const postgres::ConnectionInfo &address);

/// Reads only. Throws Error: refused as above; no command; a configuration of which
/// cannot be told where it leads.
std::shared_ptr<PushOperation>
planPush(const PushRequest &request, postgres::Connection &connection, OperationContext &context);

} // namespace arborist::migrations
