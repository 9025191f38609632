// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/cli/findings_output.h"
#include "services/migrations/read_status.h"
#include <QJsonArray>

namespace arborist::cli {

class Session;

/// The migrations of the project on a stage, as `status` shows them.
struct MigrationReport {
    std::vector<migrations::StageSet> sets;
    QString
        problem; ///< why there are none: a section that cannot be followed, a ledger out of reach
    QString hint;

    /// Errors and warnings; what is pending is no problem.
    bool hasProblems() const;
};

/// Never throws for what is wrong with the project; empty without one.
MigrationReport readMigrations(Session &session, postgres::Connection &connection);

/// [{"tool","folder","applied","pending","problems":[{"migration","state","detail",...}]}]
QJsonArray toJson(const MigrationReport &report);
/// Lines for people; empty where there is nothing to say.
QString toText(const MigrationReport &report);
std::vector<Finding> findingsOf(const MigrationReport &report);

} // namespace arborist::cli
