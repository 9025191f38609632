// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/backup/manifest.h"
#include "services/core/operation_context.h"
#include "services/operations/operation.h"

namespace arborist::stages {
class Workspace;
}

namespace arborist::postgres {
class Connection;
}

namespace arborist::backup {

/// A backup that somebody asks for.
struct DumpRequest {
    PlanTarget target;
    QString workspaceKey; ///< how the history knows the workspace
    QString folder;       ///< of the workspace's backups: backupFolder()
    QString output;       ///< file or folder to make; empty: a name with the time, in `folder`
    Form form = Form::Custom;
    /// nullopt: the best that pg_dump can; plain ones are always gzipped.
    std::optional<Compression> compression = std::nullopt;
    int jobs = 1; ///< of the directory form: tables that are read at the same time
};

/// Plans a backup: tables with rows and bytes, where it goes, the room that it takes and that there
/// is. Changes nothing in the database, and is allowed on every stage, on standbys too. Throws
/// Error: no pg_dump that knows the server, no room at all, something of that name.
operations::PlannedOperationPtr
planDump(const DumpRequest &request, postgres::Connection &connection, OperationContext &context);

/// What a dump of that database may take, from its last backup in the folder, else from the size of
/// its tables; a guess.
qint64 expectedBytes(const QString &folder, const QString &fingerprint, qint64 dataBytes,
                     Compression compression);

} // namespace arborist::backup
