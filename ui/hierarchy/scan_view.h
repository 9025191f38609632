// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/hierarchy/date_scale.h"
#include "models/hierarchy/tree_filter.h"
#include <QStringList>

namespace arborist {

/// What is to survive a new scan, by id: item numbers change from scan to scan.
struct ScanWish {
    FilterRequest filter; ///< its organization and subtree are left out
    QString organization; ///< id; empty for all
    bool oneOrganization = false;
    QStringList open; ///< ids of the open items
    QString current;  ///< id
};

/// A scan's answer with everything that takes longer than a moment to work out of it. Made by the
/// job, so that the window shows a million items without a stall.
struct ScanView {
    hierarchy::SnapshotPtr snapshot;
    TreeFilterPtr filter;
    DateScale scale;
    std::vector<hierarchy::Item> open;
    hierarchy::Item current = hierarchy::kNoItem; ///< the wished one, else the first finding
};

ScanView prepare(hierarchy::SnapshotPtr snapshot, const ScanWish &wish);

} // namespace arborist
