// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/cli_text.h"
#include "app/cli/command.h"
#include "app/cli/error_output.h"
#include "app/cli/exit_code.h"
#include "app/cli/progress_bar.h"
#include "app/cli/query_output.h"
#include "app/cli/run_operation.h"
#include "app/cli/session.h"
#include "app/cli/text_format.h"
#include "app/cli/text_table.h"
#include "services/operations/plan_target.h"
#include "services/query/export_rows.h"
#include "services/query/query_script.h"
#include "services/query/saved_query.h"
#include "services/query/write_plan.h"
#include "services/stages/duration.h"
#include <QFile>
#include <QFileInfo>
#include <QJsonArray>
#include <QJsonObject>

namespace arborist::cli {
namespace {

using query::QueryRequest;
using query::RowFormat;

QString readText(const QString &name)
{
    QFile file(name);
    const bool isOpen =
        name == u"-" ? file.open(stdin, QIODevice::ReadOnly) : file.open(QIODevice::ReadOnly);
    if (!isOpen)
        throw Error(CliText::tr("%1 cannot be read: %2.").arg(name, file.errorString()),
                    CliText::tr("Check --file."));
    return QString::fromUtf8(file.readAll());
}

class QueryCommand final : public Command
{
public:
    const char *name() const override { return "query"; }
    QString help() const override
    {
        return CliText::tr("Run a query that only reads, or with --write SQL that changes rows");
    }

    void declare(CommandSpec &spec) override
    {
        spec.words("NAME", m_names, 1, CliText::tr("A saved query: [queries] in arborist.toml"));
        spec.option("--sql", m_sql, QStringLiteral("TEXT"), CliText::tr("The SQL itself"));
        spec.option("--file", m_file, QStringLiteral("FILE"),
                    CliText::tr("A file of SQL; - is standard input"));
        spec.option("--param", m_parameters, QStringLiteral("NAME=VALUE"),
                    CliText::tr("A value for :NAME in the SQL"));
        spec.flag("--list", m_lists, CliText::tr("List the saved queries"));
        spec.flag("--csv", m_csv, CliText::tr("Rows as CSV (RFC 4180)"));
        spec.flag("--tsv", m_tsv, CliText::tr("Rows with tabs, for a spreadsheet"));
        spec.flag("--markdown", m_markdown, CliText::tr("Rows as a Markdown table"));
        spec.option("--output", m_output, QStringLiteral("FILE"),
                    CliText::tr("Write the rows there, all or nothing; CSV unless its name ends in "
                                ".tsv, .json or .md"));
        spec.option("--limit", m_limit, 0, 1'000'000'000'000,
                    CliText::tr("At most that many rows"));
        spec.option("--timeout", m_timeout, QStringLiteral("TIME"),
                    CliText::tr("For each statement: 30s, 5min, 0; default: 60s"));
        spec.flag("--write", m_writes,
                  CliText::tr("Change rows, with plan, confirmation and undo"));
    }

    int run(Session &session) override
    {
        if (m_lists)
            return list(session);
        const QueryRequest request = makeRequest(session);
        if (m_writes)
            return write(session, request);
        if (session.options().dryRun)
            throw Error::usage(CliText::tr("A query that reads has no plan to show."),
                               CliText::tr("--dry-run goes with --write."));
        return m_output.isEmpty() ? read(session, request) : exportTo(session, request);
    }

private:
    int list(Session &session) const
    {
        const auto queries = query::savedQueries(session.workspace());
        if (session.json()) {
            QJsonArray array;
            for (const query::SavedQuery &each : queries)
                array += QJsonObject{
                    {QStringLiteral("name"), each.name},
                    {QStringLiteral("file"), each.file},
                    {QStringLiteral("description"), each.description},
                    {QStringLiteral("parameters"), QJsonArray::fromStringList(each.parameters)},
                    {QStringLiteral("problem"), each.problem}};
            session.terminal().printJson({{QStringLiteral("queries"), array}});
            return Done;
        }
        TextTable table;
        table.addColumn(CliText::tr("Query"));
        table.addColumn(CliText::tr("Parameters"));
        table.addColumn(CliText::tr("Description"));
        for (const query::SavedQuery &each : queries)
            table.addRow({each.name, each.parameters.join(QStringLiteral(", ")),
                          each.problem.isEmpty() ? each.description : each.problem});
        session.terminal().print(table.isEmpty()
                                     ? CliText::tr("There are no saved queries.") + u'\n'
                                     : table.toString(0));
        return Done;
    }

    QueryRequest makeRequest(Session &session) const
    {
        QueryRequest request;
        if (m_names.size() + !m_sql.isEmpty() + !m_file.isEmpty() != 1)
            throw Error::usage(
                CliText::tr("A query is named, or given with --sql or --file."),
                CliText::tr("One of them, please: query NAME, query --sql TEXT, query "
                            "--file FILE; query --list shows the names."));
        if (!m_names.isEmpty()) {
            const query::SavedQuery saved = find(session, m_names.front());
            request.sql = saved.sql;
            request.name = saved.file;
        } else {
            request.sql = m_file.isEmpty() ? m_sql : readText(m_file);
            request.name = m_file == u"-" ? QString() : m_file;
        }
        for (const QString &word : m_parameters) {
            const qsizetype equals = word.indexOf(u'=');
            if (equals < 1)
                throw Error::usage(CliText::tr("“%1” is no parameter.").arg(word),
                                   CliText::tr("Write --param name=value."));
            request.parameters.insert(word.left(equals), word.mid(equals + 1));
        }
        request.maxRows = m_limit;
        request.statementTimeout = timeout();
        return request;
    }

