// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/cli_text.h"
#include "app/cli/command.h"
#include "app/cli/error_output.h"
#include "app/cli/exit_code.h"
#include "app/cli/findings_output.h"
#include "app/cli/lint_targets.h"
#include "app/cli/session.h"
#include "app/cli/text_table.h"
#include <QDir>
#include <QJsonArray>
#include <QJsonObject>
#include <QRegularExpression>
#include <algorithm>

namespace arborist::cli {
namespace {

using migrations::Hazard;
using migrations::Severity;

constexpr int kMaxFiles = 10'000;

/// As JSON has it, and as compilers do.
QString word(Severity severity)
{
    return severity == Severity::Error     ? QStringLiteral("error")
           : severity == Severity::Warning ? QStringLiteral("warning")
                                           : QStringLiteral("info");
}

struct Outcome {
    std::vector<Hazard> hazards; ///< their files from the top of the project
    QStringList migrations;      ///< files that were looked at
    int codeOnly = 0;            ///< migrations that only their own tool can run
    QString stage;               ///< empty: by the text alone

    qsizetype count(Severity severity) const
    {
        return std::ranges::count(hazards, severity, &Hazard::severity);
    }
};

class LintCommand final : public Command
{
public:
    const char *name() const override { return "lint"; }
    QString help() const override
    {
        return CliText::tr("Look for what goes wrong when pending migrations run");
    }

    void declare(CommandSpec &spec) override
    {
        spec.words("FILE", m_files, kMaxFiles,
                   CliText::tr("Files of SQL; default: what is pending on the stage"));
        spec.flag("--strict", m_strict, CliText::tr("Exit with 4 for warnings, too"));
        spec.option("--format", m_format, findingsFormats(),
                    CliText::tr("How to tell: for people, as JSON, for JUnit or GitHub"));
        spec.flag("--notes", m_notes,
                  CliText::tr("Also tell what is only worth a thought (JSON and JUnit always do)"));
        spec.flag("--rules", m_rules, CliText::tr("List the rules and stop"));
        spec.flag("--text-only", m_textOnly,
                  CliText::tr("Ask no stage: judge every migration by its text alone"));
    }

    int run(Session &session) override
    {
        FindingsFormat format =
            m_format.isEmpty() ? FindingsFormat::Text : findingsFormat(m_format);
        if (session.json())
            format = FindingsFormat::Json;
        if (m_rules) {
            printRules(session, format);
            return Done;
        }
        const Outcome outcome = look(session);
        print(session, outcome, format, m_notes);
        const bool isFound = outcome.count(Severity::Error) > 0 ||
                             (m_strict && outcome.count(Severity::Warning) > 0);
        return isFound ? Found : Done;
    }

private:
    /// The stage, if there is one to be reached; what keeps us from it is said.
    std::optional<postgres::Connection>
    connect(Session &session, const std::optional<stages::Workspace> &project) const
    {
        const bool isNamed = !session.options().target.isEmpty() || !session.options().db.isEmpty();
        const bool hasStage = project && !project->stages().empty();
        if (m_textOnly || (!isNamed && !hasStage))
            return std::nullopt;
        session.stage(); // a wrong name is a mistake, whatever can be reached
        try {
            return session.connect();
        } catch (const Error &error) {
            if (error.kind() == ErrorKind::Cancelled)
                throw;
            session.terminal().message(errorToText(error));
            session.terminal().message(
                CliText::tr("The migrations are judged by their text alone."));
        }
        return std::nullopt;
    }

    Outcome look(Session &session) const
    {
        const std::optional<stages::Workspace> project = session.project();
        if (m_files.isEmpty() && !project)
            session.workspace(); // throws what to do
        std::optional<postgres::Connection> connection = connect(session, project);
        postgres::Connection *stage = connection ? &*connection : nullptr;
        const QDir top(project ? project->folder() : QDir::currentPath());
        Outcome outcome;
        outcome.stage = connection ? session.stage().name : QString();
        for (const LintTarget &target :
             m_files.isEmpty() ? lintTargets(project, stage) : lintTargets(project, stage, m_files))
            look(target, project, stage, top, outcome);
        return outcome;
    }

