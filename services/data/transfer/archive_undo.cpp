// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/core/error.h"
#include "services/data/transfer/planned_import.h"
#include "services/operations/plan_target.h"
#include "services/postgres/connection.h"
#include "services/stages/fingerprint_verdict.h"
#include <QCoreApplication>
#include <QDir>
#include <QFileInfo>
#include <algorithm>

namespace arborist::data {

namespace {

QString tr(const char *text)
{
    return QCoreApplication::translate("ArchiveUndo", text);
}

std::optional<QJsonObject> keptArchive(const journal::Journal &journal)
{
    const auto all = journal.kept();
    const auto found = std::ranges::find(all, QStringLiteral("archive"), &journal::Kept::kind);
    return found == all.end() ? std::nullopt : std::optional(found->what);
}

void checkUndoable(const RunRecord &run)
{
    if (!run.undoneBy.isEmpty())
        throw Error::refused(
            tr("The run %1 has been taken back already, by %2.").arg(run.id, run.undoneBy),
            tr("To have its changes again, take back %1.").arg(run.undoneBy));
    if (run.expired)
        throw Error(tr("The way back of the run %1 has expired.").arg(run.id),
                    tr("A backup made before it brings back what was there."));
    if (run.journal.isEmpty() || !QFileInfo::exists(run.journal))
        throw Error(tr("The journal of the run %1 is gone.").arg(run.id),
                    tr("Put it back where it was, with the folder beside it."));
    if (journal::Journal::isAlive(run.journal))
        throw Error::refused(tr("The run %1 is still under way.").arg(run.id),
                             tr("Wait for its end, or cancel it."));
}

void requireSameDatabase(const RunRecord &run, const PlanTarget &target)
{
    using stages::Fingerprint;
    const auto now = Fingerprint::fromText(target.fingerprint);
    const auto then = Fingerprint::fromText(run.fingerprint);
    if (!now || !then || relate(*now, *then) == stages::FingerprintRelation::Different)
        throw Error::refused(tr("The run %1 changed another database: %2, not %3.")
                                 .arg(run.id, run.database, target.database),
                             tr("Connect to the database that the run changed: %1 at %2.")
                                 .arg(run.database, run.host));
}

/// A run that was cut off does not know itself whether it was committed.
void requireCommitted(const RunRecord &run, const QString &transaction,
                      postgres::Connection &connection)
{
    const postgres::Result status = connection.exec(
        QStringLiteral("SELECT pg_catalog.pg_xact_status($1::xid8)"), {transaction});
    if (status.text(0, 0) == u"aborted")
        throw Error(tr("The run %1 changed nothing: its transaction was rolled back.").arg(run.id),
                    tr("There is nothing to take back."));
    if (status.text(0, 0) == u"in progress")
        throw Error::refused(
            tr("The server still works on the transaction of the run %1.").arg(run.id),
            tr("Try again in a moment."));
}

} // namespace

operations::PlannedOperationPtr planArchiveUndo(const RunRecord &run,
                                                const std::vector<migrations::LedgerName> &ledgers,
                                                postgres::Connection &connection,
                                                OperationContext &context)
{
    checkUndoable(run);
    stages::Stage stage;
    stage.name = run.stage;
    ImportOrder order;
    order.target = operations::planTarget(stage, connection);
    requireSameDatabase(run, order.target);
    {
        const auto journal = journal::Journal::open(run.journal, true);
        const auto kept = keptArchive(journal);
        if (!kept) {
            // Cut off before its archive was complete, and so before its first change.
            QDir(journal::keptFolderOf(run.journal)).removeRecursively();
            throw Error(tr("The run %1 was cut off before it changed anything.").arg(run.id),
                        tr("There is nothing to take back; what it had written of its archive has "
                           "been removed."));
        }
        requireCommitted(run, (*kept)[QStringLiteral("transaction")].toString(), connection);
        order.folder = journal::keptFolderOf(run.journal) + u'/' +
                       QFileInfo((*kept)[QStringLiteral("folder")].toString()).fileName();
    }
    order.ledgers = ledgers;
    auto planned = std::make_shared<PlannedImport>(order, stages::Verb::Undo);
    planned->make(connection, context);
    return planned;
}

} // namespace arborist::data
