// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/operations/undo.h"

#include "services/journal/batch_writer.h"
#include "services/operations/file_operation.h"
#include "services/operations/plan_target.h"
#include "services/operations/undo_plan.h"
#include "services/stages/fingerprint_verdict.h"
#include <QCoreApplication>
#include <QFileInfo>
#include <algorithm>

namespace arborist::operations {

namespace {

QString tr(const char *text)
{
    return QCoreApplication::translate("Undo", text);
}

bool isAlive(const RunRecord &run)
{
    return QFileInfo::exists(run.journal) && journal::Journal::isAlive(run.journal);
}

/// Of a run that may keep its way back in another form: what it keeps are rows.
bool hasRows(const RunRecord &run)
{
    try {
        return QFileInfo::exists(run.journal) && !isAlive(run) &&
               !journal::Journal::open(run.journal, false).batches().empty();
    } catch (const Error &) {
        return false; // a damaged one is told of by whoever wants to use it
    }
}

/// Changes of the schema, and of whole tables, are none that rows could take back; what only reads
/// may have written files of the project.
bool isKeptByJournal(const RunRecord &run)
{
    const QString undo = QStringLiteral("undo ");
    QString operation = run.operation;
    while (operation.startsWith(undo))
        operation.remove(0, undo.size());
    const auto kinds = stages::operationKinds();
    const auto kind = std::ranges::find_if(kinds, [&](const stages::OperationKind &each) {
        return operation == QLatin1String(each.name);
    });
    return kind == kinds.end() || kind->wayBack == stages::WayBack::Journal ||
           (kind->wayBack != stages::WayBack::Dump && hasRows(run));
}

/// At whatever address: a server may have moved since then, and what is not the run's own work any
/// more is left alone.
bool isSameDatabase(const QString &found, const QString &changed)
{
    using stages::Fingerprint;
    const auto now = Fingerprint::fromText(found);
    const auto then = Fingerprint::fromText(changed);
    return now && then && relate(*now, *then) != stages::FingerprintRelation::Different;
}

/// What speaks against taking the run back, before its journal is opened.
void checkUndoable(const RunRecord &run)
{
    refuseUndone(run);
    if (!isKeptByJournal(run))
        throw Error(
            tr("The run %1 (%2) keeps no rows that could be put back.").arg(run.id, run.operation),
            run.operation == u"migrate"
                ? tr("Its migrations are taken back by their down scripts: arboristctl rollback")
                : tr("A backup made before it brings back what was there."));
    if (run.journal.isEmpty())
        throw Error(tr("The run %1 changed nothing: there is nothing to take back.").arg(run.id));
    if (run.expired)
        throw Error(tr("The way back of the run %1 has expired.").arg(run.id),
                    tr("Journals are kept for 30 days, or as long as keep_automatic_days under "
                       "[backup] in arborist.toml says. Those written with --journal stay."));
    if (!QFileInfo::exists(run.journal))
        throw Error(tr("The journal of the run %1 is gone.").arg(run.id),
                    tr("Put it back where it was: without it nobody knows the former values."))
            .setWhere(run.journal);
    if (isAlive(run))
        throw Error::refused(tr("The run %1 is still under way.").arg(run.id),
                             tr("Wait for its end, or cancel it."));
}

} // namespace

void refuseUndone(const RunRecord &run)
{
    if (!run.undoneBy.isEmpty())
        throw Error::refused(
            tr("The run %1 has been taken back already, by %2.").arg(run.id, run.undoneBy),
            tr("To have its changes again, take back %1.").arg(run.undoneBy));
}

void refuseOtherDatabase(const RunRecord &run, const PlanTarget &target)
{
    if (!isSameDatabase(target.fingerprint, run.fingerprint))
        throw Error::refused(tr("The run %1 changed another database: %2, not %3 (%4).")
                                 .arg(run.id, run.fingerprint, target.fingerprint, target.database),
                             tr("Connect to the database that the run changed: %1 at %2.")
                                 .arg(run.database, run.host));
}

bool wasCutOff(const RunRecord &run)
{
    return !run.outcome && !isAlive(run);
}

bool canUndo(const RunRecord &run)
{
    const bool changed = run.outcome ? run.rows > 0 : !run.journal.isEmpty();
    return changed && isKeptByJournal(run) && run.undoneBy.isEmpty() && !run.expired &&
           QFileInfo::exists(run.journal) && !isAlive(run);
}

PlannedOperationPtr planUndo(const RunRecord &run, postgres::Connection &connection,
                             OperationContext &context)
{
    context.throwIfStopped();
    checkUndoable(run);
    stages::Stage stage;
    stage.name = run.stage;
    const PlanTarget target = planTarget(stage, connection);
    refuseOtherDatabase(run, target);
    journal::Journal journal = journal::Journal::open(run.journal, true);
    journal::settlePrepared(journal, connection);
    return std::make_shared<UndoPlan>(run, journal, target);
}

PlannedOperationPtr planUndo(const RunRecord &run, OperationContext &context)
{
    if (changedFiles(run)) {
        checkUndoable(run);
        return planFileUndo(run);
    }
    postgres::Connection connection = context.connect();
    return planUndo(run, connection, context);
}

} // namespace arborist::operations