    static void look(const LintTarget &target, const std::optional<stages::Workspace> &project,
                     postgres::Connection *stage, const QDir &top, Outcome &outcome)
    {
        migrations::LintRequest request{&target.set, target.looked, {}, target.isOneRun};
        if (project)
            request.requiredColumns = project->migrations().requireColumns;
        for (const migrations::Problem &problem : target.set.problems) {
            if (problem.severity == Severity::Error)
                outcome.hazards.push_back(ofFiles(problem));
        }
        QStringList wanted;
        for (const qsizetype index : target.wanted) {
            const migrations::Migration &migration = target.set.migrations[std::size_t(index)];
            if (!migration.up) {
                ++outcome.codeOnly;
                continue;
            }
            wanted += migration.up->file;
            outcome.migrations += shown(top, migration.up->file);
        }
        for (Hazard &hazard : migrations::lint(request, stage)) {
            if (!wanted.contains(hazard.file))
                continue;
            hazard.file = shown(top, hazard.file);
            outcome.hazards.push_back(std::move(hazard));
        }
    }

    /// What keeps a folder from being run at all has no statement to be found in.
    static Hazard ofFiles(const migrations::Problem &problem)
    {
        static const QRegularExpression place(QStringLiteral("^(.*):(\\d+)$"));
        const QRegularExpressionMatch match = place.match(problem.where);
        Hazard hazard;
        hazard.rule = problem.code;
        hazard.severity = problem.severity;
        hazard.migration = problem.migration;
        hazard.file = match.hasMatch() ? match.captured(1) : problem.where;
        hazard.line = hazard.endLine = match.hasMatch() ? match.captured(2).toInt() : 1;
        hazard.title = problem.text;
        hazard.safer = problem.remedy;
        return hazard;
    }

    /// From the top of the project, or as it is where it lies elsewhere.
    static QString shown(const QDir &top, const QString &file)
    {
        const QString relative = top.relativeFilePath(file);
        return relative.startsWith(QStringLiteral("../")) ? file : relative;
    }

    static void print(Session &session, const Outcome &outcome, FindingsFormat format, bool notes)
    {
        Terminal &terminal = session.terminal();
        switch (format) {
        case FindingsFormat::Text:
            terminal.print(toText(outcome, notes));
            break;
        case FindingsFormat::Json:
            terminal.printJson(toJson(outcome));
            break;
        case FindingsFormat::JUnit:
            terminal.print(
                toJUnit(QStringLiteral("arboristctl lint"), findings(outcome), passed(outcome)));
            break;
        case FindingsFormat::GitHub:
            terminal.print(toGitHub(findings(outcome, notes)));
            break;
        }
    }

    static std::vector<Finding> findings(const Outcome &outcome, bool notes = true)
    {
        std::vector<Finding> findings;
        for (const Hazard &hazard : outcome.hazards) {
            if (!notes && hazard.severity == Severity::Info)
                continue;
            QStringList lines{hazard.title + QStringLiteral(" [%1]").arg(hazard.rule)};
            if (!hazard.detail.isEmpty())
                lines += hazard.detail;
            lines += hazard.safer;
            findings.push_back({Finding::Severity(int(hazard.severity)), hazard.rule,
                                lines.join(u'\n'), hazard.file, hazard.line, hazard.column,
                                hazard.endLine});
        }
        return findings;
    }

    static QStringList passed(const Outcome &outcome)
    {
        QStringList files = outcome.migrations;
        for (const Hazard &hazard : outcome.hazards)
            files.removeAll(hazard.file);
        return files;
    }

