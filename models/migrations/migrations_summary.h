// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/migrations/stage_reading.h"

namespace arborist {

/// How things stand, in one line: the target first, the others after it.
struct MigrationsSummary {
    Glyph glyph = Glyph::None;
    QString text; ///< "3 pending on staging; 1 edited after it was applied, 1 skipped"
    bool attention = false;
};

MigrationsSummary summaryOf(const migrations::MigrationSet &set,
                            const std::vector<StageReading> &stages, const QString &target);

/// "Drizzle, backend/drizzle, 47 migrations"
QString metaOf(const migrations::MigrationSet &set);

} // namespace arborist
