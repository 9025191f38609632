// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/migrations/author/push.h"

#include "services/core/redact.h"
#include "services/migrations/author/push_address.h"
#include "services/migrations/author/push_model.h"
#include "services/operations/plan_target.h"
#include "services/postgres/array_literal.h"
#include "services/postgres/connection.h"
#include "services/postgres/identifier.h"
#include "services/postgres/sql_file.h"
#include <QCoreApplication>
#include <QLocale>
#include <algorithm>

namespace arborist::migrations {

namespace {

using postgres::Connection;

constexpr qsizetype kKeptBytes = 256 * 1024;

QString tr(const char *text)
{
    return QCoreApplication::translate("PushOperation", text);
}

QString fingerprintOf(Connection &connection)
{
    return connection.exec(postgres::sqlFile(QStringLiteral("push_fingerprint"))).text(0, 0);
}

/// What is there and not in the models, and so would go.
class Losses
{
public:
    Losses(Connection &connection, const PushModel &model, const MigrationSet &set)
        : m_connection(connection)
    {
        QStringList schemas{QStringLiteral("public")};
        for (auto table = model.tables.cbegin(); table != model.tables.cend(); ++table)
            schemas << table.key().section(u'.', 0, 0);
        schemas.removeDuplicates();
        const auto live = connection.exec(postgres::sqlFile(QStringLiteral("push_columns")),
                                          {postgres::arrayLiteral(schemas)});
        QString lost;
        for (int row = 0; row < live.rows(); ++row) {
            const QString schema = live.text(row, 0);
            const QString table = live.text(row, 1);
            const QString id = schema + u'.' + table;
            if (table == set.ledger.table || id == lost)
                continue;
            const auto known = model.tables.constFind(id);
            if (known == model.tables.cend()) {
                lost = id;
                addTable(schema, table);
            } else if (!live.isNull(row, 2) && !known->contains(live.text(row, 2))) {
                addColumn(schema, table, live.text(row, 2));
            }
        }
    }

    QStringList texts;
    std::vector<PlanTable> tables;

private:
    void addTable(const QString &schema, const QString &table)
    {
        const qint64 rows = count(schema, table, QStringLiteral("*"));
        texts << tr("Table %1, with its rows: %2")
                     .arg(schema + u'.' + table, QLocale().toString(rows));
        tables.push_back({schema + u'.' + table, rows});
    }
    void addColumn(const QString &schema, const QString &table, const QString &column)
    {
        const qint64 rows = count(schema, table, postgres::quoteIdentifier(column));
        texts << tr("Column %1, with its values: %2")
                     .arg(schema + u'.' + table + u'.' + column, QLocale().toString(rows));
    }
    qint64 count(const QString &schema, const QString &table, const QString &what)
    {
        return m_connection
            .exec(QStringLiteral("SELECT count(%1) FROM %2")
                      .arg(what, postgres::quoteQualified(schema, table)))
            .integer(0, 0);
    }

    Connection &m_connection;
};

class Push final : public PushOperation
{
public:
    Push(const PushRequest &request, Connection &connection, OperationContext &context)
        : m_request(request)
    {
        const QMap<QString, QString> variables =
            pushVariables(request.set, request.command, request.address);
        ConsoleCommand command = request.command.toConsole(request.console);
        for (auto each = variables.cbegin(); each != variables.cend(); ++each)
            command.environment.insert(each.key(), each.value());
        m_console = std::make_shared<TerminalProcess>(std::move(command));

        m_plan.operation = QStringLiteral("push");
        m_plan.request = {{QStringLiteral("command"), request.command.shown()},
                          {QStringLiteral("folder"), request.set.shown}};
        m_plan.target = request.target;
        PlanStep step;
        step.title = tr("Run “%1”, with the address in %2")
                         .arg(redacted(request.command.shown()),
                              QStringList(variables.keys()).join(QStringLiteral(", ")));
        m_plan.steps.push_back(step);
        m_plan.schema = fingerprintOf(connection);
        m_plan.wayBack = tr("None of its own: what is dropped is gone.");
        if (const auto model = pushModel(request.set, request.command, context)) {
            Losses losses(connection, *model, request.set);
            m_plan.loses = losses.texts;
            m_plan.tables = losses.tables;
            m_plan.request.insert(QStringLiteral("compared_with"), model->source);
        } else {
            m_plan.loses << tr("Whatever the models do not have: they could not be read, so that "
                               "it cannot be told what");
        }
    }

