// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/stages/stage_row.h"

namespace arborist {

QString StageRow::shownDatabase() const
{
    return check && !check->database.isEmpty() ? check->database : database;
}

QString StageRow::shownAddress() const
{
    return check && !check->address.isEmpty() ? check->address : address;
}

StageHealth healthOf(const StageRow &row)
{
    if (!row.stage.problem.isEmpty()) {
        return StageHealth::NoAddress;
    }
    if (!row.check) {
        return StageHealth::Unknown;
    }
    if (!row.check->reachable) {
        return StageHealth::Unreachable;
    }
    if (!row.finding) {
        return StageHealth::Reachable;
    }
    switch (row.finding->verdict) {
    case stages::FingerprintVerdict::OtherDatabase:
    case stages::FingerprintVerdict::SameAsStage:
        return StageHealth::OtherDatabase;
    case stages::FingerprintVerdict::Moved:
    case stages::FingerprintVerdict::Upgraded:
    case stages::FingerprintVerdict::Standby:
    case stages::FingerprintVerdict::Loosened:
    case stages::FingerprintVerdict::CopyOfStage:
        return StageHealth::Doubtful;
    case stages::FingerprintVerdict::FirstContact:
    case stages::FingerprintVerdict::Known:
    case stages::FingerprintVerdict::Unverified:
        break;
    }
    return row.finding->stopsWrites ? StageHealth::Doubtful : StageHealth::Reachable;
}

} // namespace arborist
