// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/migrations/stage_reading.h"
#include "services/migrations/git_history.h"
#include <QHash>

namespace arborist {

/// All that was read of a project's migrations, in the order in which they were found.
struct MigrationFiles {
    struct Set {
        MigrationSetPtr set;
        QHash<QString, migrations::FileHistory> history; ///< empty outside of a repository
        std::vector<int> statements;                     ///< of each migration's way up
        std::vector<QString> locks;          ///< "ACCESS EXCLUSIVE on items"; the strongest of each
        QHash<QString, QByteArray> sidecars; ///< text of ways back that are files of their own
    };
    std::vector<Set> sets;
};
using MigrationFilesPtr = std::shared_ptr<const MigrationFiles>;

/// When a migration was made, by what its name or journal says; invalid where neither does.
QDateTime createdAt(const migrations::Migration &migration);
/// Of its file, in hexadecimal; empty where there is none.
QString sha256(const migrations::Migration &migration);

} // namespace arborist
