// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/journal/batch_writer.h"
#include "services/operations/operation.h"
#include "services/repair/deletion_plan.h"

namespace arborist::repair {

/// Deletes what a plan says, what refers to a row before the row: each row whole into the journal
/// first. Whatever was changed or added meanwhile is never taken along: its orphan is left, with
/// what of it is still there.
class DeletionRunner
{
public:
    DeletionRunner(const DeletionPlan &plan, operations::Run &run, journal::BatchWriter &writer);

    void run();
    /// Orphans that were left, wholly or in part.
    qint64 leftHeads() const;

private:
    void clearReferences();
    void deleteRows(size_t begin, size_t end);
    void leave(quint32 head) { m_left[head] = true; }
    void leaveReferred(const std::vector<const DoomedRow *> &rows, quint32 table);
    void write(const journal::ChangeBatch &batch, const std::vector<quint32> &heads);

    const DeletionPlan &m_plan;
    operations::Run &m_run;
    journal::BatchWriter &m_writer;
    std::vector<bool> m_left; ///< by head
    qint64 m_done = 0;
};

} // namespace arborist::repair
