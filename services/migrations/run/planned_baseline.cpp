// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/core/error.h"
#include "services/migrations/run/direct_endpoint.h"
#include "services/migrations/run/ledger_change.h"
#include "services/migrations/run/plan_text.h"
#include "services/migrations/run/selection.h"
#include <QCoreApplication>
#include <QJsonArray>

namespace arborist::migrations {

namespace {

QString tr(const char *text)
{
    return QCoreApplication::translate("PlannedBaseline", text);
}

class PlannedBaseline final : public operations::PlannedOperation
{
public:
    explicit PlannedBaseline(const BaselineRequest &request)
        : m_request(request),
          m_ledger(Ledger::of(m_request.set))
    {
    }
    PlannedBaseline(const PlannedBaseline &) = delete; // the ledger refers to the request
    PlannedBaseline &operator=(const PlannedBaseline &) = delete;

    const Plan &plan() const override { return m_plan; }
    const stages::OperationKind &kind() const override
    {
        return operationKind(stages::Verb::Baseline);
    }
    bool hasWork() const override { return !m_migrations.empty(); }

    void make(postgres::Connection &connection, OperationContext &context);
    void run(operations::Run &run) override;

private:
    BaselineRequest m_request;
    std::unique_ptr<Ledger> m_ledger;
    std::vector<const Migration *> m_migrations;
    bool m_forgetsProgress = false;
    Plan m_plan;
};

void PlannedBaseline::make(postgres::Connection &connection, OperationContext &context)
{
    context.progress->enter(tr("Reading the ledger"), 1);
    requireDirect(connection);
    const MigrationSet &set = m_request.set;
    const SetStatus status = statusOf(set, m_ledger->read(connection));
    refuseBroken(set, status);
    PlanStep step;
    QStringList sql;
    QJsonArray names;
    for (const qsizetype index : selectToRecord(m_request, status)) {
        const Migration &migration = set.migrations[size_t(index)];
        if (status.migrations[size_t(index)].state == State::MissingFile)
            throw Error::refused(status.migrations[size_t(index)].text,
                                 status.migrations[size_t(index)].remedy);
        m_migrations.push_back(&migration);
        names += migration.name;
        sql << m_ledger->recordSql(migration) + u';';
    }
    for (const Migration *migration : m_migrations) {
        for (const bool isDown : {false, true})
            m_forgetsProgress |= partialOf(status, *migration, isDown).has_value();
    }
    m_plan.operation = QStringLiteral("baseline");
    m_plan.target = m_request.target;
    m_plan.request = {{QStringLiteral("tool"), toKey(set.tool)},
                      {QStringLiteral("folder"), set.shown},
                      {QStringLiteral("recorded"), names}};
    if (!hasWork())
        return;
    step.title =
        m_migrations.size() == 1
            ? tr("Record %1 as applied, without running it").arg(m_migrations.front()->name)
            : tr("Record %1 migrations as applied, up to %2, without running them")
                  .arg(m_migrations.size())
                  .arg(m_migrations.back()->name);
    step.rows = qint64(m_migrations.size());
    step.sql = sql.join(u'\n');
    step.lock = tr("ACCESS EXCLUSIVE on %1").arg(shown(set.ledger));
    m_plan.steps.push_back(std::move(step));
    m_plan.wayBack = tr("Rows of the ledger can be taken away again; the database itself is not "
                        "changed.");
}

void PlannedBaseline::run(operations::Run &run)
{
    run.beginStep(m_plan.steps.front().title);
    changeLedger(run, m_request.set.ledger, *m_ledger, m_request.patience,
                 [&](postgres::Connection &connection) {
                     qint64 rows = 0;
                     for (const Migration *migration : m_migrations) {
                         if (!m_ledger->isRecorded(connection, *migration)) {
                             m_ledger->record(connection, *migration);
                             ++rows;
                         }
                         for (const bool isDown : {false, true}) {
                             if (m_forgetsProgress)
                                 ProgressTable(m_request.set.ledger)
                                     .forget(connection, progressKey(migration->id, isDown));
                         }
                     }
                     return rows;
                 });
}

} // namespace

operations::PlannedOperationPtr planBaseline(const BaselineRequest &request,
                                             postgres::Connection &connection,
                                             OperationContext &context)
{
    auto planned = std::make_shared<PlannedBaseline>(request);
    planned->make(connection, context);
    return planned;
}

} // namespace arborist::migrations
