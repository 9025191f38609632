// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/core/history.h"

namespace arborist {

struct KindChange {
    QString kind;     ///< "R4"
    qint64 items = 0; ///< more than before; negative: fewer; never 0
};

/// What changed between two scans of the same hierarchy of the same stage.
struct ScanChange {
    QString stage;
    QString table;
    qint64 driftedItems = 0;       ///< more than before; negative: fewer
    std::vector<KindChange> kinds; ///< those that changed, the greatest growth first

    /// True if more items have drifted, or more of them in any one kind: ten repaired counts do
    /// not make up for three new sums.
    bool hasGrown() const;
};

ScanChange changeBetween(const ScanRecord &before, const ScanRecord &after);

/// "public.items on local: 12 more items have drifted (R4 +9, D1 +3)"; empty unless it has grown.
/// Names four kinds at most.
QString growthText(const ScanChange &change);

} // namespace arborist
