// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/core/operation_context.h"
#include "services/journal/change_batch.h"
#include "services/journal/journal.h"
#include <chrono>
#include <memory>

namespace arborist::postgres {
class Connection;
}

namespace arborist::journal {

/// What became of a batch.
struct BatchResult {
    qint64 written = 0;
    /// Rows (by their index in the batch) that somebody changed, deleted or inserted meanwhile, or
    /// that a trigger held back: left as they are.
    std::vector<size_t> skipped;
};

/// Writes batches safely into a live database: temp table by COPY, then one UPDATE, INSERT or
/// DELETE with compare-and-set, journaled before COMMIT. lock_timeout 1 s, tried up to 3 more times
/// (also on deadlock and serialization failure). Between batches everything is valid; a stop
/// request ends before the next batch. Never touches session_replication_role or columns that the
/// batch does not name. synchronous_commit is raised to `on` where it is off. The connection must
/// not be in a transaction; it keeps the context's stop token. Where triggers change what is
/// written, the journal holds what they made of it.
class BatchWriter
{
public:
    BatchWriter(postgres::Connection &connection, Journal &journal, OperationContext &context);
    ~BatchWriter();

    BatchResult write(const ChangeBatch &batch);

    static constexpr size_t kRowsPerBatch = 10'000;

private:
    struct Private;
    std::unique_ptr<Private> d;
};

/// Asks the server what became of batches that are still Prepared and settles them in the journal.
/// Batches whose transaction the server has forgotten are judged by the rows themselves. Throws
/// Error if one is still in progress there after 10 s. The connection must not be in a transaction.
void settlePrepared(Journal &journal, postgres::Connection &connection);

} // namespace arborist::journal