    const Plan &plan() const override { return m_plan; }
    const stages::OperationKind &kind() const override { return operationKind(stages::Verb::Push); }
    std::shared_ptr<TerminalProcess> console() const override { return m_console; }
    void setOutput(std::function<void(const QByteArray &)> output) override
    {
        m_output = std::move(output);
    }

    void run(operations::Run &run) override
    {
        Connection &connection = run.connection();
        refuseFarPush(m_request.stage, connection.info());
        const QString before = fingerprintOf(connection);
        if (before != m_plan.schema)
            throw Error::refused(tr("The schema has changed since the plan was made."),
                                 tr("Look at the plan as it is now."));
        run.beginStep(m_plan.steps.front().title);
        QByteArray written;
        const ConsoleEnd end = m_console->run(
            [&](const QByteArray &bytes) {
                written =
                    (written + bytes).last(std::min(kKeptBytes, written.size() + bytes.size()));
                if (m_output)
                    m_output(bytes);
            },
            run.context().stop);
        judge(run, end, plainText(written), fingerprintOf(connection) != before);
    }

private:
    void judge(operations::Run &run, const ConsoleEnd &end, const QString &text, bool changed) const
    {
        const bool isFine = text.contains(QStringLiteral("Changes applied")) ||
                            text.contains(QStringLiteral("No changes detected"));
        const bool isSilent = m_request.console == ConsoleCommand::Console::Inherited;
        if (isFine || (isSilent && end.exitCode == 0) ||
            (changed && end.exitCode == 0 && !text.contains(QStringLiteral("rror")))) {
            run.note(changed ? tr("The schema has changed.")
                             : tr("The schema is as it was: there was nothing to do, or nothing "
                                  "was agreed to."));
            return;
        }
        const QString state =
            changed ? tr("The schema has changed: what it did before it stopped stays, since it "
                         "uses no transaction.")
                    : tr("The schema is as it was.");
        if (text.contains(QStringLiteral("Interactive prompts require a TTY")))
            throw Error(tr("It has to ask before it goes on, and has no terminal to ask at."),
                        tr("Push in the window's console, or run arboristctl push in a terminal."))
                .setDetail(state);
        const QStringList lines = text.split(u'\n', Qt::SkipEmptyParts);
        const auto complaint = std::find_if(lines.begin(), lines.end(), [](const QString &line) {
            return line.contains(QStringLiteral("rror"));
        });
        QString why = complaint != lines.end() ? *complaint : lines.value(lines.size() - 1);
        why = redacted(why.simplified().left(300));
        throw Error(why.isEmpty()
                        ? tr("“%1” failed.").arg(redacted(m_request.command.shown()))
                        : tr("“%1” failed: %2").arg(redacted(m_request.command.shown()), why),
                    tr("%1 Mend the cause, and push again.").arg(state));
    }

    PushRequest m_request;
    Plan m_plan;
    std::shared_ptr<TerminalProcess> m_console;
    std::function<void(const QByteArray &)> m_output;
};

} // namespace

void refuseFarPush(const stages::Stage &stage, const postgres::ConnectionInfo &address)
{
    const QString hint = tr("Elsewhere, generate a migration and apply it: arboristctl generate, "
                            "arboristctl migrate.");
    if (stage.environment != stages::Environment::Development)
        throw Error::refused(tr("Push is for local development; “%1” is not a stage of "
                                "development.")
                                 .arg(stage.name),
                             hint);
    if (!address.isLoopback())
        throw Error::refused(
            tr("Push is for local development; the database of “%1” is not on this machine.")
                .arg(stage.name),
            hint);
}

std::shared_ptr<PushOperation> planPush(const PushRequest &request, Connection &connection,
                                        OperationContext &context)
{
    refuseFarPush(request.stage, request.address);
    if (request.command.isEmpty())
        throw Error::usage(tr("The project has no command that pushes."),
                           tr("Write one as push under [migrations] in arborist.toml, for instance "
                              "push = \"npx drizzle-kit push\"."));
    return std::make_shared<Push>(request, connection, context);
}

} // namespace arborist::migrations
