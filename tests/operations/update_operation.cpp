// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/operations/update_operation.h"

#include "services/journal/batch_writer.h"
#include "services/operations/plan_target.h"

namespace arborist::testing {

using journal::ChangeBatch;
using journal::RowChange;

namespace {

ChangeBatch emptyBatch(ChangeBatch::Action action)
{
    ChangeBatch batch;
    batch.action = action;
    batch.schema = QStringLiteral("public");
    batch.table = QStringLiteral("items");
    batch.key = {QStringLiteral("id")};
    batch.columns = action == ChangeBatch::Action::Update
                        ? QStringList{QStringLiteral("value")}
                        : QStringList{QStringLiteral("id"), QStringLiteral("value")};
    return batch;
}

QByteArray text(const char *prefix, int number)
{
    return prefix + QByteArray::number(number);
}

} // namespace

UpdateOperation::UpdateOperation(postgres::Connection &connection, int rows) : m_rows(rows)
{
    m_plan.operation = QStringLiteral("renew items");
    m_plan.request = {{QStringLiteral("items"), rows}};
    m_plan.target = operations::planTarget(connection);
    if (rows > 0)
        m_plan.steps = {{QStringLiteral("Renew the items"), rows,
                         QStringLiteral("UPDATE public.items SET value = …"),
                         QStringLiteral("ROW EXCLUSIVE on public.items")},
                        {QStringLiteral("Look at them"), -1, {}, {}}};
    m_plan.wayBack = QStringLiteral("undo");
}

const stages::OperationKind &UpdateOperation::kind() const
{
    if (m_verb)
        return stages::operationKind(*m_verb);
    switch (m_risk) {
    case stages::Risk::Read:
        return stages::operationKind(stages::Verb::Query);
    case stages::Risk::Write:
        return stages::operationKind(stages::Verb::RepairRecipe);
    case stages::Risk::Destructive:
        break;
    }
    return stages::operationKind(stages::Verb::DeleteOrphans);
}

void UpdateOperation::run(operations::Run &run)
{
    journal::BatchWriter writer(run.connection(), run.journal(), run.context());
    run.beginStep(m_plan.steps[0].title);
    for (int done = 0; done < m_rows;) {
        ChangeBatch batch = emptyBatch(ChangeBatch::Action::Update);
        for (int i = 0; i < kRowsPerBatch && done < m_rows; ++i) {
            RowChange row;
            row.key = {QByteArray::number(++done)};
            row.changed = 1;
            row.before = {text("old-", done)};
            row.after = {text("new-", done)};
            batch.rows.push_back(row);
        }
        run.addRows(writer.write(batch).written);
        if (m_afterBatch)
            m_afterBatch(done);
    }
    run.beginStep(m_plan.steps[1].title);
    run.note(QStringLiteral("Looked."));
}

RowsOperation::RowsOperation(postgres::Connection &connection, int rows, ChangeBatch::Action action)
    : UpdateOperation(connection, rows),
      m_action(action)
{
    m_plan.operation = QStringLiteral("change rows");
    if (action == ChangeBatch::Action::Delete)
        m_risk = stages::Risk::Destructive;
}

void RowsOperation::run(operations::Run &run)
{
    journal::BatchWriter writer(run.connection(), run.journal(), run.context());
    run.beginStep(m_plan.steps[0].title);
    ChangeBatch batch = emptyBatch(m_action);
    for (int i = 1; i <= m_rows; ++i) {
        const bool added = m_action == ChangeBatch::Action::Insert;
        const QByteArray id = QByteArray::number(added ? 1000 + i : i);
        RowChange row;
        row.key = {id};
        row.changed = 3;
        if (added)
            row.after = {id, text("added-", i)};
        else
            row.before = {id, text("old-", i)};
        batch.rows.push_back(row);
    }
    run.addRows(writer.write(batch).written);
}

} // namespace arborist::testing
