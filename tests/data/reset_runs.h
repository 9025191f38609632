// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/data/reset/reset.h"
#include "services/data/undo/take_back.h"
#include "services/operations/plan_target.h"
#include "tests/operations/operations_fixture.h"

namespace arborist::testing {

/// Resets of the stage local, with its name typed, over connections of whatever role.
class ResetRuns
{
public:
    ResetRuns(OperationsFixture &fixture, std::function<postgres::Connection()> connect)
        : m_fixture(fixture)
    {
        m_context.connect = std::move(connect);
    }

    /// Workspace and target of the request are filled in.
    std::shared_ptr<data::ResetOperation> plan(data::ResetRequest request) const
    {
        OperationContext context = m_context;
        postgres::Connection connection = context.connect();
        request.workspace = &m_fixture.workspace();
        request.target = operations::planTarget(
            *m_fixture.workspace().stage(QStringLiteral("local")), connection);
        return planReset(request, connection, context);
    }
    operations::Order order() const
    {
        auto order = m_fixture.order();
        order.consent.typedName = QStringLiteral("local");
        return order;
    }
    Report execute(operations::PlannedOperation &planned) const
    {
        OperationContext context = m_context;
        return operations::execute(planned, order(), context);
    }
    Report undo(const RunRecord &run) const
    {
        OperationContext context = m_context;
        auto wanted = order();
        wanted.undoes = run.id;
        const auto planned = data::planTakeBack(run, wanted, context);
        return operations::execute(*planned, wanted, context);
    }

private:
    OperationsFixture &m_fixture;
    OperationContext m_context;
};

} // namespace arborist::testing
