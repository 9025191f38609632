// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/cli_text.h"
#include "app/cli/command.h"
#include "app/cli/error_output.h"
#include "app/cli/exit_code.h"
#include "app/cli/findings_output.h"
#include "app/cli/migration_status.h"
#include "app/cli/session.h"
#include "app/cli/stage_json.h"
#include "app/cli/text_format.h"
#include "app/cli/text_table.h"
#include "services/core/history.h"
#include "services/postgres/database_status.h"
#include <QJsonArray>
#include <QLocale>

namespace arborist::cli {
namespace {

QJsonObject toJson(const postgres::DatabaseStatus &status, const QString &serverVersion,
                   const std::optional<ScanRecord> &scan, const MigrationReport &migrations)
{
    QJsonArray largest;
    for (const postgres::TableSize &table : status.largest) {
        largest.append(QJsonObject{
            {QStringLiteral("table"), table.name},
            {QStringLiteral("rows"), table.rows < 0 ? QJsonValue() : QJsonValue(table.rows)},
            {QStringLiteral("size_bytes"), table.bytes}});
    }
    QJsonArray problems;
    for (const postgres::DatabaseProblem &problem : status.problems) {
        problems.append(QJsonObject{{QStringLiteral("kind"), problem.kind},
                                    {QStringLiteral("text"), problem.text},
                                    {QStringLiteral("hint"), problem.hint}});
    }
    QJsonValue lastScan;
    if (scan) {
        lastScan = QJsonObject{{QStringLiteral("table"), scan->table},
                               {QStringLiteral("at"), scan->at.toUTC().toString(Qt::ISODateWithMs)},
                               {QStringLiteral("items"), scan->items},
                               {QStringLiteral("drifted"), scan->driftedItems}};
    }
    return {{QStringLiteral("connected"), true},
            {QStringLiteral("database"), status.database},
            {QStringLiteral("user"), status.user},
            {QStringLiteral("server_version"), serverVersion},
            {QStringLiteral("standby"), status.standby},
            {QStringLiteral("migrations"), toJson(migrations)},
            {QStringLiteral("tables"), status.tables},
            {QStringLiteral("size_bytes"), status.bytes},
            {QStringLiteral("largest_tables"), largest},
            {QStringLiteral("connections"), status.connections},
            {QStringLiteral("max_connections"), status.maxConnections},
            {QStringLiteral("healthy"), status.problems.empty() && !migrations.hasProblems()},
            {QStringLiteral("problems"), problems},
            {QStringLiteral("last_scan"), lastScan}};
}

QString toText(const postgres::DatabaseStatus &status, const QString &serverVersion,
               const std::optional<ScanRecord> &scan, const MigrationReport &migrations)
{
    std::vector<std::pair<QString, QString>> lines{
        {CliText::tr("Server"), status.standby
                                    ? CliText::tr("PostgreSQL %1, a standby").arg(serverVersion)
                                    : CliText::tr("PostgreSQL %1").arg(serverVersion)},
        {CliText::tr("User"), status.user},
        {CliText::tr("Size"), bytes(status.bytes)},
        {CliText::tr("Tables"), number(status.tables)},
        {CliText::tr("Connections"),
         CliText::tr("%1 of %2").arg(number(status.connections), number(status.maxConnections))}};
    if (scan) {
        lines.emplace_back(
            CliText::tr("Last scan"),
            CliText::tr("%1: %2 of %3 items of %4 have drifted")
                .arg(QLocale().toString(scan->at.toLocalTime(), QLocale::ShortFormat),
                     number(scan->driftedItems), number(scan->items), scan->table));
    }
    QString text = keyValueLines(lines);
    if (!status.largest.empty()) {
        TextTable table;
        table.addColumn(CliText::tr("Largest tables"));
        table.addColumn(CliText::tr("Rows, about"), TextTable::Align::Right);
        table.addColumn(CliText::tr("Size"), TextTable::Align::Right);
        for (const postgres::TableSize &size : status.largest)
            table.addRow({size.name, size.rows < 0 ? QStringLiteral("–") : number(size.rows),
                          bytes(size.bytes)});
        text += u'\n' + table.toString();
    }
    if (const QString folders = toText(migrations); !folders.isEmpty())
        text += u'\n' + folders;
    if (status.problems.empty())
        return migrations.hasProblems()
                   ? text
                   : text + u'\n' + CliText::tr("Nothing needs attention.") + u'\n';
    text += u'\n' + CliText::tr("Needs attention:") + u'\n';
    for (const postgres::DatabaseProblem &problem : status.problems)
        text += QStringLiteral("  ") + printable(problem.text) + QStringLiteral("\n    ") +
                printable(problem.hint) + u'\n';
    return text;
}

std::vector<Finding> allFindings(const postgres::DatabaseStatus &status,
                                 const MigrationReport &migrations)
{
    std::vector<Finding> findings;
    for (const postgres::DatabaseProblem &problem : status.problems)
        findings.push_back({Finding::Severity::Warning,
                            problem.kind,
                            problem.text + u'\n' + problem.hint,
                            {},
                            0,
                            0,
                            0});
    const std::vector<Finding> further = findingsOf(migrations);
    findings.insert(findings.end(), further.begin(), further.end());
    return findings;
}

/// What was looked at and is as it should be.
QStringList fineNames(const postgres::DatabaseStatus &status, const MigrationReport &migrations)
{
    QStringList names;
    if (status.problems.empty())
        names.append(CliText::tr("Database"));
    for (const migrations::StageSet &one : migrations.sets) {
        for (const migrations::MigrationStatus &each : one.status.migrations) {
            if (each.state == migrations::State::Applied ||
                each.state == migrations::State::Pending)
                names.append(one.set.migrations[std::size_t(each.index)].name);
        }
    }
    return names;
}

class StatusCommand final : public Command
{
public:
    const char *name() const override { return "status"; }
    QString help() const override
    {
        return CliText::tr("Show how the database is: version, tables, sizes, health");
    }

