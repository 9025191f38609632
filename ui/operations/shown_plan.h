// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/common/roles.h"
#include "services/core/plan.h"
#include "services/stages/policy.h"
#include <QString>
#include <optional>

namespace arborist {

/// Everything that the plan dialog shows: plain values, worked out before it opens.
struct ShownPlan {
    Plan plan;
    /// The same without the backup that comes first; none where the policy wants it, or there is
    /// none.
    std::optional<Plan> withoutBackup = std::nullopt;
    stages::Stage stage;
    QString serverVersion;                ///< "15.20"; empty if unknown
    Glyph fingerprintGlyph = Glyph::None; ///< how the database compares with the record
    QString fingerprintText;              ///< "Fingerprint matches"
    stages::Requirement requirement = stages::Requirement::Yes;
    QString nameToType;       ///< where the requirement asks for a name
    QString refusal;          ///< why it is refused, and what to do instead
    bool pipelineMay = false; ///< where it is refused here: run by a pipeline it is not

    QString windowTitle; ///< "Repair hierarchy"
    QString title;       ///< "Repair hierarchy of public.items"
    QString sentence;    ///< what, how many, how long
    QString action;      ///< "Repair 842 items"
};

} // namespace arborist
