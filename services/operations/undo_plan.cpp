// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/operations/undo_plan.h"

#include "services/journal/batch_writer.h"
#include "services/postgres/identifier.h"
#include <QCoreApplication>
#include <QLocale>
#include <algorithm>

namespace arborist::operations {

namespace {

using journal::BatchState;
using journal::ChangeBatch;
using Action = journal::ChangeBatch::Action;

QString tr(const char *text)
{
    return QCoreApplication::translate("Undo", text);
}

/// Of the step that takes a batch back.
QString titleOf(Action action, const QString &table)
{
    switch (action) {
    case Action::Update:
        return tr("Restore the former values in %1").arg(table);
    case Action::Delete:
        return tr("Put back the deleted rows of %1").arg(table);
    case Action::Insert:
        break;
    }
    return tr("Take out the added rows of %1").arg(table);
}

QString listed(const QStringList &names, const QString &form)
{
    QStringList parts;
    for (const QString &name : names)
        parts << QString(form).replace(u'%', postgres::quoteIdentifier(name));
    return parts.join(form.contains(u' ') ? QStringLiteral(" AND ") : QStringLiteral(", "));
}

/// What is done to one row, with names of the journal's values in place of the values.
QString statementOf(const ChangeBatch &batch)
{
    const QString table = postgres::quoteQualified(batch.schema, batch.table);
    const QString same = QStringLiteral("% IS NOT DISTINCT FROM written.%");
    const QString columns = listed(batch.columns, QStringLiteral("%"));
    const QString former = listed(batch.columns, QStringLiteral("former.%"));
    const QString key = listed(batch.key, QStringLiteral("% = written.%"));
    switch (batch.action) {
    case Action::Update:
        return QStringLiteral("UPDATE %1 SET (%2) = ROW(%3) WHERE %4 AND %5")
            .arg(table, columns, former, key, listed(batch.columns, same));
    case Action::Delete:
        return QStringLiteral("INSERT INTO %1 (%2) VALUES (%3)").arg(table, columns, former);
    case Action::Insert:
        break;
    }
    return QStringLiteral("DELETE FROM %1 WHERE %2 AND %3")
        .arg(table, key, listed(batch.columns, same));
}

} // namespace

UndoPlan::UndoPlan(const RunRecord &run, const journal::Journal &journal, const PlanTarget &target)
    : m_file(journal.file()),
      m_putBack(!run.undoes.isEmpty())
{
    m_plan.operation = QStringLiteral("undo ") + run.operation;
    m_plan.request = {{QStringLiteral("run"), run.id}};
    m_plan.target = target;
    const auto batches = journal.batches();
    for (auto batch = batches.rbegin(); batch != batches.rend(); ++batch) {
        if (batch->state == BatchState::Applied && batch->rows > 0)
            add(*batch, journal.read(batch->number));
    }
    if (hasWork())
        m_plan.wayBack = tr("This is a run of its own, with its own journal: it can be taken back, "
                            "too.");
}

void UndoPlan::add(const journal::BatchRecord &record, const ChangeBatch &batch)
{
    const QString title = titleOf(record.action, record.table);
    auto step = std::find_if(m_plan.steps.begin(), m_plan.steps.end(),
                             [&](const PlanStep &other) { return other.title == title; });
    if (step == m_plan.steps.end()) {
        m_plan.steps.push_back({title, 0, {}, QStringLiteral("ROW EXCLUSIVE on ") + record.table});
        step = m_plan.steps.end() - 1;
    }
    step->rows += record.rows;
    const QString statement = statementOf(batch);
    if (!step->sql.split(u'\n').contains(statement))
        step->sql += (step->sql.isEmpty() ? QString() : QStringLiteral("\n")) + statement;
    m_numbers.push_back(record.number);
    m_steps.push_back(size_t(step - m_plan.steps.begin()));
    m_rows += record.rows;

    auto table = std::find_if(m_plan.tables.begin(), m_plan.tables.end(),
                              [&](const PlanTable &other) { return other.name == record.table; });
    if (table == m_plan.tables.end()) {
        m_plan.tables.push_back({record.table, 0});
        table = m_plan.tables.end() - 1;
    }
    table->rows += record.rows;
    // Rows that the run itself made hold nothing of anybody's; those that an undo put back do.
    if (record.action == Action::Insert && m_putBack) {
        m_verb = stages::Verb::UndoRestored;
        const QString loss = tr("Rows of %1 that had been put back.").arg(record.table);
        if (!m_plan.loses.contains(loss))
            m_plan.loses << loss;
    }
}

void UndoPlan::run(Run &run)
{
    OperationContext &context = run.context();
    // Held until the end: two programs must not take back the same run at the same time.
    const journal::Journal source = journal::Journal::open(m_file, true);
    journal::BatchWriter writer(run.connection(), run.journal(), context);
    context.progress->enter(tr("Taking back"), 1.0, m_rows, tr("rows"));
    qint64 done = 0;
    qint64 skipped = 0;
    size_t current = m_plan.steps.size();
    for (size_t i = 0; i < m_numbers.size(); ++i) {
        context.throwIfStopped();
        if (m_steps[i] != current) {
            current = m_steps[i];
            run.beginStep(m_plan.steps[current].title);
        }
        const ChangeBatch batch = inverse(source.read(m_numbers[i]));
        const journal::BatchResult result = writer.write(batch);
        run.addRows(result.written);
        skipped += qint64(result.skipped.size());
        done += qint64(batch.rows.size());
        context.progress->advance(done);
    }
    if (skipped > 0)
        run.note(tr("%1 rows were changed since then, and are left as they are.")
                     .arg(QLocale().toString(skipped)));
}

} // namespace arborist::operations
