// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/backup/verify.h"
#include "services/stages/workspace.h"

namespace arborist::backup {

/// Where a backup is tried out: beside the stage's own database where that is on this machine, for
/// development or tests, neither protected nor read only; else on Arborist's own server.
bool mayRestoreBeside(const stages::Stage &stage, const postgres::ConnectionInfo &address);

/// Restores a backup into a database of its own, compares every table's rows and, on a server of
/// the same version, the schema with the manifest, and drops that database. `context.connect`
/// leads to the stage, and is called only where the stage's server is used. A backup that came
/// through is marked so in its manifest. Problems are in the answer; throws Error where nothing
/// could be tried, cancelled too.
VerifiedBackup rehearseRestore(const QString &dump, const stages::Stage &stage,
                               const postgres::ConnectionInfo &address, OperationContext &context);

} // namespace arborist::backup
