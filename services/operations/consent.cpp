// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/operations/consent.h"

#include "services/operations/safety_copy.h"
#include "services/operations/target_guard.h"
#include "services/stages/policy_summary.h"
#include "services/stages/policy_words.h"
#include <QCoreApplication>

namespace arborist::operations {

namespace {

using stages::Refusal;
using stages::Requirement;
using stages::Verdict;

QString tr(const char *text)
{
    return QCoreApplication::translate("Consent", text);
}

bool losesSomething(const PlannedOperation &operation)
{
    return operation.risk() == stages::Risk::Destructive || !operation.plan().loses.isEmpty();
}

stages::Reach reachOf(const Order &order)
{
    return order.workspace && order.stage ? stages::reachOf(*order.workspace, *order.stage)
                                          : stages::Reach::Near;
}

Verdict policyFor(const stages::Stage &stage, const PlannedOperation &operation, const Order &order,
                  stages::Caller caller)
{
    return verdictOn(operation.kind(), stage, caller, !operation.plan().loses.isEmpty(),
                     reachOf(order));
}

Verdict policyFor(const stages::Stage &stage, const PlannedOperation &operation, const Order &order)
{
    return policyFor(stage, operation, order, order.consent.caller);
}

/// Where there is nothing to do there is nothing to agree to.
Requirement requirementIn(const stages::Stage &stage, const PlannedOperation &operation,
                          const Order &order)
{
    return operation.hasWork() ? policyFor(stage, operation, order).requirement
                               : Requirement::Nothing;
}

QString word(Requirement requirement)
{
    switch (requirement) {
    case Requirement::Nothing:
        return QStringLiteral("allowed");
    case Requirement::Refused:
        return QStringLiteral("refused");
    case Requirement::Yes:
    case Requirement::TypeName:
        break;
    }
    return QStringLiteral("confirm");
}

stages::Stage inCharge(const PlannedOperation &operation, const Order &order)
{
    stages::Stage stage = stageInCharge(order, operation.plan().target.fingerprint);
    operation.judgeAs(stage);
    return stage;
}

QString refusalIn(const stages::Stage &stage, const PlannedOperation &operation, const Order &order)
{
    return refusalText(policyFor(stage, operation, order).refusal, stage,
                       operation.plan().operation);
}

bool wantsCopy(const Verdict &verdict, const PlannedOperation &operation)
{
    return verdict.backup != stages::Backup::None && verdict.requirement != Requirement::Refused &&
           operation.kind().wayBack == stages::WayBack::Dump && operation.hasWork();
}

bool isDeclined(const Verdict &verdict, const Order &order)
{
    return order.consent.withoutBackup && verdict.backup == stages::Backup::Automatic;
}

void addSafetyCopy(Plan &plan, const Verdict &verdict, const PlannedOperation &operation,
                   const Order &order)
{
    if (!wantsCopy(verdict, operation))
        return;
    if (isDeclined(verdict, order)) {
        plan.backup = QStringLiteral("declined");
        plan.backupNote = tr("No backup first: it was declined.");
    } else if (order.safetyCopy) {
        const SafetyCopy::Preview preview = order.safetyCopy->preview(plan, order);
        plan.steps.insert(plan.steps.begin(), preview.step);
        plan.backupNote += u' ' + preview.note;
    }
}

Plan planFor(const PlannedOperation &operation, const Order &order, stages::Caller caller)
{
    const stages::Stage stage = inCharge(operation, order);
    // The policy's alone: the hash must not tell whether there are rows to change today.
    const Verdict verdict = policyFor(stage, operation, order, caller);
    Plan plan = operation.plan();
    if (order.stage)
        plan.target.stage = order.stage->name;
    plan.verdict = word(verdict.requirement);
    plan.caller = toWord(caller);
    plan.confirmation = toWord(verdict.requirement);
    plan.asks = askText(verdict, stage, losesSomething(operation));
    plan.backup = toWord(verdict.backup);
    plan.backupNote = backupText(verdict, operation.kind());
    addSafetyCopy(plan, verdict, operation, order);
    return plan;
}

void checkConsent(const Verdict &verdict, const stages::Stage &stage, const Consent &consent,
                  const QString &operation, bool loses)
{
    const bool named = consent.typedName == stage.name;
    switch (verdict.requirement) {
    case Requirement::Nothing:
        return;
    case Requirement::Yes:
        if (named || (consent.yes && consent.typedName.isEmpty()))
            return;
        if (!consent.typedName.isEmpty())
            break;
        throw Error::refused(tr("Nobody has agreed to changes on %1.").arg(stage.name),
                             consent.inWindow
                                 ? tr("Plan again, and agree to it in its dialog.")
                                 : tr("Look at the plan with --dry-run, then give --yes."));
    case Requirement::TypeName:
        if (named)
            return;
        if (!consent.typedName.isEmpty())
            break;
        throw Error::refused(
            stage.isProtected ? tr("%1 is protected: changes need its name, typed.").arg(stage.name)
            : loses
                ? tr("Something on %1 would be lost: that needs its name, typed.").arg(stage.name)
                : tr("Changes on %1 need its name, typed.").arg(stage.name),
            (consent.inWindow ? tr("Plan again, and type %1 below the plan.")
                              : tr("Look at the plan with --dry-run, then give --confirm %1."))
                .arg(stage.name));
    case Requirement::Refused:
        throw Error::refused(refusalText(verdict.refusal, stage, operation),
                             refusalHint(verdict.refusal));
    }
    throw Error::refused(
        tr("The name that was given, “%1”, is not that of %2.").arg(consent.typedName, stage.name),
        (consent.inWindow
             ? tr("Plan again, and type the name of the stage that is to be changed: %1")
             : tr("Give the name of the stage that is to be changed: --confirm %1"))
            .arg(stage.name));
}

} // namespace

Requirement requirementOf(const PlannedOperation &operation, const Order &order)
{
    return requirementIn(inCharge(operation, order), operation, order);
}

QString refusalOf(const PlannedOperation &operation, const Order &order)
{
    return refusalIn(inCharge(operation, order), operation, order);
}

QString nameToType(const PlannedOperation &operation, const Order &order)
{
    return inCharge(operation, order).name;
}

Plan shownPlan(const PlannedOperation &operation, const Order &order)
{
    return planFor(operation, order, order.consent.caller);
}

void checkConsent(const PlannedOperation &operation, const Order &order)
{
    if (!operation.hasWork())
        return;
    const stages::Stage stage = inCharge(operation, order);
    checkConsent(policyFor(stage, operation, order), stage, order.consent,
                 operation.plan().operation, losesSomething(operation));
}

bool needsSafetyCopy(const PlannedOperation &operation, const Order &order)
{
    const stages::Stage stage = inCharge(operation, order);
    const Verdict verdict = policyFor(stage, operation, order);
    if (!wantsCopy(verdict, operation) || isDeclined(verdict, order))
        return false;
    if (order.consent.withoutBackup)
        throw Error::refused(tr("A backup has to come before “%1” on %2: it cannot be left out.")
                                 .arg(operation.plan().operation, stage.name),
                             tr("Run it without --no-backup."));
    if (!order.safetyCopy)
        throw Error::refused(tr("A backup has to come before “%1” on %2, and nothing makes it.")
                                 .arg(operation.plan().operation, stage.name),
                             QString());
    return true;
}

void checkConsent(const stages::OperationKind &kind, const stages::Stage &stage,
                  const Consent &consent)
{
    checkConsent(verdictOn(kind, stage, consent.caller), stage, consent,
                 QString::fromLatin1(kind.name), kind.risk == stages::Risk::Destructive);
}

void checkPlanHash(const PlannedOperation &operation, const Order &order)
{
    const QString &agreed = order.consent.planHash;
    if (agreed.isEmpty())
        return;
    // A front end may have shown the plan without what the order adds to it; and what a person has
    // looked at from a desk, where it may be refused, a pipeline may run.
    const auto matches = [&agreed](const Plan &plan) {
        return agreed.compare(QString::fromLatin1(plan.hash()), Qt::CaseInsensitive) == 0;
    };
    if (matches(operation.plan()) || matches(planFor(operation, order, stages::Caller::Desk)) ||
        matches(planFor(operation, order, stages::Caller::Pipeline)))
        return;
    throw Error::refused(
        tr("The plan is no longer the one that was agreed to: %1 instead of %2.")
            .arg(QString::fromLatin1(shownPlan(operation, order).hash()), agreed),
        order.consent.inWindow
            ? tr("The database, the rules or the request have changed. Plan again, and look at the "
                 "new plan.")
            : tr("The database, the rules or the request have changed. Look at the new plan with "
                 "--dry-run."));
}

} // namespace arborist::operations
