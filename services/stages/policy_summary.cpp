// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/stages/policy_summary.h"

#include "services/stages/policy_words.h"
#include "services/stages/workspace.h"
#include <QCoreApplication>
#include <array>

namespace arborist::stages {

namespace {

QString tr(const char *text)
{
    return QCoreApplication::translate("Policy", text);
}

} // namespace

Reach reachOf(const Workspace &workspace, const Stage &stage)
{
    return reachOf(stage, workspace.knownAddress(stage));
}

Reach reachOf(const Stage &stage, const std::optional<postgres::ConnectionInfo> &address)
{
    const bool near = stage.sshHost.isEmpty() && (!address || address->isLoopback());
    return near ? Reach::Near : Reach::Far;
}

std::vector<PolicyLine> policySummary(const Stage &stage, Reach reach)
{
    const std::array<std::pair<QString, Verb>, 7> kinds{{{tr("Read"), Verb::Scan},
                                                         {tr("Change rows"), Verb::RepairAll},
                                                         {tr("Delete rows"), Verb::DeleteOrphans},
                                                         {tr("Migrate"), Verb::Migrate},
                                                         {tr("Wipe"), Verb::Wipe},
                                                         {tr("Reset"), Verb::Reset},
                                                         {tr("Seed"), Verb::Seed}}};
    std::vector<PolicyLine> lines;
    for (const auto &[title, verb] : kinds) {
        const OperationKind &kind = operationKind(verb);
        lines.push_back({title, &kind, verdictOn(kind, stage, Caller::Desk, false, reach),
                         verdictOn(kind, stage, Caller::Pipeline, false, reach)});
    }
    return lines;
}

QStringList policyRemarks(const Stage &stage, Reach reach)
{
    QStringList remarks;
    Backup backup = Backup::None;
    for (const PolicyLine &line : policySummary(stage, reach)) {
        for (const Verdict &verdict : {line.desk, line.pipeline}) {
            const QString name = QString::fromLatin1(line.example->name);
            backup = std::max(backup, verdict.backup);
            const QString reason = refusalText(verdict.refusal, stage, name);
            if (!reason.isEmpty() && !remarks.contains(reason))
                remarks << reason;
        }
    }
    if (backup != Backup::None)
        remarks << (backup == Backup::Mandatory
                        ? tr("A backup comes before changes and cannot be left out; where a run's "
                             "journal keeps everything, it takes its place.")
                        : tr("A backup comes before changes unless it is declined; where a run's "
                             "journal keeps everything, it takes its place."));
    if (!stage.policy.empty())
        remarks << tr("The workspace file has rules of its own ([policy] in arborist.toml).");
    return remarks;
}

} // namespace arborist::stages
