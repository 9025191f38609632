// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/common/roles.h"
#include "services/core/progress.h"
#include <vector>

namespace arborist {

/// A line of the console.
struct RunLine {
    QString text;
    Tone tone = Tone::Plain;
};

/// What a run of migrations tells, as people read it: "  2/7  CREATE INDEX …   12 ms", and below a
/// statement that failed the server's reason.
std::vector<RunLine> runLines(const std::vector<ProgressEvent> &events);

/// In milliseconds below a second: "12 ms", "1.20 s".
QString shortDuration(qint64 ms);

} // namespace arborist
