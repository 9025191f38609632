// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/query/explain.h"

#include "services/core/error.h"
#include "services/query/query_script.h"
#include "services/query/read_only_transaction.h"
#include <QCoreApplication>

namespace arborist::query {
namespace {

QString tr(const char *text)
{
    return QCoreApplication::translate("Query", text);
}

} // namespace

PlanNode explain(const QueryRequest &request, bool analyze, postgres::Connection &connection,
                 OperationContext &context)
{
    const QueryScript script(request, QueryScript::Use::Explain);
    if (script.statements().size() != 1) {
        throw Error::usage(tr("EXPLAIN takes one statement."),
                           tr("Select the one that you want to see the plan of."));
    }
    const QueryStatement &statement = script.statements().front();
    const QString options = analyze ? QStringLiteral("FORMAT JSON, VERBOSE, ANALYZE, BUFFERS")
                                    : QStringLiteral("FORMAT JSON, VERBOSE");
    const QString prefix = QStringLiteral("EXPLAIN (%1) ").arg(options);
    context.progress->enter(analyze ? tr("Running with measurements") : tr("Planning"), 1);
    const ReadOnlyTransaction transaction(connection, context.stop, request.statementTimeout);
    try {
        const postgres::Result answer =
            connection.exec(prefix + statement.sql.text, statement.values);
        const std::string_view json = answer.bytes(0, 0);
        return planFromJson(QByteArray(json.data(), qsizetype(json.size())));
    } catch (Error &error) {
        if (error.sqlState().isEmpty())
            throw;
        error.setPosition(std::max(0, error.position() - int(prefix.size())));
        throw script.placed(error, statement);
    }
}

} // namespace arborist::query
