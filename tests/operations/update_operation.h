// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/operations/operation.h"
#include "services/postgres/connection.h"
#include <functional>
#include <optional>

namespace arborist::testing {

/// A small real operation: sets items.value from "old-N" to "new-N" for N up to a number, ten rows
/// a batch, in two steps of the plan.
class UpdateOperation : public operations::PlannedOperation
{
public:
    static constexpr int kRowsPerBatch = 10;

    UpdateOperation(postgres::Connection &connection, int rows);

    const Plan &plan() const override { return m_plan; }
    const stages::OperationKind &kind() const override;
    bool hasWork() const override { return m_rows > 0; }
    void run(operations::Run &run) override;

    Plan m_plan;
    stages::Risk m_risk = stages::Risk::Write; ///< chooses a row whose journal keeps all
    std::optional<stages::Verb> m_verb;        ///< or the row itself
    /// Called with the number of rows done after each batch; may throw, wait or stop the run.
    std::function<void(int)> m_afterBatch;

protected:
    int m_rows;
};

/// Deletes the items up to a number, or puts in that many new ones.
class RowsOperation final : public UpdateOperation
{
public:
    RowsOperation(postgres::Connection &connection, int rows, journal::ChangeBatch::Action action);
    void run(operations::Run &run) override;

private:
    journal::ChangeBatch::Action m_action;
};

} // namespace arborist::testing
