// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/migration_status.h"

#include "app/cli/cli_text.h"
#include "app/cli/session.h"
#include "app/cli/text_format.h"
#include "app/cli/text_table.h"
#include "services/core/error.h"
#include "services/migrations/files/readers.h"
#include "services/migrations/git_history.h"
#include <QDir>
#include <QJsonObject>
#include <algorithm>

namespace arborist::cli {
namespace {

using migrations::Problem;
using migrations::Severity;
using migrations::StageSet;

QString word(Severity severity)
{
    switch (severity) {
    case Severity::Info:
        return QStringLiteral("info");
    case Severity::Warning:
        return QStringLiteral("warning");
    case Severity::Error:
        break;
    }
    return QStringLiteral("error");
}

QString shown(Severity severity)
{
    switch (severity) {
    case Severity::Info:
        return CliText::tr("Note");
    case Severity::Warning:
        return CliText::tr("Warning");
    case Severity::Error:
        break;
    }
    return CliText::tr("Error");
}

/// The worst first, each kind in its order.
std::vector<Problem> bySeverity(std::vector<Problem> problems)
{
    std::stable_sort(problems.begin(), problems.end(),
                     [](const Problem &a, const Problem &b) { return a.severity > b.severity; });
    return problems;
}

QJsonObject toJson(const Problem &problem)
{
    return {{QStringLiteral("migration"), problem.migration},
            {QStringLiteral("state"), problem.code},
            {QStringLiteral("detail"), problem.text},
            {QStringLiteral("remedy"), problem.remedy},
            {QStringLiteral("severity"), word(problem.severity)},
            {QStringLiteral("where"), problem.where}};
}

QJsonObject toJson(const StageSet &one)
{
    QJsonArray problems, pending;
    for (const Problem &problem : bySeverity(one.status.problems))
        problems.append(toJson(problem));
    for (const qsizetype index : one.status.pendingIndexes())
        pending.append(one.set.migrations[std::size_t(index)].name);
    QString ledger = one.set.ledger.table;
    if (!one.set.ledger.schema.isEmpty())
        ledger.prepend(one.set.ledger.schema + u'.');
    return {{QStringLiteral("tool"), toKey(one.set.tool)},
            {QStringLiteral("folder"), one.set.shown},
            {QStringLiteral("ledger"), ledger},
            {QStringLiteral("applied"), one.status.applied},
            {QStringLiteral("pending"), one.status.pending},
            {QStringLiteral("pending_migrations"), pending},
            {QStringLiteral("problems"), problems}};
}

QString toText(const Problem &problem)
{
    QString text = QStringLiteral("    ") + shown(problem.severity);
    const QString about = problem.migration.isEmpty() ? problem.where : problem.migration;
    if (!about.isEmpty())
        text += u' ' + printable(about);
    text += QStringLiteral(": ") + printable(problem.text) + u'\n';
    if (!problem.remedy.isEmpty())
        text += QStringLiteral("      ") + printable(problem.remedy) + u'\n';
    return text;
}

/// "drizzle/meta/_journal.json:41" is a file and a line.
void setPlace(Finding &finding, const StageSet &one, const Problem &problem)
{
    finding.file = problem.where;
    const qsizetype colon = problem.where.lastIndexOf(u':');
    bool isLine = false;
    const int line = problem.where.mid(colon + 1).toInt(&isLine);
    if (colon > 0 && isLine) {
        finding.file = problem.where.left(colon);
        finding.line = line;
    }
    const migrations::Migration *migration = one.set.find(problem.migration);
    if (finding.file.isEmpty() && migration)
        finding.file =
            migrations::shownPath(one.set, QDir(one.set.folder).relativeFilePath(migration->file));
}

} // namespace

bool MigrationReport::hasProblems() const
{
    return !problem.isEmpty() || std::any_of(sets.begin(), sets.end(), [](const StageSet &one) {
        return std::any_of(one.status.problems.begin(), one.status.problems.end(),
                           [](const Problem &each) { return each.severity != Severity::Info; });
    });
}

MigrationReport readMigrations(Session &session, postgres::Connection &connection)
{
    MigrationReport report;
    try {
        const auto project = session.project();
        if (!project)
            return report;
        report.sets = migrations::readStatuses(*project, connection);
        for (StageSet &one : report.sets)
            migrations::addGitHints(one.status, one.set, session.stopToken());
    } catch (const Error &error) {
        if (error.kind() == ErrorKind::Cancelled)
            throw;
        report.problem = error.where().isEmpty()
                             ? error.message()
                             : error.where() + QStringLiteral(": ") + error.message();
        report.hint = error.hint();
    }
    return report;
}

QJsonArray toJson(const MigrationReport &report)
{
    QJsonArray array;
    for (const StageSet &one : report.sets)
        array.append(toJson(one));
    if (!report.problem.isEmpty())
        array.append(QJsonObject{
            {QStringLiteral("tool"), QJsonValue()},
            {QStringLiteral("folder"), QJsonValue()},
            {QStringLiteral("applied"), 0},
            {QStringLiteral("pending"), 0},
            {QStringLiteral("problems"), QJsonArray{toJson(Problem{QStringLiteral("unreadable"),
                                                                   Severity::Error,
                                                                   {},
                                                                   {},
                                                                   report.problem,
                                                                   report.hint})}}});
    return array;
}

QString toText(const MigrationReport &report)
{
    if (report.sets.empty() && report.problem.isEmpty())
        return {};
    QString text = CliText::tr("Migrations:") + u'\n';
    for (const StageSet &one : report.sets) {
        text += QStringLiteral("  ") +
                CliText::tr("%1 (%2): %3 applied, %4 pending")
                    .arg(printable(one.set.shown), toString(one.set.tool),
                         number(one.status.applied), number(one.status.pending)) +
                u'\n';
        for (const Problem &problem : bySeverity(one.status.problems))
            text += toText(problem);
    }
    if (!report.problem.isEmpty())
        text += toText(Problem{{}, Severity::Error, {}, {}, report.problem, report.hint});
    return text;
}

std::vector<Finding> findingsOf(const MigrationReport &report)
{
    std::vector<Finding> findings;
    for (const StageSet &one : report.sets) {
        for (const Problem &problem : bySeverity(one.status.problems)) {
            Finding finding;
            finding.severity = Finding::Severity(problem.severity);
            finding.title = problem.migration.isEmpty()
                                ? problem.code
                                : problem.code + QStringLiteral(": ") + problem.migration;
            finding.message = problem.text + u'\n' + problem.remedy;
            setPlace(finding, one, problem);
            findings.push_back(std::move(finding));
        }
    }
    if (!report.problem.isEmpty())
        findings.push_back({Finding::Severity::Error,
                            CliText::tr("Migrations"),
                            report.problem + u'\n' + report.hint,
                            {},
                            0,
                            0,
                            0});
    return findings;
}

} // namespace arborist::cli
