// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/operations/target_guard.h"

#include "services/operations/session_pin.h"
#include "services/postgres/connection.h"
#include "services/stages/accept_database.h"
#include "services/stages/known_fingerprints.h"
#include "services/stages/known_stage.h"
#include "services/stages/meet_protected.h"
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

void checkPlanned(const PlannedOperation &operation, const StageCheck &check)
{
    const QString &planned = operation.plan().target.fingerprint;
    const QString found = check.fingerprint.text();
    const bool mayBeUnnamed = operation.risk() == stages::Risk::Read;
    if (planned == found || (planned.isEmpty() && mayBeUnnamed))
        return;
    throw Error::refused(tr("The plan was made for another database: %1, not %2 (%3).")
                             .arg(planned, found, check.database),
                         tr("Plan again, and look at the new plan before it runs."));
}

/// A first contact of a protected stage is known to this machine alone.
QString lockNote(const Order &order, const FingerprintFinding &finding)
{
    if (finding.verdict != Verdict::FirstContact || !order.stage->isProtected)
        return {};
    return finding.sentence + u' ' +
           tr("So that others know it before their first contact, write it into arborist.lock and "
              "commit that: arboristctl stages trust %1")
               .arg(order.stage->name);
}

/// Compares with the records; returns what is worth telling.
QStringList compareWithRecords(const Order &order, const StageCheck &check,
                               const std::stop_token &stop)
{
    FingerprintStore store;
    QStringList notes;
    if (!ownRecord(*order.stage, knownFingerprints(*order.workspace, store)))
        notes = meetProtected(*order.workspace, *order.stage,
                              order.workspace->knownAddress(*order.stage), store, stop);
    const FingerprintFinding finding =
        verifyFingerprint(*order.workspace, *order.stage, check, store);
    if (finding.stopsWrites)
        throw Error::refused(finding.sentence, finding.hint);
    const bool telling = finding.verdict == Verdict::Unverified ||
                         finding.verdict == Verdict::SameAsStage ||
                         finding.verdict == Verdict::CopyOfStage;
    if (telling)
        notes << finding.sentence;
    if (const QString note = lockNote(order, finding); !note.isEmpty())
        notes << note;
    return notes;
}

void refuseStandby(const StageCheck &check)
{
    if (check.fingerprint.standby)
        throw Error::refused(
            tr("%1 at %2 is a standby: it takes no changes.").arg(check.database, check.address),
            tr("Connect to the primary server."));
}

void refuseFarAway(const PlannedOperation &operation, const Order &order, const StageCheck &check)
{
    const bool destroys =
        operation.risk() == stages::Risk::Destructive || !operation.plan().loses.isEmpty();
    if (destroys && !check.nearby &&
        stageInCharge(order, check.fingerprint.text()).environment == stages::Environment::Unknown)
        throw Error::refused(
            tr("Nobody knows what kind of environment %1 at %2 is, and something would be lost.")
                .arg(check.database, check.address),
            tr("Make it a stage of a project, with its environment in arborist.toml; or work on "
               "the machine of the database, over its socket or loopback."));
}

void requirePinnedSession(postgres::Connection &connection, const OperationContext &context)
{
    try {
        requirePinned(connection, context.connect);
    } catch (const Error &) {
        context.throwIfStopped();
        throw;
    }
}

} // namespace

bool isBareUrl(const Order &order)
{
    return !order.workspace || !order.stage || order.workspace->folder().isEmpty();
}

Stage stageInCharge(const Order &order, const QString &fingerprint)
{
    if (isBareUrl(order)) {
        if (const auto found = stages::Fingerprint::fromText(fingerprint)) {
            if (auto known = stages::knownStage(*found, FingerprintStore(), order.nearby))
                return *known;
        }
    }
    return order.stage ? *order.stage : Stage();
}

QStringList meetNearby(const Order &order, const std::stop_token &stop)
{
    if (!isBareUrl(order) || order.nearby.isEmpty() || !order.workspace || !order.stage)
        return {};
    FingerprintStore store;
    const auto address = order.workspace->knownAddress(*order.stage);
    Stage nameless = *order.stage; // its name is the database's, which a stage may have as well
    if (address)
        nameless.name = QStringLiteral("%1 at %2").arg(address->database(), address->address());
    return meetProtected(stages::Workspace::open(order.nearby), nameless, address, store, stop);
}

GuardedTarget guardTarget(const PlannedOperation &operation, const Order &order,
                          postgres::Connection &connection, const OperationContext &context)
{
    GuardedTarget target;
    target.check = stages::identify(order.stage ? order.stage->name : QString(), connection);
    const StageCheck &check = target.check;
    checkPlanned(operation, check);
    if (operation.risk() == stages::Risk::Read)
        return target;
    if (check.throughPooler)
        requirePinnedSession(connection, context);
    if (operation.accepts()) {
        checkAcceptable(*order.workspace, *order.stage, check, FingerprintStore());
        return target;
    }
    refuseStandby(check);
    if (!isBareUrl(order))
        target.notes = compareWithRecords(order, check, context.stop);
    refuseFarAway(operation, order, check);
    return target;
}

} // namespace arborist::operations
