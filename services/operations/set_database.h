// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/operations/address_change.h"
#include "services/operations/operation.h"
#include "services/stages/workspace.h"

namespace arborist::operations {

/// Points a stage, or the source, to another database: the variable of the .env file that is read
/// for it gets another address.
struct SetDatabase {
    enum class Role { Target, Source };
    Role role = Role::Target;
    QString address;   ///< URL or key=value text, with its password; never shown
    QString fromStage; ///< the stage whose address that is; empty for one that was given
};

/// The variable that `stage` is read from (Source: SOURCE_DB_CONNECTION_STRING of .env). Throws
/// Error with a hint where that is no variable of a file.
AddressPlace addressPlace(const stages::Workspace &workspace, const stages::Stage &stage,
                          SetDatabase::Role role);

/// Reaches the new database, then plans the change of the file. The stage's record of which
/// database it leads to follows. Throws Error: an address that leads nowhere; refused where the
/// target would become the database of a protected stage, or one that another machine reaches.
PlannedOperationPtr planSetDatabase(const stages::Workspace &workspace, const stages::Stage &stage,
                                    const SetDatabase &request, OperationContext &context);

/// The address of a stage of the workspace as it is written there, with its secret. Throws Error.
QString addressOfStage(const stages::Workspace &workspace, const stages::Stage &stage);

} // namespace arborist::operations
