// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/query/write_plan.h"

#include "services/core/error.h"
#include "services/operations/captured_change.h"
#include "services/query/query_script.h"
#include "services/query/read_only_transaction.h"
#include <QCoreApplication>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <algorithm>

namespace arborist::query {
namespace {

using operations::Run;
using postgres::Connection;
using postgres::SqlStatement;

QString tr(const char *text)
{
    return QCoreApplication::translate("Query", text);
}

QString titleOf(const SqlStatement &statement)
{
    const QString &table = statement.table;
    if (statement.kind == u"InsertStmt")
        return tr("Insert into %1").arg(table);
    if (statement.kind == u"UpdateStmt")
        return statement.hasCondition ? tr("Update %1").arg(table)
                                      : tr("Update every row of %1").arg(table);
    if (statement.kind == u"DeleteStmt")
        return statement.hasCondition ? tr("Delete from %1").arg(table)
                                      : tr("Delete every row of %1").arg(table);
    if (statement.kind == u"MergeStmt")
        return tr("Merge into %1").arg(table);
    return statement.writes ? tr("Write in a query") : tr("Query");
}

/// The rows that the topmost node which writes is expected to get; -1 where none does.
qint64 expectedRows(const QJsonObject &node)
{
    const QJsonArray children = node.value(QStringLiteral("Plans")).toArray();
    if (node.value(QStringLiteral("Node Type")).toString() == u"ModifyTable") {
        // Without RETURNING it promises no rows itself.
        return children.at(0).toObject().value(QStringLiteral("Plan Rows")).toInteger();
    }
    for (const QJsonValue &child : children) {
        const qint64 rows = expectedRows(child.toObject());
        if (rows >= 0)
            return rows;
    }
    return -1;
}

class PlannedWrite final : public operations::PlannedOperation
{
public:
    explicit PlannedWrite(WriteRequest request)
        : m_request(std::move(request)),
          m_script(m_request.query, QueryScript::Use::Write)
    {
    }
    PlannedWrite(const PlannedWrite &) = delete; // the script refers to the request
    PlannedWrite &operator=(const PlannedWrite &) = delete;

    const Plan &plan() const override { return m_plan; }
    const stages::OperationKind &kind() const override
    {
        const auto &all = m_script.statements();
        const bool deletes = std::any_of(
            all.begin(), all.end(), [](const QueryStatement &each) { return each.sql.deletes; });
        return operationKind(deletes ? stages::Verb::QueryDelete : stages::Verb::QueryWrite);
    }

    void make(Connection &connection, OperationContext &context)
    {
        context.progress->enter(tr("Planning the change"), 1);
        m_plan.operation = QStringLiteral("query");
        QJsonObject parameters;
        for (auto it = m_request.query.parameters.cbegin(); it != m_request.query.parameters.cend();
             ++it)
            parameters.insert(it.key(), it.value());
        m_plan.request = {{QStringLiteral("sql"), m_request.query.sql},
                          {QStringLiteral("parameters"), parameters}};
        m_plan.target = m_request.target;
        m_plan.wayBack = tr("Every row that it inserts, changes or deletes is kept; Undo puts them "
                            "back.");
        const ReadOnlyTransaction transaction(connection, context.stop,
                                              m_request.query.statementTimeout);
        for (const QueryStatement &statement : m_script.statements())
            addStep(statement, connection);
    }

    void run(Run &run) override
    {
        run.beginStep(m_plan.steps.size() == 1 ? m_plan.steps.front().title
                                               : tr("Run %1 statements").arg(m_plan.steps.size()));
        operations::runCaptured(run, [&](Connection &connection) {
            connection.exec(QStringLiteral("SELECT set_config('statement_timeout', $1, true)"),
                            {QString::number(m_request.query.statementTimeout.count())});
            for (const QueryStatement &statement : m_script.statements())
                write(statement, connection);
        });
    }

private:
    void addStep(const QueryStatement &statement, Connection &connection)
    {
        PlanStep step{titleOf(statement.sql), -1, statement.sql.text, {}};
        try {
            const postgres::Result answer =
                connection.exec(explainJson() + statement.sql.text, statement.values);
            const QJsonArray plans = QJsonDocument::fromJson(answer.text(0, 0).toUtf8()).array();
            step.rows =
                expectedRows(plans.at(0).toObject().value(QStringLiteral("Plan")).toObject());
        } catch (Error &error) {
            error.setPosition(std::max(0, error.position() - int(explainJson().size())));
            throw m_script.placed(error, statement);
        }
        const QString &table = statement.sql.table;
        if (!table.isEmpty()) {
            step.lock = tr("ROW EXCLUSIVE on %1").arg(table);
            m_plan.tables.push_back({table, std::max<qint64>(0, step.rows)});
        }
        if (statement.sql.deletes) {
            m_plan.loses +=
                table.isEmpty() ? tr("Rows that the query deletes") : tr("Rows of %1").arg(table);
        }
        m_plan.steps.push_back(std::move(step));
    }

    static QString explainJson() { return QStringLiteral("EXPLAIN (FORMAT JSON) "); }

    void write(const QueryStatement &statement, Connection &connection)
    {
        try {
            connection.exec(statement.sql.text, statement.values);
        } catch (const Error &error) {
            if (error.sqlState().isEmpty() || error.sqlState() == u"40001")
                throw;
            throw m_script.placed(error, statement);
        }
    }

    WriteRequest m_request;
    QueryScript m_script;
    Plan m_plan;
};

} // namespace

operations::PlannedOperationPtr
planWrite(const WriteRequest &request, postgres::Connection &connection, OperationContext &context)
{
    auto planned = std::make_shared<PlannedWrite>(request);
    planned->make(connection, context);
    return planned;
}

} // namespace arborist::query
