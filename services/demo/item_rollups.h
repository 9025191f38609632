// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/demo/item_table.h"

namespace arborist::demo {

/// Fills in the derived columns as an application that never misses an event would have: from the
/// own fields, children first. Parents must come before their children.
void fillDerived(ItemTable &items);

/// done * 100 / work in hundredths of a per cent, halves rounded up, 0..10000. `done` counts in
/// units of 1/10000 of those of `work`; `work` must be positive.
qint32 roundedProgress(qint64 done, qint64 work);

} // namespace arborist::demo