    void declare(CommandSpec &spec) override
    {
        spec.flag("--check", m_check,
                  CliText::tr("Exit with 4 when something needs attention; pending migrations are "
                              "no reason"));
        spec.option("--format", m_format, findingsFormats(),
                    CliText::tr("For pipelines: JUnit XML, or annotations of GitHub"));
    }

    int run(Session &session) override
    {
        const FindingsFormat format =
            session.json() ? FindingsFormat::Json : findingsFormat(m_format);
        const stages::Stage &stage = session.stage();
        std::optional<postgres::Connection> connection;
        try {
            connection = session.connect();
        } catch (const Error &error) {
            if (error.kind() != ErrorKind::Failed)
                throw;
            return reportUnreachable(session, error);
        }
        postgres::DatabaseStatus status = postgres::readStatus(*connection);
        addFingerprint(session, *connection, status);
        const auto scan = lastScan(session);
        const QString version = connection->serverVersionText();
        const MigrationReport migrations = readMigrations(session, *connection);
        if (format == FindingsFormat::Json) {
            QJsonObject object = toJson(status, version, scan, migrations);
            object.insert(QStringLiteral("target"), stage.name);
            session.terminal().printJson(object);
        } else if (format != FindingsFormat::Text) {
            const std::vector<Finding> findings = allFindings(status, migrations);
            const QString suite = QStringLiteral("arborist status ") + stage.name;
            session.terminal().print(format == FindingsFormat::JUnit
                                         ? toJUnit(suite, findings, fineNames(status, migrations))
                                         : toGitHub(findings));
        } else {
            session.terminal().printLine(
                CliText::tr("%1: database %2 at %3")
                    .arg(stage.name, status.database, connection->info().address()));
            session.terminal().print(toText(status, version, scan, migrations));
        }
        return m_check && (!status.problems.empty() || migrations.hasProblems()) ? Found : Done;
    }

private:
    /// That the stage leads to another database than before is the first thing to know of it.
    static void addFingerprint(Session &session, postgres::Connection &connection,
                               postgres::DatabaseStatus &status)
    {
        const stages::Stage &stage = session.stage();
        const auto finding =
            findingOf(session.workspace(), stage, stages::identify(stage.name, connection));
        if (finding.stopsWrites)
            status.problems.insert(status.problems.begin(),
                                   {QStringLiteral("fingerprint"), finding.sentence, finding.hint});
    }

    int reportUnreachable(Session &session, const Error &error) const
    {
        if (session.json()) {
            session.terminal().printJson({{QStringLiteral("connected"), false},
                                          {QStringLiteral("target"), session.stage().name},
                                          {QStringLiteral("error"), errorToJson(error)}});
        }
        session.terminal().message(errorToText(error));
        return m_check ? Found : Failed;
    }

    /// What is known of the hierarchy without a scan; a history that cannot be read is no reason to
    /// fail.
    static std::optional<ScanRecord> lastScan(Session &session)
    {
        try {
            const auto scans = History().lastScans(session.workspaceKey());
            const auto found = scans.constFind(session.stage().name);
            if (found != scans.constEnd())
                return *found;
        } catch (const Error &error) {
            session.note(errorToText(error));
        }
        return std::nullopt;
    }

    bool m_check = false;
    QString m_format = QStringLiteral("text");
};

} // namespace

std::unique_ptr<Command> makeStatusCommand()
{
    return std::make_unique<StatusCommand>();
}

} // namespace arborist::cli
