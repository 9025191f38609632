// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/cli_text.h"
#include "app/cli/command.h"
#include "app/cli/exit_code.h"
#include "app/cli/session.h"
#include "app/cli/stage_json.h"
#include "app/cli/stages_policy.h"
#include "app/cli/text_format.h"
#include "app/cli/text_table.h"
#include "app/cli/trust_stage.h"
#include <QJsonArray>

namespace arborist::cli {
namespace {

class StagesCommand final : public Command
{
public:
    const char *name() const override { return "stages"; }
    QString help() const override
    {
        return CliText::tr("List the stages: environment, protection, address, reachable or not");
    }

    void declare(CommandSpec &spec) override
    {
        spec.words("ACTION", m_words, 2,
                   CliText::tr("trust STAGE: accept the database that the stage leads to now"));
        spec.flag("--policy", m_policy,
                  CliText::tr("What is allowed on each stage, from a desk and from a pipeline"));
    }

    int run(Session &session) override
    {
        if (!m_words.isEmpty())
            return trust(session);
        if (m_policy)
            return printPolicy(session);
        const stages::Workspace &workspace = session.workspace();
        std::vector<const stages::Stage *> all;
        for (const stages::Stage &stage : workspace.stages())
            all.push_back(&stage);
        const auto checks = checkAll(workspace, all, session.stopToken());
        // ARBORIST_STAGE may name a stage that is not here: the list is what then helps.
        const QString current =
            session.options().target.isEmpty() ? workspace.defaultStage() : session.stage().name;
        if (session.json())
            printJson(session, checks, current);
        else
            printTable(session, checks, current);
        return Done;
    }

private:
    int trust(Session &session) const
    {
        if (m_words.size() != 2 || m_words.front() != u"trust")
            throw Error::usage(
                CliText::tr("“stages %1” is not known.").arg(m_words.join(u' ')),
                CliText::tr("Either stages alone, or: arboristctl stages trust STAGE"));
        GlobalOptions options = session.options();
        options.target = m_words.back();
        Session there = session.with(options);
        return trustStage(there);
    }

    static QString addressOf(const stages::Workspace &workspace, const stages::Stage &stage)
    {
        const auto known = workspace.knownAddress(stage);
        return known ? known->address() : QString();
    }

    static QString databaseOf(const stages::Workspace &workspace, const stages::Stage &stage,
                              const stages::StageCheck &check)
    {
        if (!check.database.isEmpty())
            return check.database;
        const auto known = workspace.knownAddress(stage);
        return known ? known->database() : QString();
    }

    static void printJson(Session &session, const std::vector<stages::StageCheck> &checks,
                          const QString &current)
    {
        const stages::Workspace &workspace = session.workspace();
        QJsonArray array;
        for (size_t i = 0; i < checks.size(); ++i) {
            const stages::Stage &stage = workspace.stages()[i];
            QJsonObject object{
                {QStringLiteral("name"), stage.name},
                {QStringLiteral("environment"), stages::toString(stage.environment).toLower()},
                {QStringLiteral("protected"), stage.isProtected},
                {QStringLiteral("read_only"), stage.readOnly},
                {QStringLiteral("address"), addressOf(workspace, stage)},
                {QStringLiteral("database"), databaseOf(workspace, stage, checks[i])},
                {QStringLiteral("origin"), stage.origin},
                {QStringLiteral("problem"), stage.problem},
                {QStringLiteral("current"), stage.name == current}};
            addCheck(object, checks[i]);
            const auto finding = findingOf(workspace, stage, checks[i]);
            object.insert(QStringLiteral("stops_writes"), finding.stopsWrites);
            object.insert(QStringLiteral("finding"), finding.sentence);
            array.append(object);
        }
        session.terminal().printJson({{QStringLiteral("workspace"), workspace.name()},
                                      {QStringLiteral("folder"), workspace.folder()},
                                      {QStringLiteral("current"), current},
                                      {QStringLiteral("source"), workspace.sourceStage()},
                                      {QStringLiteral("stages"), array}});
    }

    static void printTable(Session &session, const std::vector<stages::StageCheck> &checks,
                           const QString &current)
    {
        const stages::Workspace &workspace = session.workspace();
        if (checks.empty()) {
            session.terminal().printLine(CliText::tr("%1 has no stages.").arg(workspace.name()));
            return;
        }
        TextTable table;
        table.addColumn(CliText::tr("Stage"));
        table.addColumn(CliText::tr("Environment"));
        table.addColumn(CliText::tr("Protected"));
        table.addColumn(CliText::tr("Address"));
        table.addColumn(CliText::tr("Database"));
        table.addColumn(CliText::tr("Server"));
        table.addColumn(CliText::tr("Size"), TextTable::Align::Right);
        table.addColumn(CliText::tr("State"));
        for (size_t i = 0; i < checks.size(); ++i) {
            const stages::Stage &stage = workspace.stages()[i];
            const stages::StageCheck &check = checks[i];
            const auto finding = findingOf(workspace, stage, check);
            const QString state =
                finding.stopsWrites ? finding.sentence
                : check.reachable
                    ? CliText::tr("answers in %1 ms").arg(QString::number(check.answerMs, 'f', 1))
                : check.error ? check.error->message()
                              : stage.problem;
            table.addRow(
                {(stage.name == current ? QStringLiteral("* ") : QStringLiteral("  ")) + stage.name,
                 stages::toString(stage.environment), yesNo(stage.isProtected),
                 addressOf(workspace, stage), databaseOf(workspace, stage, check),
                 check.serverVersion, check.sizeBytes < 0 ? QString() : bytes(check.sizeBytes),
                 state});
        }
        session.terminal().print(table.toString(0));
    }

    QStringList m_words;
    bool m_policy = false;
};

} // namespace

std::unique_ptr<Command> makeStagesCommand()
{
    return std::make_unique<StagesCommand>();
}

} // namespace arborist::cli
