// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/core/history.h"
#include "services/hierarchy/snapshot.h"

namespace arborist::hierarchy {

/// What the history keeps of a scan of a whole hierarchy.
ScanRecord recordOf(const Snapshot &snapshot, const QString &workspace, const QString &stage);

} // namespace arborist::hierarchy
