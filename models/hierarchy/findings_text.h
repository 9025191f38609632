// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/common/table_text.h"
#include "services/hierarchy/snapshot.h"

namespace arborist {

/// Writes every finding of the snapshot, or of one organization, with a head line: id,
/// organization, kind, column, stored, expected, origin, in flight. Values in PostgreSQL's own
/// notation. UTF-8. Throws Error when the device does not take it.
void writeFindings(QIODevice &device, const hierarchy::Snapshot &snapshot,
                   std::optional<quint32> organization, TableFormat format,
                   std::stop_token stop = {});

} // namespace arborist
