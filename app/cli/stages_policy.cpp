// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/stages_policy.h"

#include "app/cli/cli_text.h"
#include "app/cli/exit_code.h"
#include "app/cli/session.h"
#include "app/cli/text_format.h"
#include "app/cli/text_table.h"
#include "services/stages/policy_summary.h"
#include "services/stages/policy_words.h"
#include <QJsonArray>

namespace arborist::cli {
namespace {

using stages::Caller;
using stages::Stage;
using stages::Verdict;

QJsonObject toJson(const Verdict &verdict)
{
    const QString refusal = toWord(verdict.refusal);
    return {{QStringLiteral("confirmation"), toWord(verdict.requirement)},
            {QStringLiteral("backup"), toWord(verdict.backup)},
            {QStringLiteral("refusal"), refusal.isEmpty() ? QJsonValue() : QJsonValue(refusal)}};
}

QJsonObject toJson(const stages::Workspace &workspace, const Stage &stage)
{
    const stages::Reach reach = stages::reachOf(workspace, stage);
    QJsonArray operations;
    for (const stages::OperationKind &kind : stages::operationKinds())
        operations.append(QJsonObject{
            {QStringLiteral("operation"), QString::fromLatin1(kind.name)},
            {QStringLiteral("risk"), toWord(kind.risk)},
            {QStringLiteral("journal"), kind.wayBack == stages::WayBack::Journal},
            {QStringLiteral("desk"), toJson(verdictOn(kind, stage, Caller::Desk, false, reach))},
            {QStringLiteral("pipeline"),
             toJson(verdictOn(kind, stage, Caller::Pipeline, false, reach))}});
    return {{QStringLiteral("stage"), stage.name},
            {QStringLiteral("environment"), stages::toString(stage.environment).toLower()},
            {QStringLiteral("protected"), stage.isProtected},
            {QStringLiteral("read_only"), stage.readOnly},
            {QStringLiteral("remarks"), QJsonArray::fromStringList(policyRemarks(stage, reach))},
            {QStringLiteral("operations"), operations}};
}

QString shown(const Verdict &verdict)
{
    if (verdict.backup == stages::Backup::None)
        return toString(verdict.requirement);
    return CliText::tr("%1, backup %2")
        .arg(toString(verdict.requirement), toString(verdict.backup).toLower());
}

void printTable(Session &session, const Stage &stage, stages::Reach reach)
{
    Terminal &terminal = session.terminal();
    terminal.printLine(CliText::tr("%1 (%2%3)")
                           .arg(stage.name, stages::toString(stage.environment),
                                stage.readOnly      ? CliText::tr(", read only")
                                : stage.isProtected ? CliText::tr(", protected")
                                                    : QString()));
    TextTable table;
    table.addColumn({});
    table.addColumn(CliText::tr("From a desk"));
    table.addColumn(CliText::tr("From a pipeline"));
    for (const stages::PolicyLine &line : policySummary(stage, reach))
        table.addRow({line.title, shown(line.desk), shown(line.pipeline)});
    terminal.print(table.toString());
    for (const QString &remark : policyRemarks(stage, reach))
        terminal.printLine(QStringLiteral("  ") + printable(remark));
}

} // namespace

int printPolicy(Session &session)
{
    const stages::Workspace &workspace = session.workspace();
    const QString only = session.options().target.isEmpty() ? QString() : session.stage().name;
    QJsonArray array;
    for (const Stage &stage : workspace.stages()) {
        if (!only.isEmpty() && stage.name != only)
            continue;
        if (session.json()) {
            array.append(toJson(workspace, stage));
            continue;
        }
        printTable(session, stage, stages::reachOf(workspace, stage));
        session.terminal().printLine();
    }
    if (session.json())
        session.terminal().printJson(
            {{QStringLiteral("workspace"), workspace.name()}, {QStringLiteral("policy"), array}});
    return Done;
}

} // namespace arborist::cli