    static QJsonObject toJson(const Outcome &outcome)
    {
        QJsonArray hazards;
        for (const Hazard &hazard : outcome.hazards) {
            hazards.append(QJsonObject{{QStringLiteral("rule"), hazard.rule},
                                       {QStringLiteral("severity"), word(hazard.severity)},
                                       {QStringLiteral("migration"), hazard.migration},
                                       {QStringLiteral("file"), hazard.file},
                                       {QStringLiteral("line"), hazard.line},
                                       {QStringLiteral("column"), hazard.column},
                                       {QStringLiteral("end_line"), hazard.endLine},
                                       {QStringLiteral("title"), hazard.title},
                                       {QStringLiteral("detail"), hazard.detail},
                                       {QStringLiteral("safer"), hazard.safer}});
        }
        return {{QStringLiteral("target"),
                 outcome.stage.isEmpty() ? QJsonValue() : QJsonValue(outcome.stage)},
                {QStringLiteral("migrations"), outcome.migrations.size()},
                {QStringLiteral("code_only"), outcome.codeOnly},
                {QStringLiteral("errors"), outcome.count(Severity::Error)},
                {QStringLiteral("warnings"), outcome.count(Severity::Warning)},
                {QStringLiteral("notes"), outcome.count(Severity::Info)},
                {QStringLiteral("hazards"), hazards}};
    }

    static QString toText(const Outcome &outcome, bool notes)
    {
        QString text;
        for (const Hazard &hazard : outcome.hazards) {
            if (!notes && hazard.severity == Severity::Info)
                continue;
            text += printable(QStringLiteral("%1:%2:%3: %4: %5 [%6]")
                                  .arg(hazard.file)
                                  .arg(hazard.line)
                                  .arg(hazard.column)
                                  .arg(word(hazard.severity), hazard.title, hazard.rule)) +
                    u'\n';
            for (const QString &line : {hazard.detail, hazard.safer}) {
                if (!line.isEmpty())
                    text += QStringLiteral("    ") + printable(line) + u'\n';
            }
        }
        if (!text.isEmpty())
            text += u'\n';
        const QString where = outcome.stage.isEmpty()
                                  ? CliText::tr("judged by their text alone")
                                  : CliText::tr("to run on %1").arg(outcome.stage);
        text += CliText::tr("Migrations %5: %1. Errors: %2, warnings: %3, notes: %4.")
                    .arg(outcome.migrations.size())
                    .arg(outcome.count(Severity::Error))
                    .arg(outcome.count(Severity::Warning))
                    .arg(outcome.count(Severity::Info))
                    .arg(where) +
                u'\n';
        if (!notes && outcome.count(Severity::Info) > 0)
            text += CliText::tr("The notes: --notes") + u'\n';
        if (outcome.codeOnly > 0) {
            text += CliText::tr("Migrations written as code, which only their tool can run: %1.")
                        .arg(outcome.codeOnly) +
                    u'\n';
        }
        return text;
    }

    static void printRules(Session &session, FindingsFormat format)
    {
        QJsonArray rules;
        QString text;
        for (const migrations::RuleInfo &rule : migrations::lintRules()) {
            rules.append(QJsonObject{{QStringLiteral("rule"), rule.id},
                                     {QStringLiteral("severity"), word(rule.severity)},
                                     {QStringLiteral("title"), rule.title},
                                     {QStringLiteral("hazard"), rule.hazard},
                                     {QStringLiteral("safer"), rule.safer}});
            text += QStringLiteral("%1 (%2): %3\n    %4\n    %5\n")
                        .arg(rule.id, word(rule.severity), rule.title, rule.hazard, rule.safer);
        }
        if (format == FindingsFormat::Json)
            session.terminal().printJson({{QStringLiteral("rules"), rules}});
        else
            session.terminal().print(text);
    }

    QStringList m_files;
    QString m_format;
    bool m_strict = false;
    bool m_rules = false;
    bool m_notes = false;
    bool m_textOnly = false;
};

} // namespace

std::unique_ptr<Command> makeLintCommand()
{
    return std::make_unique<LintCommand>();
}

} // namespace arborist::cli
