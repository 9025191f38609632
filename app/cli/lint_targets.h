// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/migrations/lint/hazard.h"
#include <optional>
#include <vector>

namespace arborist::postgres {
class Connection;
}

namespace arborist::cli {

class Session;

/// One set of what `lint` looks at.
struct LintTarget {
    migrations::MigrationSet set;
    std::vector<qsizetype> looked; ///< indexes; in their order
    std::vector<qsizetype> wanted; ///< those of them whose hazards are told
    bool isOneRun = true;
};

/// What is pending where the connection leads; without one every migration of the project, each for
/// itself. Throws Error as readStatuses() does.
std::vector<LintTarget> lintTargets(const std::optional<stages::Workspace> &project,
                                    postgres::Connection *connection);

/// The files, each with what is pending before it in its set. A file outside of a set stands for
/// itself. Throws a usage Error for one that is not there or not readable.
std::vector<LintTarget> lintTargets(const std::optional<stages::Workspace> &project,
                                    postgres::Connection *connection, const QStringList &files);

} // namespace arborist::cli
