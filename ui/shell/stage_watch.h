// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/core/job_runner.h"
#include "ui/shell/stage_contact.h"
#include <QDeadlineTimer>

namespace arborist {

/// When a stage is to be looked at next, by how it has answered: every half minute, and after a
/// failure again after 1, 2, 4 ... 60 s.
struct StageWatch {
    StageContact contact;
    QDeadlineTimer nextLook{QDeadlineTimer::Forever};
    QDeadlineTimer nextKnock{QDeadlineTimer::Forever};
    QDeadlineTimer endOfAgain; ///< of ConnectedAgain
    int failures = 0;          ///< in a row
    JobId knocking = 0;
    bool local = false; ///< on this machine
    bool billedByUse = false;

    /// Each sets the clocks and returns the contact that follows.
    StageContact answered();
    StageContact notAnswered(bool isWatched);
    void knockLater();

    /// Milliseconds until the next try after so many failures in a row.
    static int waitAfter(int failures);
};

} // namespace arborist
