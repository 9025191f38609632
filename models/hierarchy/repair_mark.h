// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/core/run_log.h"

namespace arborist {

/// A repair, or an undo of one, to be marked on a chart over time.
struct RepairMark {
    QDateTime at;
    QString run;  ///< "Repair aggregations"
    QString text; ///< "2,398 rows changed, 9 Nov"
};

/// The runs that changed rows of that table ("public.items"), oldest first; `runs` as RunLog gives
/// them.
std::vector<RepairMark> repairMarks(const std::vector<RunRecord> &runs, const QString &table);

} // namespace arborist
