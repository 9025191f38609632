// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/stages/fingerprint_verdict.h"
#include "services/stages/stage_check.h"
#include <optional>

namespace arborist {

/// A stage's fingerprint compared with what was on record before that look.
struct FingerprintLook {
    std::optional<stages::FingerprintFinding> finding; ///< none: not reached, or not compared
    std::optional<stages::FingerprintRecord> onRecord;
};

/// What a look at a stage has found.
struct StageLook {
    stages::StageCheck check;
    FingerprintLook print;
};

/// Runs on a job's thread. A demo is made anew at will, so its databases are not put on record.
StageLook lookAt(const stages::Workspace &workspace, const stages::Stage &stage, bool keepRecord,
                 std::stop_token stop);

} // namespace arborist
