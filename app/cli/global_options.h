// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

namespace arborist::cli {

/// What stands before (or after) the command and holds for each.
struct GlobalOptions {
    QString workspace;
    QString target;
    QString db; ///< may hold a password: never printed
    bool json = false;
    bool dryRun = false;
    QString plan;
    bool yes = false;
    QString confirm;
    QString journal;
    bool noBackup = false;
    bool noProgress = false;
    bool verbose = false;
};

} // namespace arborist::cli
