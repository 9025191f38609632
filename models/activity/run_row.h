// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/core/run_log.h"

namespace arborist {

/// A past run with what only files can tell; read in a job.
struct RunRow {
    RunRecord run;
    bool canUndo = false;
    bool isAlive = false; ///< under way, in this window or elsewhere
    QString written;      ///< of a run that was cut off: what it had written; empty for others

    bool wasCutOff() const { return !run.outcome && !isAlive; }
};

} // namespace arborist