    std::chrono::milliseconds timeout() const
    {
        bool isNumber = false;
        const int plain = m_timeout.toInt(&isNumber);
        const std::optional<int> seconds =
            isNumber && plain >= 0 ? plain : stages::secondsFromText(m_timeout);
        // The server counts milliseconds in an int.
        if (!seconds || *seconds > 2'000'000)
            throw Error::usage(CliText::tr("“%1” is no time for --timeout.").arg(m_timeout),
                               CliText::tr("Write 30s, 5min, or 0 for none."));
        return std::chrono::seconds(*seconds);
    }

    static query::SavedQuery find(Session &session, const QString &name)
    {
        QStringList names;
        for (query::SavedQuery &saved : query::savedQueries(session.workspace())) {
            if (saved.name == name && !saved.problem.isEmpty())
                throw Error(saved.problem, CliText::tr("Check [queries] in arborist.toml."));
            if (saved.name == name)
                return std::move(saved);
            names << saved.name;
        }
        throw Error::usage(
            CliText::tr("There is no saved query “%1”.").arg(name),
            names.isEmpty()
                ? CliText::tr("Declare it in [queries] of arborist.toml, or give --sql.")
                : CliText::tr("Queries: %1. Others: --sql.").arg(names.join(QStringLiteral(", "))));
    }

    /// nullopt: none was asked for.
    std::optional<RowFormat> format(bool json) const
    {
        if (int(m_csv) + int(m_tsv) + int(m_markdown) + int(json) > 1)
            throw Error::usage(CliText::tr("--csv, --tsv, --markdown and --json exclude each "
                                           "other."));
        if (m_csv)
            return RowFormat::Csv;
        if (m_tsv)
            return RowFormat::Tsv;
        if (m_markdown)
            return RowFormat::Markdown;
        return json ? std::optional(RowFormat::Json) : std::nullopt;
    }

    int read(Session &session, const QueryRequest &request) const
    {
        std::unique_ptr<QueryOutput> output;
        const std::optional<RowFormat> chosen = format(session.json());
        // Said before anybody connects: what is wrong with the SQL.
        const query::QueryScript script(request, query::QueryScript::Use::Read);
        if (!chosen)
            output = makeTableOutput(session.terminal());
        else if (chosen == RowFormat::Json)
            output = makeJsonOutput(session.terminal(), script.statements().size() > 1);
        else
            output = makeRowOutput(session.terminal(), *chosen);
        OperationContext context = session.context();
        postgres::Connection connection = context.connect();
        try {
            runReadOnly(request, connection, *output, context);
            output->finish();
        } catch (const Error &error) {
            if (!output->fail(error))
                throw;
            session.terminal().message(errorToText(error));
            return exitCodeOf(error.kind());
        }
        return Done;
    }

    RowFormat formatOfFile() const
    {
        for (const RowFormat each : {RowFormat::Json, RowFormat::Tsv, RowFormat::Markdown}) {
            if (QFileInfo(m_output).suffix() == fileSuffix(each))
                return each;
        }
        return RowFormat::Csv;
    }

    int exportTo(Session &session, const QueryRequest &request) const
    {
        const RowFormat wanted = format(false).value_or(formatOfFile());
        query::Exported done;
        {
            OperationContext context = session.context();
            const ProgressBar bar(session.terminal(), context.progress, session.showsProgress());
            postgres::Connection connection = context.connect();
            done = exportRows(request, wanted, m_output, connection, context);
        }
        if (session.json())
            session.terminal().printJson({{QStringLiteral("file"), m_output},
                                          {QStringLiteral("rows"), done.rows},
                                          {QStringLiteral("bytes"), done.bytes},
                                          {QStringLiteral("truncated"), done.truncated}});
        else
            session.terminal().printLine(
                done.rows == 1 ? CliText::tr("%1: 1 row, %2").arg(m_output, bytes(done.bytes))
                               : CliText::tr("%1: %2 rows, %3")
                                     .arg(m_output, number(done.rows), bytes(done.bytes)));
        return Done;
    }

    int write(Session &session, const QueryRequest &request) const
    {
        if (m_csv || m_tsv || m_markdown || m_limit >= 0 || !m_output.isEmpty())
            throw Error::usage(CliText::tr("A change has no rows to write or to limit."),
                               CliText::tr("Leave the format, --limit and --output out."));
        operations::PlannedOperationPtr plan;
        {
            OperationContext context = session.context();
            const ProgressBar bar(session.terminal(), context.progress, session.showsProgress());
            postgres::Connection connection = context.connect();
            const PlanTarget target = operations::planTarget(session.stage(), connection);
            plan = query::planWrite({request, target}, connection, context);
        }
        return runOperation(session, *plan);
    }

    QStringList m_names;
    QString m_sql;
    QString m_file;
    QStringList m_parameters;
    bool m_lists = false;
    bool m_csv = false;
    bool m_tsv = false;
    bool m_markdown = false;
    QString m_output;
    qint64 m_limit = -1;
    QString m_timeout = QStringLiteral("60s");
    bool m_writes = false;
};

} // namespace

std::unique_ptr<Command> makeQueryCommand()
{
    return std::make_unique<QueryCommand>();
}

} // namespace arborist::cli
