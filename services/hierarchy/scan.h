// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/core/operation_context.h"
#include "services/hierarchy/snapshot.h"

namespace arborist::postgres {
class Connection;
}

namespace arborist::hierarchy {

struct ScanRequest {
    Mapping mapping;
    QString organization; ///< limits the scan to one; empty: all
    /// Leaves the REPEATABLE READ READ ONLY transaction open, for more to be read in its snapshot;
    /// the caller ends it. After an error the caller rolls it back.
    bool keepTransaction = false;
    /// Keeps the stored paths' hashes (16 bytes an item), for a second comparison.
    bool keepPaths = false;
    double weight = 1; ///< share of the whole operation's progress
};

/// Reads the hierarchy in one statement snapshot by binary COPY and compares every stored value
/// with what follows from the truth fields (hierarchy.md sections 4 and 5). O(n) time and memory,
/// iterative, whatever the shape of the data. Progress in items; throws Error.
SnapshotPtr scan(const ScanRequest &request, postgres::Connection &connection,
                 OperationContext &context);

} // namespace arborist::hierarchy
