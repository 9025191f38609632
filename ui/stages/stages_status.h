// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/common/roles.h"
#include "models/stages/stage_row.h"
#include <vector>

namespace arborist {

namespace stages {
class Workspace;
}

/// The Stages page's status line.
struct StagesStatus {
    Glyph glyph = Glyph::None;
    QString text; ///< "9 stages: 7 reachable, 1 without answer"
    bool attention = false;
};

StagesStatus stagesStatus(const std::vector<StageRow> &rows);
/// "arborist.toml, checked 12 s ago"
QString stagesMeta(const std::vector<StageRow> &rows, const stages::Workspace *workspace);

} // namespace arborist
