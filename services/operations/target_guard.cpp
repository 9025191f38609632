// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/operations/target_guard.h"

#include "services/postgres/connection.h"
#include "services/stages/fingerprint_verdict.h"
#include "services/stages/known_stage.h"
#include <QCoreApplication>

namespace arborist::operations {

namespace {

using stages::FingerprintFinding;
using stages::FingerprintRecord;
using stages::FingerprintStore;
using stages::Stage;
using stages::StageCheck;
using Verdict = stages::FingerprintVerdict;

QString tr(const char *text)
{
    return QCoreApplication::translate("TargetGuard", text);
}

/// A connection string stands for itself: only what is known of its database has rules.
bool isBareUrl(const Order &order)
{
    return !order.workspace || !order.stage || order.workspace->folder().isEmpty();
}

int rank(stages::Environment environment)
{
    switch (environment) {
    case stages::Environment::Production:
        return 2;
    case stages::Environment::Staging:
        return 1;
    default:
        return 0;
    }
}

/// Whether changing `other` under the name of `stage` would go round its protection.
bool outranks(const Stage &other, const Stage &stage)
{
    return other.isProtected &&
           (!stage.isProtected || rank(other.environment) > rank(stage.environment));
}

void refuseStranger(const StageCheck &check, const FingerprintFinding &finding)
{
    if (finding.verdict == Verdict::OtherDatabase)
        throw Error::refused(
            finding.sentence,
            tr("Check the address of %1. If the database was replaced on purpose, accept it: "
               "arboristctl stages trust %1")
                .arg(check.stage));
}

void refuseProtected(const Order &order, const StageCheck &check, const FingerprintStore &store)
{
    std::vector<FingerprintRecord> outranking;
    for (FingerprintRecord &record : stages::knownFingerprints(*order.workspace, store)) {
        if (record.stage != check.stage &&
            outranks(stages::stageByName(*order.workspace, record.stage), *order.stage))
            outranking.push_back(std::move(record));
    }
    const FingerprintFinding finding =
        stages::compareFingerprint(*order.stage, check, std::nullopt, outranking);
    if (finding.verdict != Verdict::SameAsStage && finding.verdict != Verdict::CopyOfStage)
        return;
    throw Error::refused(
        finding.sentence + u' ' + tr("%1 is protected.").arg(finding.otherStage),
        finding.verdict == Verdict::SameAsStage
            ? tr("Correct the address of %1, or work on %2 by its own name: --target %2")
                  .arg(check.stage, finding.otherStage)
            : tr("If it is a copy that may be changed, declare its address as one of %1 "
                 "(addresses) in arborist.toml.")
                  .arg(check.stage));
}

/// Compares with the records; returns what is worth telling.
QString compareWithRecords(const Order &order, const StageCheck &check)
{
    FingerprintStore store;
    const FingerprintFinding finding =
        stages::verifyFingerprint(*order.workspace, *order.stage, check, store);
    refuseStranger(check, finding);
    refuseProtected(order, check, store);
    const bool telling =
        finding.verdict == Verdict::Moved || finding.verdict == Verdict::Unverified ||
        finding.verdict == Verdict::SameAsStage || finding.verdict == Verdict::CopyOfStage;
    return telling ? finding.sentence : QString();
}

} // namespace

Stage stageInCharge(const Order &order, const QString &fingerprint)
{
    if (isBareUrl(order)) {
        if (const auto found = stages::Fingerprint::fromText(fingerprint)) {
            if (auto known = stages::knownStage(*found, FingerprintStore()))
                return *known;
        }
    }
    return order.stage ? *order.stage : Stage();
}

GuardedTarget guardTarget(const PlannedOperation &operation, const Order &order,
                          postgres::Connection &connection)
{
    GuardedTarget target;
    target.check = stages::check(order.stage ? order.stage->name : QString(), connection);
    const StageCheck &check = target.check;
    const PlanTarget &planned = operation.plan().target;
    const QString found = check.fingerprint.text();
    if (!planned.fingerprint.isEmpty() && planned.fingerprint != found)
        throw Error::refused(tr("The plan was made for another database: %1, not %2 (%3).")
                                 .arg(planned.fingerprint, found, check.database),
                             tr("Plan again, and look at the new plan before it runs."));
    if (operation.risk() == stages::Risk::Read)
        return target;
    if (check.fingerprint.standby)
        throw Error::refused(
            tr("%1 at %2 is a standby: it takes no changes.").arg(check.database, check.address),
            tr("Connect to the primary server."));
    if (!isBareUrl(order))
        target.note = compareWithRecords(order, check);
    const Stage inCharge = stageInCharge(order, found);
    const bool destroys =
        operation.risk() == stages::Risk::Destructive || !operation.plan().loses.isEmpty();
    if (destroys && inCharge.environment == stages::Environment::Unknown &&
        !connection.info().isLoopback())
        throw Error::refused(
            tr("Nobody knows what kind of environment %1 at %2 is, and something would be lost.")
                .arg(check.database, check.address),
            tr("Make it a stage of a project, with its environment in arborist.toml; or work on "
               "the machine of the database, over its socket or loopback."));
    return target;
}

} // namespace arborist::operations
