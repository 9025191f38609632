// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/operations/operation.h"
#include "services/stages/stages_writer.h"
#include "services/stages/workspace.h"

namespace arborist::operations {

/// What is to be different about a stage, or a new one.
struct StageEdit {
    QString name;    ///< as it is called now; empty: a new stage
    QString newName; ///< empty: it keeps its name
    /// Of its table in arborist.toml; what is not named stays as it is.
    QList<stages::StageKey> keys;
    /// With its password, for the variable of a .env file or the entry of the keychain that the
    /// stage's url names; empty: left alone. Never goes into arborist.toml.
    QString address;
};

/// Plans the change of arborist.toml and of the .env file, both or none; steps show the changed
/// lines, without passwords. Throws Error with file and line for a change that would leave a file
/// that cannot be read. A new address is reached: its database becomes the stage's own by the same
/// plan; where it does not answer, the plan says what that means. Refused where it is the database
/// of a protected stage.
PlannedOperationPtr planStageEdit(const stages::Workspace &workspace, const StageEdit &edit,
                                  const std::stop_token &stop = {});

/// Plans to take the stage out of arborist.toml. Throws Error for one that comes from a .env file.
PlannedOperationPtr planStageRemoval(const stages::Workspace &workspace, const QString &stage);

} // namespace arborist::operations
