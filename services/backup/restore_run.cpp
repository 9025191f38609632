// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/backup/maintenance.h"
#include "services/backup/planned_restore.h"
#include "services/backup/sessions.h"
#include "services/backup/snapshot.h"
#include "services/backup/swap_run.h"
#include "services/core/error.h"
#include "services/operations/own_transaction.h"
#include "services/postgres/connection.h"
#include "services/postgres/rollback_guard.h"
#include <QCoreApplication>
#include <QFileInfo>
#include <QLocale>
#include <algorithm>

namespace arborist::backup {

namespace {

QString tr(const char *text)
{
    return QCoreApplication::translate("Restore", text);
}

} // namespace

void PlannedRestore::run(operations::Run &run)
{
    m_source.requireUnchanged();
    if (isBeside())
        runBeside(run);
    else
        runInPlace(run);
}

Swap PlannedRestore::swapOf(operations::Run &run, const DatabaseTraits &traits) const
{
    const QString id = SwapRun::idOf(run);
    Swap swap;
    swap.name = replaces() ? traits.name : m_request.into;
    swap.made = databaseName(swap.name, QStringLiteral("_restore_") + id);
    if (!replaces())
        return swap;
    swap.aside = asideName(traits.name, id);
    swap.oid = traits.oid;
    swap.comment = swap.newComment = traits.comment;
    return swap;
}

void PlannedRestore::runBeside(operations::Run &run)
{
    // As it is by now: settings may have changed since it was planned.
    const DatabaseTraits traits =
        readTraits(run.connection(), m_traits.name).value_or(DatabaseTraits());
    if (replaces())
        requireEndable(run.connection(), traits.name);
    SwapRun swap(run, swapOf(run, traits));
    qint64 rows = -1;
    try {
        const QString made = swap.swap().made;
        run.beginStep(RestoreSteps::make(traits.name));
        createTwin(run.connection(), traits, made);
        setComment(run.connection(), made, markOf(SwapRun::idOf(run)));
        swap.setMade(readTraits(run.connection(), made).value_or(DatabaseTraits()).oid);
        rows = restoreInto(run, made);
        if (replaces()) {
            for (const QString &text : equipTwin(run.connection(), traits.name, made))
                run.note(text);
            run.beginStep(RestoreSteps::swap(traits.name));
            run.context().progress->enter(RestoreSteps::swap(traits.name), 0.02);
            swap.perform();
        } else {
            run.beginStep(tr("Call it %1").arg(m_request.into));
            swap.rename();
        }
    } catch (...) {
        swap.abandon();
    }
    run.addRows(std::max<qint64>(1, rows));
    run.note(replaces()
                 ? tr("%1 as it was before is kept as %2 for %3 days.")
                       .arg(traits.name, swap.swap().aside, QString::number(m_request.keepDays))
                 : tr("The restored database is %1.").arg(m_request.into));
    run.note(tr("Statistics are missing until autovacuum or ANALYZE has collected them."));
}

qint64 PlannedRestore::restoreInto(operations::Run &run, const QString &database)
{
    OperationContext &context = run.context();
    run.beginStep(RestoreSteps::fill(QFileInfo(m_source.archive().path).fileName()));
    postgres::Connection connection = openBeside(run.connection(), database, context.stop);
    const QStringList harmless = m_source.fill(run.connection(), connection, jobs(), context);
    tell(run, harmless);
    run.beginStep(RestoreSteps::compare());
    const qint64 rows = m_source.compareRows(connection, context);
    if (rows >= 0)
        run.note(tr("Every table has the rows that it must have: %1 in all.")
                     .arg(QLocale().toString(rows)));
    if (m_source.manifest() && differsInSchema(connection, *m_source.manifest(), context.stop))
        run.note(tr("Its schema is not the one that was backed up: compare it with the former."));
    return rows;
}

void PlannedRestore::tell(operations::Run &run, const QStringList &harmless) const
{
    constexpr qsizetype kTold = 5;
    for (const QString &text : harmless.mid(0, kTold))
        run.note(tr("Passed over: %1").arg(text));
    if (harmless.size() > kTold)
        run.note(tr("And %1 more.").arg(harmless.size() - kTold));
}

void PlannedRestore::runInPlace(operations::Run &run)
{
    OperationContext &context = run.context();
    postgres::Connection &connection = run.connection();
    run.beginStep(
        RestoreSteps::replace(m_traits.name, QFileInfo(m_source.archive().path).fileName()));
    const postgres::RollbackGuard guard(connection, context.stop);
    connection.execScript("BEGIN");
    connection.exec(QStringLiteral("SELECT set_config('synchronous_commit', 'on', true) WHERE "
                                   "current_setting('synchronous_commit') = 'off'"));
    const QString transaction = operations::noteTransaction(run);
    if (m_notOwned.isEmpty())
        run.journal().keep({kInPlace, {{QStringLiteral("transaction"), transaction}}});
    m_source.replace(connection, m_clearing, context);
    const qint64 rows = m_source.compareRows(connection, context);
    operations::commitNoted(run, transaction);
    if (connection.isOpen())
        connection.execScript("RESET ALL");
    run.addRows(std::max<qint64>(1, rows));
    if (rows >= 0)
        run.note(tr("Every table has the rows that it must have: %1 in all.")
                     .arg(QLocale().toString(rows)));
}

} // namespace arborist::backup
