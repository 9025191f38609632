// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/core/history.h"
#include "services/stages/fingerprint_verdict.h"
#include "services/stages/policy.h"
#include "services/stages/stage.h"
#include "services/stages/stage_check.h"
#include <QList>
#include <optional>

namespace arborist {

/// Everything the Stages page knows of one stage.
struct StageRow {
    stages::Stage stage;
    QString database, address; ///< known without connecting; empty if not
    stages::Reach reach = stages::Reach::Near;
    std::optional<stages::StageCheck> check;
    bool checking = false;
    QString contact;     ///< "Not answering since 10:42, next try in 8 s"; empty while it answers
    QString nextTry;     ///< "Next try in 8 s"; empty if there is none to come
    QList<double> drift; ///< drifted items of each scan, oldest first
    std::optional<ScanRecord> lastScan;
    std::optional<stages::FingerprintFinding> finding; ///< of the last check that got through
    std::optional<stages::FingerprintRecord> onRecord; ///< before that check

    QString shownDatabase() const;
    QString shownAddress() const;
};

/// How a stage stands, in the order of how much it wants a person.
enum class StageHealth {
    OtherDatabase, ///< not the one on record, or that of another stage
    Unreachable,
    NoAddress,
    Doubtful, ///< the database on record, but not as it was; or a copy of another stage's
    Unknown,
    Reachable,
};
StageHealth healthOf(const StageRow &row);

} // namespace arborist
