// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/backup/archive.h"

namespace arborist::backup {

/// Fills in what a script of pg_dump tells, packed or not; `archive.path` and `bytes` are known.
/// Reads all of it. Throws Error where it is no such script, cut off or damaged.
void inspectPlain(Archive &archive, OperationContext &context);

} // namespace arborist::backup
