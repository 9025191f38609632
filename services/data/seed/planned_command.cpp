// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/cloud/child_process.h"
#include "services/core/error.h"
#include "services/core/redact.h"
#include "services/data/seed/fresh_start.h"
#include "services/data/seed/output_lines.h"
#include "services/data/seed/seed.h"
#include "services/data/seed/seed_files.h"
#include "services/data/transfer/export.h"
#include "services/data/transfer/locked_tables.h"
#include "services/migrations/author/project_command.h"
#include "services/postgres/connection.h"
#include <QCoreApplication>
#include <QLocale>

namespace arborist::data {

namespace {

using postgres::Connection;

constexpr int kPatience = 10; // seconds
constexpr qsizetype kKeptBytes = 64 * 1024;

QString tr(const char *text)
{
    return QCoreApplication::translate("Seed", text);
}

class PlannedCommand final : public SeedOperation
{
public:
    PlannedCommand(const SeedCommandRequest &request, Connection &connection,
                   OperationContext &context)
        : m_request(request),
          m_variable(variableOf(*request.stage))
    {
        const QString &text = request.workspace->seed().command;
        if (text.isEmpty())
            throw Error::usage(tr("The project has no command that seeds."),
                               tr("Write one as command under [seed] in arborist.toml."));
        const auto words = cloud::shellWords(text);
        if (!words || words->isEmpty())
            throw Error::usage(tr("command under [seed] has a quote that is not closed."),
                               tr("Close it in arborist.toml."));
        m_words = *words;
        m_tables = DataTables::read(connection, ledgersOf(*request.workspace));
        m_tables.countRows(connection, m_tables.all(), context);
        if (const QString folder = seedFolder(*request.workspace); !folder.isEmpty())
            m_accounts = declaredAccounts(folder, seedFiles(folder, *request.workspace));
        if (request.isFresh && !m_tables.tables().empty())
            m_fresh.emplace(m_tables, m_tables.all(), ledgersOf(*request.workspace), connection,
                            context);
        describe();
    }

    const Plan &plan() const override { return m_plan; }
    const stages::OperationKind &kind() const override
    {
        return operationKind(m_request.isFresh ? stages::Verb::SeedFresh : stages::Verb::Seed);
    }
    const std::vector<TestAccount> &accounts() const override { return m_accounts; }

    void run(operations::Run &run) override
    {
        archive(run);
        run.beginStep(m_plan.steps.back().title);
        run.context().progress->enter(m_plan.steps.back().title, 0.5);
        migrations::ConsoleCommand command;
        command.words = m_words;
        command.folder = m_request.workspace->folder();
        command.environment = migrations::projectEnvironment();
        command.environment.insert(m_variable, m_request.address.toUrlWithPassword());
        migrations::TerminalProcess process(std::move(command));
        QByteArray written;
        OutputLines lines(*run.context().progress);
        std::optional<Error> stopped;
        migrations::ConsoleEnd end;
        try {
            end = process.run(
                [&](const QByteArray &bytes) {
                    written += bytes;
                    written = written.last(std::min(kKeptBytes, written.size()));
                    if (m_request.output)
                        m_request.output(bytes);
                    lines.add(bytes);
                },
                run.context().stop);
        } catch (const Error &error) {
            stopped = error;
        }
        lines.end();
        const bool changed = tellChanges(run);
        if (stopped)
            throw *stopped;
        if (end.exitCode != 0)
            fail(migrations::plainText(written), changed);
    }

private:
    void archive(operations::Run &run)
    {
        m_begin = run.connection()
                      .exec(QStringLiteral("SELECT (txid_current() & 4294967295)::text"))
                      .text(0, 0);
        if (m_fresh) {
            m_fresh->run(run, [](Connection &) {});
            return;
        }
        run.beginStep(m_plan.steps.front().title);
        inLockingTransaction(run, kPatience, [&](Connection &connection) {
            QStringList names;
            for (const DataTable &table : m_tables.tables())
                names << table.onlySql();
            if (!names.isEmpty())
                connection.exec(QStringLiteral("LOCK TABLE %1 IN EXCLUSIVE MODE")
                                    .arg(names.join(QStringLiteral(", "))));
            keepRows(run, m_tables, m_tables.all(), true, ledgersOf(*m_request.workspace), 0.4);
            m_tables.countRows(connection, m_tables.all(), run.context());
        });
    }

