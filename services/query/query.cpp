// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/query/query.h"

#include "services/core/error.h"
#include "services/query/query_script.h"
#include "services/query/read_only_transaction.h"
#include "services/query/result_columns.h"
#include "services/query/row_chunk_builder.h"
#include <QCoreApplication>
#include <QElapsedTimer>

namespace arborist::query {
namespace {

QString tr(const char *text)
{
    return QCoreApplication::translate("Query", text);
}

class Runner
{
public:
    Runner(const QueryRequest &request, postgres::Connection &connection, ResultSink &sink,
           OperationContext &context)
        : m_request(request),
          m_connection(connection),
          m_sink(sink),
          m_context(context),
          m_script(request, QueryScript::Use::Read)
    {
    }

    void run()
    {
        const ReadOnlyTransaction transaction(m_connection, m_context.stop,
                                              m_request.statementTimeout);
        const int count = int(m_script.statements().size());
        for (int i = 0; i < count; ++i) {
            m_context.progress->enter(tr("Running statement %1 of %2").arg(i + 1).arg(count),
                                      1.0 / count, m_request.maxRows, tr("rows"));
            const QueryStatement &statement = m_script.statements()[size_t(i)];
            try {
                answer(i, statement, i + 1 < count);
            } catch (const Error &error) {
                if (error.sqlState().isEmpty()) // a sink's, or a cancel
                    throw;
                throw m_script.placed(error, statement);
            }
        }
    }

private:
    void answer(int number, const QueryStatement &statement, bool moreFollow)
    {
        // Ending a statement early fails the transaction that the next one needs.
        const bool keeps = moreFollow && m_request.maxRows >= 0;
        if (keeps)
            m_connection.exec(QStringLiteral("SAVEPOINT arborist_query"));
        QElapsedTimer timer;
        timer.start();
        const std::vector<Column> columns = m_columns.of(statement.sql.text, m_connection);
        m_sink.beginResult(number, columns);
        StatementEnd end;
        RowChunkBuilder rows(int(columns.size()));
        const auto handOver = [&] {
            if (rows.isEmpty())
                return;
            m_sink.addRows(rows.take());
            m_context.progress->advance(rows.rows());
        };
        postgres::RowReceiver receiver;
        receiver.row = [&](const postgres::Result &row) {
            if (m_request.maxRows >= 0 && rows.rows() >= m_request.maxRows) {
                end.truncated = true;
                return false;
            }
            rows.add(row);
            if (rows.isFull())
                handOver();
            return true;
        };
        receiver.pause = handOver;
        const postgres::Result answer =
            m_connection.stream(statement.sql.text, statement.values, receiver);
        handOver();
        if (end.truncated && keeps)
            m_connection.exec(QStringLiteral("ROLLBACK TO SAVEPOINT arborist_query"));
        else if (!end.truncated && !m_connection.isInTransaction())
            throw Error(tr("The transaction has ended before the query did."));
        end.tag = answer.commandTag();
        end.rows = rows.rows();
        end.durationMs = timer.elapsed();
        m_sink.endResult(end);
    }

    const QueryRequest &m_request;
    postgres::Connection &m_connection;
    ResultSink &m_sink;
    OperationContext &m_context;
    QueryScript m_script;
    ResultColumns m_columns;
};

/// Leads notices to the sink for as long as it lives.
class NoticeLead
{
public:
    NoticeLead(postgres::Connection &connection, ResultSink &sink) : m_connection(connection)
    {
        connection.setNoticeHandler(
            [&sink](const postgres::Notice &notice) { sink.notice(notice); });
    }
    ~NoticeLead() { m_connection.setNoticeHandler({}); }
    NoticeLead(const NoticeLead &) = delete;
    NoticeLead &operator=(const NoticeLead &) = delete;

private:
    postgres::Connection &m_connection;
};

} // namespace

void runReadOnly(const QueryRequest &request, postgres::Connection &connection, ResultSink &sink,
                 OperationContext &context)
{
    Runner runner(request, connection, sink, context);
    const NoticeLead lead(connection, sink);
    runner.run();
}

} // namespace arborist::query
