// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/backup/planned_restore.h"
#include "services/core/error.h"
#include "services/core/listed.h"
#include "services/journal/journal.h"
#include "services/postgres/connection.h"
#include "services/postgres/rollback_guard.h"
#include "services/postgres/sql_file.h"
#include <QCoreApplication>
#include <QFileInfo>
#include <QLocale>
#include <algorithm>

namespace arborist::backup {

const QString kInPlace = QStringLiteral("in place");

namespace {

constexpr qsizetype kNamed = 20;

QString tr(const char *text)
{
    return QCoreApplication::translate("Restore", text);
}

QStringList tablesOf(const std::vector<DatabaseObject> &objects)
{
    QStringList names;
    for (const DatabaseObject &object : objects) {
        if (object.isTable)
            names << object.name;
    }
    return names;
}

QJsonObject noteOf(const std::vector<journal::Kept> &kept, const QString &kind)
{
    const auto found = std::ranges::find(kept, kind, &journal::Kept::kind);
    return found == kept.end() ? QJsonObject() : found->what;
}

} // namespace

void PlannedRestore::takeBack(const RunRecord &run)
{
    m_isUndo = true;
    m_plan.operation = QStringLiteral("undo ") + run.operation;
    m_plan.request.insert(QStringLiteral("run"), run.id);
}

/// What goes, in a transaction that only reads.
void PlannedRestore::planInPlace(postgres::Connection &connection, OperationContext &context)
{
    const postgres::RollbackGuard guard(connection, context.stop);
    connection.exec(QStringLiteral("BEGIN READ ONLY"));
    m_clearing = Clearing::find(m_source.archive(), m_isUndo, connection);
    m_notOwned = notOwned(connection);
    const postgres::Result locks =
        connection.exec(postgres::sqlFile(QStringLiteral("backup_locks")));
    m_locks = locks.integer(0, 0);
    m_mostLocks = locks.integer(0, 1);
    const QStringList foreign = m_isUndo ? m_notOwned : m_clearing.foreign();
    if (!foreign.isEmpty())
        throw Error::refused(
            tr("%1 cannot replace in place what belongs to other roles: %2.")
                .arg(connection.info().user(), listed(foreign, kNamed)),
            tr("Connect as the role that owns it, or as one that is a member of it."));
    if (!m_clearing.dependents.isEmpty() && !m_request.takesDependents)
        throw Error::refused(
            tr("What the dump does not hold depends on what it replaces, and would be lost: %1.")
                .arg(listed(m_clearing.dependents, kNamed)),
            tr("Drop it yourself, or let it go: --cascade, in the window “What depends on what is "
               "replaced may go”."));
}

void PlannedRestore::addInPlaceStep(const QString &dump)
{
    QString sql = QStringLiteral("BEGIN;\n");
    for (const DatabaseObject &object : m_clearing.objects)
        sql += QStringLiteral("DROP %1 CASCADE;\n").arg(object.dropSql);
    m_plan.steps.push_back(
        {RestoreSteps::replace(m_traits.name, dump), -1,
         sql + QStringLiteral("-- what pg_dump has written: CREATE ...; COPY ...;\nCOMMIT"),
         tr("ACCESS EXCLUSIVE on every table of the dump")});
}

void PlannedRestore::tellInPlace()
{
    const QStringList tables = tablesOf(m_clearing.objects);
    const std::vector<DatabaseObject> kept = inTheWayOf(m_source.archive(), m_clearing.objects);
    if (m_isUndo) {
        m_plan.loses
            << tr("What was written to %1 since the run %2").arg(m_traits.name, runTakenBack());
        QStringList gone;
        for (const DatabaseObject &object : m_clearing.objects) {
            if (std::ranges::none_of(kept, [&](const DatabaseObject &each) {
                    return each.classId == object.classId && each.id == object.id;
                }))
                gone << object.name;
        }
        if (!gone.isEmpty())
            m_plan.loses << tr("What the backup does not hold: %1").arg(listed(gone, kNamed));
        m_plan.remarks << tr("Extensions stay as they are.");
    } else if (!tables.isEmpty()) {
        m_plan.loses
            << tr("What these tables hold now, as far as the dump does not hold it too: %1")
                   .arg(listed(tables, kNamed));
    }
    for (const QString &dependent : std::as_const(m_clearing.dependents))
        m_plan.loses
            << tr("%1: it depends on what is replaced, and is not in the dump").arg(dependent);
    m_plan.wayBack =
        m_notOwned.isEmpty()
            ? tr("The backup that is made first: undo puts all of it in the place of what is there "
                 "then. Without that backup there is no way back.")
            : tr("The backup that is made first, by hand: undo is not possible, for not all of %1 "
                 "belongs to this role (%2). Whoever owns it all can restore that backup.")
                  .arg(m_traits.name, listed(m_notOwned, kNamed));
    m_plan.remarks << tr("It is done in place, in one transaction: %1. Any failure leaves the "
                         "database as it is.")
                          .arg(m_whyInPlace);
    if (!m_isUndo)
        m_plan.remarks << tr("What the dump does not name stays as it is.");
    m_plan.remarks << tr("What others commit between the backup and the replacement is in neither: "
                         "nobody else should write meanwhile.");
    if (m_locks > m_mostLocks)
        m_plan.remarks << tr("So many objects may need more locks than the server has room for "
                             "(about %1 of %2): raise max_locks_per_transaction if it says so.")
                              .arg(QLocale().toString(m_locks), QLocale().toString(m_mostLocks));
}

operations::PlannedOperationPtr planRestoreBack(const RunRecord &run, const PlanTarget &target,
                                                postgres::Connection &connection,
                                                OperationContext &context)
{
    const auto kept = journal::Journal::open(run.journal, false).kept();
    const QString file = noteOf(kept, QStringLiteral("backup"))[u"file"].toString();
    const QString transaction = noteOf(kept, kInPlace)[u"transaction"].toString();
    if (file.isEmpty() || transaction.isEmpty() || !QFileInfo::exists(file))
        throw Error(
            file.isEmpty()
                ? tr("No backup was made before the run %1.").arg(run.id)
                : tr("The backup that was made before the run %1 is gone: %2").arg(run.id, file),
            tr("Restore another one: arboristctl backups"));
    const QString status =
        connection.exec(QStringLiteral("SELECT pg_xact_status($1::xid8)"), {transaction})
            .text(0, 0);
    if (status == u"in progress")
        throw Error::refused(tr("The run %1 is still under way on the server.").arg(run.id),
                             tr("Wait for its end."));
    if (status == u"aborted")
        throw Error(tr("The run %1 changed nothing: there is nothing to take back.").arg(run.id));
    RestoreRequest request;
    request.file = file;
    request.way = RestoreWay::InPlace;
    request.target = target;
    auto planned = std::make_shared<PlannedRestore>(request, context);
    planned->takeBack(run);
    planned->make(connection, context);
    return planned;
}

} // namespace arborist::backup
