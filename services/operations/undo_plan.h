// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/core/run_log.h"
#include "services/operations/operation.h"

namespace arborist::operations {

/// The batches of a run that hold, to be taken back in reverse order.
class UndoPlan final : public PlannedOperation
{
public:
    /// Reads the journal, which must have been settled.
    UndoPlan(const RunRecord &run, const journal::Journal &journal, const PlanTarget &target);

    const Plan &plan() const override { return m_plan; }
    const stages::OperationKind &kind() const override { return operationKind(m_verb); }
    bool hasWork() const override { return !m_numbers.empty(); }
    void run(Run &run) override;

private:
    void add(const journal::BatchRecord &record, const journal::ChangeBatch &batch);

    QString m_file;
    bool m_putBack; ///< the run was an undo: rows that it inserted had been there before
    std::vector<int> m_numbers;  ///< of batches, in the order of writing
    std::vector<size_t> m_steps; ///< for each number, its step of the plan
    qint64 m_rows = 0;
    Plan m_plan;
    stages::Verb m_verb = stages::Verb::Undo;
};

} // namespace arborist::operations
