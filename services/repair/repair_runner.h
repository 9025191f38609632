// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/journal/batch_writer.h"
#include "services/repair/repair_planner.h"

namespace arborist::repair {

/// Writes a planned repair in batches; what was changed meanwhile is scanned and planned anew, at
/// most three times. Ends with a scan that tells what is left.
class RepairRunner
{
public:
    explicit RepairRunner(operations::Run &run);

    /// Throws Error; batches committed before stay.
    void run(const PlannedRepair &repair);

    static constexpr int kRetries = 3;

private:
    void write(const PlannedRepair &repair);
    PlannedRepair planAgain(const PlannedRepair &repair);
    void reportRest(const PlannedRepair &last);

    operations::Run &m_run;
    journal::BatchWriter m_writer;
    qint64 m_skipped = 0;
};

} // namespace arborist::repair
