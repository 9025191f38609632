// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/operations/consent.h"

#include "services/operations/target_guard.h"
#include <QCoreApplication>

namespace arborist::operations {

namespace {

using stages::Requirement;

QString tr(const char *text)
{
    return QCoreApplication::translate("Consent", text);
}

Requirement policyFor(const stages::Stage &stage, const PlannedOperation &operation,
                      const Order &order)
{
    return stages::requirement(operation.risk(), stage, order.consent.caller,
                               !operation.plan().loses.isEmpty());
}

/// Where there is nothing to do there is nothing to agree to.
Requirement requirementIn(const stages::Stage &stage, const PlannedOperation &operation,
                          const Order &order)
{
    return operation.hasWork() ? policyFor(stage, operation, order) : Requirement::Nothing;
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

} // namespace

Requirement requirementOf(const PlannedOperation &operation, const Order &order)
{
    return requirementIn(inCharge(operation, order), operation, order);
}

QString nameToType(const PlannedOperation &operation, const Order &order)
{
    return inCharge(operation, order).name;
}

Plan shownPlan(const PlannedOperation &operation, const Order &order)
{
    Plan plan = operation.plan();
    if (order.stage)
        plan.target.stage = order.stage->name;
    // The policy's alone: the hash must not tell whether there are rows to change today.
    plan.verdict = word(policyFor(inCharge(operation, order), operation, order));
    return plan;
}

void checkConsent(const PlannedOperation &operation, const Order &order)
{
    const stages::Stage stage = inCharge(operation, order);
    const Consent &consent = order.consent;
    const bool named = consent.typedName == stage.name;
    switch (requirementIn(stage, operation, order)) {
    case Requirement::Nothing:
        return;
    case Requirement::Yes:
        if (named || (consent.yes && consent.typedName.isEmpty()))
            return;
        if (!consent.typedName.isEmpty())
            break;
        throw Error::refused(tr("Nobody has agreed to changes on %1.").arg(stage.name),
                             tr("Look at the plan with --dry-run, then give --yes."));
    case Requirement::TypeName:
        if (named)
            return;
        if (!consent.typedName.isEmpty())
            break;
        throw Error::refused(
            stage.isProtected
                ? tr("%1 is protected: changes need its name, typed.").arg(stage.name)
                : tr("Something on %1 would be lost: that needs its name, typed.").arg(stage.name),
            tr("Look at the plan with --dry-run, then give --confirm %1.").arg(stage.name));
    case Requirement::Refused:
        throw Error::refused(stages::refusalReason(operation.plan().loses.isEmpty()
                                                       ? operation.risk()
                                                       : stages::Risk::Destructive,
                                                   stage),
                             {});
    }
    throw Error::refused(
        tr("The name that was given, “%1”, is not that of %2.").arg(consent.typedName, stage.name),
        tr("Give the name of the stage that is to be changed: --confirm %1").arg(stage.name));
}

void checkPlanHash(const PlannedOperation &operation, const Order &order)
{
    const QString &agreed = order.consent.planHash;
    if (agreed.isEmpty())
        return;
    // A front end may have shown the plan with or without what the order adds to it.
    const auto matches = [&agreed](const Plan &plan) {
        return agreed.compare(QString::fromLatin1(plan.hash()), Qt::CaseInsensitive) == 0;
    };
    if (matches(operation.plan()) || matches(shownPlan(operation, order)))
        return;
    throw Error::refused(
        tr("The plan is no longer the one that was agreed to: %1 instead of %2.")
            .arg(QString::fromLatin1(shownPlan(operation, order).hash()), agreed),
        tr("The database, the rules or the request have changed. Look at the new plan with "
           "--dry-run."));
}

} // namespace arborist::operations
