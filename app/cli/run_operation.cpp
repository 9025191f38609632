// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/run_operation.h"

#include "app/cli/cli_text.h"
#include "app/cli/error_output.h"
#include "app/cli/exit_code.h"
#include "app/cli/operation_output.h"
#include "app/cli/progress_bar.h"
#include "app/cli/session.h"
#include "services/backup/safety_copy.h"
#include "services/core/run_log.h"
#include "services/data/undo/take_back.h"
#include "services/operations/consent.h"
#include "services/operations/refused_plan.h"
#include "services/operations/target_guard.h"
#include "services/stages/caller.h"
#include <QDir>
#include <QJsonDocument>

namespace arborist::cli {
namespace {

using operations::Order;
using operations::PlannedOperation;
using stages::Requirement;

void printPlan(Session &session, const PlannedOperation &operation, const Order &order,
               const OperationExtras &extras)
{
    const Plan plan = shownPlan(operation, order);
    if (!session.json()) {
        const bool isRefused = requirementOf(operation, order) == Requirement::Refused;
        session.terminal().print(planToText(plan, operation.hasWork(), true,
                                            isRefused ? refusalOf(operation, order) : QString()));
        return;
    }
    if (extras.documents) {
        extras.documents->append(plan.toJson());
        return;
    }
    QByteArray json = QJsonDocument(plan.toJson()).toJson(QJsonDocument::Compact);
    if (extras.changes) {
        json.chop(1);
        json += ",\"changes\":" + extras.changes() + '}';
    }
    session.terminal().printBytes(json + '\n');
}

int exitCodeOf(const Report &report)
{
    switch (report.outcome) {
    case Report::Result::Succeeded:
        return Done;
    case Report::Result::Cancelled:
        return Cancelled;
    case Report::Result::Refused:
        return Refused;
    case Report::Result::Failed:
        break;
    }
    return Failed;
}

bool canTakeBack(const Report &report)
{
    try {
        const auto run = RunLog().run(report.run);
        return run && data::canTakeBack(*run);
    } catch (const Error &) {
        return false; // without a history there is no undo by number
    }
}

int printReport(Session &session, const Report &report, const OperationExtras &extras)
{
    Terminal &terminal = session.terminal();
    if (session.json() && extras.documents)
        extras.documents->append(report.toJson());
    else if (session.json())
        terminal.printJson(report.toJson());
    else
        terminal.print(reportToText(report, canTakeBack(report)));
    if (report.error)
        terminal.message(errorToText(*report.error));
    return exitCodeOf(report);
}

bool meansYes(const QString &answer)
{
    return answer.compare(CliText::tr("y"), Qt::CaseInsensitive) == 0 ||
           answer.compare(CliText::tr("yes"), Qt::CaseInsensitive) == 0;
}

/// Throws Error::cancelled() for a no.
void askYes(Session &session, const QString &question)
{
    const auto answer = session.terminal().ask(question, session.stopToken());
    if (!answer || !meansYes(*answer))
        throw Error::cancelled();
}

/// Fills in the consent by asking; does nothing where nothing is missing or nobody can be asked.
/// Throws Error::cancelled() for a no.
void askForConsent(Session &session, const PlannedOperation &operation, Order &order)
{
    Terminal &terminal = session.terminal();
    operations::Consent &consent = order.consent;
    const Requirement requirement = requirementOf(operation, order);
    const bool wantsYes =
        requirement == Requirement::Yes && !consent.yes && consent.typedName.isEmpty();
    const bool wantsName = requirement == Requirement::TypeName && consent.typedName.isEmpty();
    if (!canAsk(session) || (!wantsYes && !wantsName))
        return;
    const Plan plan = shownPlan(operation, order);
    terminal.message(planToText(plan, true, false));
    if (wantsYes) {
        askYes(session, CliText::tr("Go on? [y/N] "));
        consent.yes = true;
    } else {
        const auto answer = terminal.ask(CliText::tr("Type the name of the stage, %1, to go on: ")
                                             .arg(nameToType(operation, order)),
                                         session.stopToken());
        if (!answer || answer->isEmpty())
            throw Error::cancelled();
        consent.typedName = *answer;
    }
    // What was shown is what was agreed to.
    if (consent.planHash.isEmpty())
        consent.planHash = QString::fromLatin1(plan.hash());
}

} // namespace

bool canAsk(Session &session)
{
    return session.terminal().canAsk() && stages::callerOfProcess() == stages::Caller::Desk;
}

Order orderOf(Session &session)
{
    const GlobalOptions &options = session.options();
    Order order;
    order.workspace = &session.workspace();
    order.stage = &session.stage();
    order.workspaceKey = session.workspaceKey();
    if (!options.db.isEmpty())
        order.nearby = stages::Workspace::find(QDir::currentPath());
    if (!options.journal.isEmpty())
        order.journalFolder = QDir::current().absoluteFilePath(options.journal);
    order.consent.yes = options.yes;
    order.consent.typedName = options.confirm;
    order.consent.planHash = options.plan;
    order.consent.caller = stages::callerOfProcess();
    order.consent.withoutBackup = options.noBackup;
    order.safetyCopy = backup::safetyCopy();
    return order;
}

void refuseEarly(Session &session, stages::Verb verb)
{
    if (session.options().dryRun)
        return;
    const stages::OperationKind &kind = operationKind(verb);
    Order order = orderOf(session);
    order.consent.yes = true; // whatever is agreed to
    order.consent.typedName = order.stage->name;
    planOrKeepRefusal(order, QString::fromLatin1(kind.name), [&] {
        operations::checkConsent(kind, *order.stage, order.consent);
        return operations::PlannedOperationPtr();
    });
}

int runOperation(Session &session, PlannedOperation &operation, const OperationExtras &extras)
{
    Order order = orderOf(session);
    order.undoes = extras.undoes;
    if (operation.hasWork() && operation.risk() != stages::Risk::Read && !operation.isLocal())
        meetNearby(order, session.stopToken()); // the plan tells what holds there
    if (session.options().dryRun) {
        printPlan(session, operation, order, extras);
        return Done;
    }
    askForConsent(session, operation, order);
    Report report;
    {
        OperationContext context = session.context();
        const ProgressBar bar(session.terminal(), context.progress, session.showsProgress());
        report = execute(operation, order, context);
    }
    return printReport(session, report, extras);
}

} // namespace arborist::cli
