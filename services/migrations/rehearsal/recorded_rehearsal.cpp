// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/migrations/rehearsal/recorded_rehearsal.h"

#include "services/migrations/run/plan_text.h"
#include <QCoreApplication>
#include <QJsonArray>
#include <QLocale>

namespace arborist::migrations {

namespace {

QString tr(const char *text)
{
    return QCoreApplication::translate("Rehearsal", text);
}

class RehearseOperation final : public operations::PlannedOperation
{
public:
    explicit RehearseOperation(const RehearsalRequest &request) : m_request(request)
    {
        QJsonArray migrations;
        for (const qsizetype index : request.migrations) {
            const Migration &migration = request.set.migrations[size_t(index)];
            migrations += QJsonObject{{QStringLiteral("name"), migration.name},
                                      {QStringLiteral("sha256"), fileHash(migration)}};
        }
        m_plan.operation = QStringLiteral("rehearse");
        m_plan.request = {{QStringLiteral("tool"), toKey(request.set.tool)},
                          {QStringLiteral("folder"), request.set.shown},
                          {QStringLiteral("transaction"), toKey(request.mode)},
                          {QStringLiteral("rehearsed"), migrations}};
        m_plan.target = {
            request.stage.name, request.address.address(), request.address.database(), {}};
        PlanStep step;
        step.title =
            request.migrations.size() == 1
                ? tr("Run %1 on a throw-away copy").arg(migrations.first()[u"name"].toString())
                : tr("Run %1 migrations on a throw-away copy").arg(request.migrations.size());
        m_plan.steps.push_back(step);
    }

    const Plan &plan() const override { return m_plan; }
    const stages::OperationKind &kind() const override
    {
        return operationKind(stages::Verb::Rehearse);
    }
    bool isLocal() const override { return true; } // it opens the stage itself, and only reads

    void run(operations::Run &run) override
    {
        run.beginStep(m_plan.steps.front().title);
        m_report = rehearse(m_request, run.context());
        run.note(tr("Rehearsed on %1.").arg(m_report->place));
        for (const QString &note : m_report->notes)
            run.note(note);
        if (!m_report->succeeded)
            throw Error(*m_report->statements.back().error);
        run.note(tr("All of it ran, in %1 ms.").arg(QLocale().toString(qint64(m_report->ms))));
    }

    const std::optional<RehearsalReport> &report() const { return m_report; }

private:
    const RehearsalRequest &m_request;
    Plan m_plan;
    std::optional<RehearsalReport> m_report;
};

} // namespace

RehearsalReport recordedRehearsal(const RehearsalRequest &request, const operations::Order &order,
                                  OperationContext &context, QString *id)
{
    RehearseOperation operation(request);
    const Report report = operations::execute(operation, order, context);
    if (id)
        *id = report.run;
    if (operation.report())
        return *operation.report();
    throw report.error.value_or(Error::cancelled());
}

} // namespace arborist::migrations