    /// The one variable that leads to the stage's database; the project reads the same.
    static QString variableOf(const stages::Stage &stage)
    {
        if (!stage.urlReference.startsWith(QStringLiteral("env:")))
            throw Error::refused(
                tr("It cannot be told by which variable the command is given the address of %1.")
                    .arg(stage.name),
                tr("Let the stage be read from one: url = \"env:DATABASE_URL\"."));
        return stage.urlReference.mid(4).section(u'@', 0, 0);
    }

    void describe()
    {
        m_plan.operation = QStringLiteral("seed");
        m_plan.target = m_request.target;
        m_plan.request = {
            {QStringLiteral("command"), redacted(m_request.workspace->seed().command)}};
        if (m_request.isFresh)
            m_plan.request.insert(QStringLiteral("fresh"), true);
        if (m_fresh)
            m_fresh->describe(m_plan);
        else
            describeArchive();
        m_plan.steps.push_back({tr("Run “%1”, with the address in %2")
                                    .arg(redacted(m_request.workspace->seed().command), m_variable),
                                -1,
                                {},
                                {}});
        m_plan.remarks << tr("What the command does is its own: it may change and delete rows.");
        m_plan.wayBack = tr("All tables are archived first; Undo puts their rows back.");
    }

    void describeArchive()
    {
        qint64 rows = 0;
        for (const DataTable &table : m_tables.tables()) {
            rows += table.rows;
            m_plan.tables.push_back({table.title(), table.rows});
        }
        m_plan.steps.push_back({tr("Archive %1").arg(tablesText(m_tables.tables().size())),
                                rows,
                                {},
                                tr("EXCLUSIVE on all of them")});
    }

    /// Rows that were put there since the run began.
    qint64 newRows(Connection &connection, const DataTable &table) const
    {
        return connection
            .exec(QStringLiteral("SELECT count(*) FROM %1 WHERE age(xmin) < age($1::xid)")
                      .arg(table.onlySql()),
                  {m_begin})
            .integer(0, 0);
    }

    bool tellChanges(operations::Run &run)
    {
        Connection &connection = run.connection();
        OperationContext context = run.context();
        context.stop = {};
        connection.setStopToken({});
        DataTables after = DataTables::read(connection, ledgersOf(*m_request.workspace));
        after.countRows(connection, after.all(), context);
        bool changed = false;
        for (const DataTable &table : after.tables()) {
            const qsizetype before = m_tables.find(table.schema, table.name);
            const qint64 more =
                table.rows - (before < 0 || m_fresh ? 0 : m_tables.at(size_t(before)).rows);
            const qint64 touched = newRows(connection, table);
            if (more == 0 && touched == 0)
                continue;
            changed = true;
            run.addRows(std::max(std::abs(more), touched));
            const QString title = table.title();
            run.note(more > 0 ? tr("%1: %2 rows more").arg(title, QLocale().toString(more))
                     : more < 0
                         ? tr("%1: %2 rows less").arg(title, QLocale().toString(-more))
                         : tr("%1: %2 rows changed").arg(title, QLocale().toString(touched)));
        }
        if (!changed)
            run.note(tr("No row was added, changed or deleted."));
        // What was emptied before stays so.
        if (m_fresh && !changed)
            run.addRows(1);
        return changed;
    }

    [[noreturn]] void fail(const QString &text, bool changed) const
    {
        const QStringList lines = text.split(u'\n', Qt::SkipEmptyParts);
        const QString why = redacted(lines.value(lines.size() - 1).simplified().left(300));
        throw Error(tr("“%1” failed: %2").arg(redacted(m_request.workspace->seed().command), why),
                    m_fresh   ? tr("The tables were emptied for it; undo puts their rows back.")
                    : changed ? tr("What it did before it failed stays; undo takes it back.")
                              : tr("No row was changed. Mend the cause, and seed again."));
    }

    SeedCommandRequest m_request;
    QString m_variable;
    QStringList m_words;
    QString m_begin; ///< number of a transaction; what is younger came with the run
    DataTables m_tables;
    std::optional<FreshStart> m_fresh;
    std::vector<TestAccount> m_accounts;
    Plan m_plan;
};

} // namespace

std::shared_ptr<SeedOperation> planSeedCommand(const SeedCommandRequest &request,
                                               Connection &connection, OperationContext &context)
{
    return std::make_shared<PlannedCommand>(request, connection, context);
}

} // namespace arborist::data
