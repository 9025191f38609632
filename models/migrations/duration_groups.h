// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/migrations/stage_reading.h"

namespace arborist {

/// How long one migration took on each stage.
struct DurationGroup {
    qsizetype migration = 0;
    QString label;           ///< short, for the axis: "0045"
    std::vector<Took> times; ///< one a stage, in their order
};

/// The migrations of which any time is known, the oldest first; at most `most`, around the one that
/// is selected (or the newest, where it has none).
std::vector<DurationGroup> durationGroups(const migrations::MigrationSet &set,
                                          const std::vector<StageReading> &stages,
                                          qsizetype selected, size_t most);

/// Those of which any time is known or guessed: the others would take room for nothing.
std::vector<StageReading> timedStages(const migrations::MigrationSet &set,
                                      const std::vector<StageReading> &stages);

/// "0045" of "0045_items", "add_tags" of "20261121001040_add_tags".
QString shortName(const QString &migration);

} // namespace arborist
