// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/data/reset/kept_schemas.h"

#include "services/data/reset/schemas_aside.h"
#include "services/postgres/connection.h"
#include "services/postgres/identifier.h"
#include "services/postgres/rollback_guard.h"
#include "services/postgres/sql_file.h"
#include <QCoreApplication>
#include <QJsonArray>
#include <QLocale>

namespace arborist::data {

namespace {

using postgres::Connection;

QString tr(const char *text)
{
    return QCoreApplication::translate("Reset", text);
}

class PlannedDropSchemas final : public operations::PlannedOperation
{
public:
    PlannedDropSchemas(std::vector<KeptSchema> schemas, const PlanTarget &target)
        : m_schemas(std::move(schemas))
    {
        m_plan.operation = QStringLiteral("drop kept schemas");
        m_plan.target = target;
        QJsonArray names, runs;
        for (const KeptSchema &each : m_schemas) {
            PlanStep step;
            step.title = titleOf(each);
            step.sql = sqlOf(each);
            step.lock = tr("ACCESS EXCLUSIVE on all of its tables");
            m_plan.steps.push_back(step);
            m_plan.loses << tr("%1, put aside by the run %2: %3")
                                .arg(each.name, each.run,
                                     QLocale().formattedDataSize(each.bytes, 1));
            names += each.name;
            runs += each.run;
        }
        m_plan.request = {{QStringLiteral("schemas"), names}, {QStringLiteral("runs"), runs}};
    }

    const Plan &plan() const override { return m_plan; }
    const stages::OperationKind &kind() const override
    {
        return operationKind(stages::Verb::BackupsClean);
    }
    bool hasWork() const override { return !m_schemas.empty(); }

    void run(operations::Run &run) override
    {
        Connection &connection = run.connection();
        const postgres::RollbackGuard guard(connection, run.context().stop);
        connection.execScript("BEGIN; SET LOCAL lock_timeout = '10s'; "
                              "SET LOCAL client_min_messages = warning");
        for (const KeptSchema &each : m_schemas) {
            run.context().throwIfStopped();
            run.beginStep(titleOf(each));
            dropSchema(connection, each);
        }
        connection.execScript("COMMIT");
        run.stepStays();
    }

    static QString sqlOf(const KeptSchema &schema)
    {
        return QStringLiteral("DROP SCHEMA %1 CASCADE").arg(postgres::quoteIdentifier(schema.name));
    }

private:
    static QString titleOf(const KeptSchema &schema) { return tr("Drop %1").arg(schema.name); }

    std::vector<KeptSchema> m_schemas;
    Plan m_plan;
};

} // namespace

std::vector<KeptSchema> keptSchemas(Connection &connection)
{
    const QString mark = markText(AsideMark::Kept, {});
    const auto rows = connection.exec(postgres::sqlFile(QStringLiteral("reset_kept")), {mark});
    std::vector<KeptSchema> kept;
    for (int row = 0; row < rows.rows(); ++row) {
        const QString run = rows.text(row, 1).mid(mark.size());
        QDateTime since = QDateTime::fromString(run.left(15), QStringLiteral("yyyyMMdd-HHmmss"));
        since.setTimeSpec(Qt::UTC);
        kept.push_back({rows.text(row, 0), run, since, rows.integer(row, 2)});
    }
    return kept;
}

std::vector<KeptSchema> expired(std::vector<KeptSchema> kept, int keepDays)
{
    const QDateTime end = QDateTime::currentDateTimeUtc().addDays(-keepDays);
    std::erase_if(kept, [&](const KeptSchema &each) { return each.since > end; });
    return kept;
}

void dropSchema(Connection &connection, const KeptSchema &schema)
{
    connection.exec(PlannedDropSchemas::sqlOf(schema));
}

operations::PlannedOperationPtr planDropSchemas(const std::vector<KeptSchema> &schemas,
                                                const PlanTarget &target)
{
    return std::make_shared<PlannedDropSchemas>(schemas, target);
}

} // namespace arborist::data
