// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/backup/database_twin.h"
#include "services/backup/maintenance.h"
#include "services/backup/restore.h"
#include "services/backup/restore_rights.h"
#include "services/backup/sessions.h"
#include "services/backup/swap_run.h"
#include "services/core/error.h"
#include "services/journal/journal.h"
#include "services/postgres/connection.h"
#include "services/postgres/identifier.h"
#include "services/postgres/sql_file.h"
#include <QCoreApplication>
#include <QFileInfo>
#include <QJsonArray>

namespace arborist::backup {

namespace {

using postgres::Connection;
using postgres::quoteIdentifier;

QString tr(const char *text)
{
    return QCoreApplication::translate("KeptDatabase", text);
}

std::optional<Swap> noteOf(const RunRecord &run)
{
    if (run.journal.isEmpty() || !QFileInfo::exists(run.journal))
        return std::nullopt;
    for (const journal::Kept &kept : journal::Journal::open(run.journal, false).kept()) {
        if (kept.kind == u"database")
            return Swap::fromJson(kept.what);
    }
    return std::nullopt;
}

Error gone(const QString &name)
{
    return Error(tr("The database %1 is not there any more.").arg(name),
                 tr("It was dropped or renamed since then: a backup brings back what was there."));
}

class PlannedSwapBack final : public operations::PlannedOperation
{
public:
    PlannedSwapBack(const RunRecord &run, const PlanTarget &target, const Swap &then)
        : m_name(then.name),
          m_kept(then.aside),
          m_keptOid(then.oid),
          m_usedOid(then.newOid),
          m_keptComment(then.comment)
    {
        m_plan.operation = QStringLiteral("undo ") + run.operation;
        m_plan.request = {{QStringLiteral("run"), run.id}, {QStringLiteral("database"), m_kept}};
        m_plan.target = target;
    }

    const Plan &plan() const override { return m_plan; }
    const stages::OperationKind &kind() const override { return operationKind(stages::Verb::Undo); }

    void make(Connection &connection, const RunRecord &run)
    {
        const auto used = readTraits(connection, m_name);
        const auto kept = readTraits(connection, m_kept);
        if (!kept || kept->oid != m_keptOid)
            throw gone(m_kept);
        if (!used || used->oid != m_usedOid)
            throw Error::refused(
                tr("%1 is another database than the one that the run %2 has put there.")
                    .arg(m_name, run.id),
                tr("Take back what was done since then first."));
        const QString why = whyNotBeside(connection, *used, {});
        if (!why.isEmpty())
            throw Error::refused(tr("The names cannot be swapped back: %1.").arg(why),
                                 tr("Connect with the role that restored it."));
        PlanStep step;
        step.title = title();
        step.sql = QStringLiteral("ALTER DATABASE %1 RENAME TO ...; ALTER DATABASE %2 RENAME TO %1")
                       .arg(quoteIdentifier(m_name), quoteIdentifier(m_kept));
        step.lock = tr("nobody can connect for a moment");
        m_plan.steps.push_back(step);
        m_plan.wayBack =
            tr("%1 as it is now is put aside in its turn; undo swaps once more.").arg(m_name);
        m_plan.remarks << tr("What was written to %1 since the run %2 stays in the database that "
                             "is put aside.")
                              .arg(m_name, run.id);
        m_plan.remarks << sessionRemarks(connection, m_name);
    }

    void run(operations::Run &run) override
    {
        Swap swap;
        swap.name = m_name;
        swap.made = m_kept;
        swap.aside = asideName(m_name, SwapRun::idOf(run));
        swap.oid = m_usedOid;
        swap.newOid = m_keptOid;
        swap.isNew = false;
        if (const auto used = readTraits(run.connection(), m_name))
            swap.comment = used->comment;
        swap.newComment = m_keptComment;
        SwapRun swapRun(run, swap);
        run.beginStep(title());
        try {
            swapRun.perform();
        } catch (...) {
            swapRun.abandon();
        }
        run.addRows(1);
        run.note(tr("%1 as it was before is kept as %2. To drop it: arboristctl restore --drop-old "
                    "%3")
                     .arg(m_name, swap.aside, SwapRun::idOf(run)));
    }

private:
    QString title() const { return tr("Put %1 back in the place of %2").arg(m_kept, m_name); }

    QString m_name, m_kept;
    quint32 m_keptOid, m_usedOid;
    std::optional<QString> m_keptComment;
    Plan m_plan;
};

class PlannedDropKept final : public operations::PlannedOperation
{
public:
    explicit PlannedDropKept(const PlanTarget &target)
    {
        m_plan.operation = QStringLiteral("drop kept databases");
        m_plan.target = target;
    }

    const Plan &plan() const override { return m_plan; }
    const stages::OperationKind &kind() const override
    {
        return operationKind(stages::Verb::BackupsClean);
    }
    bool hasWork() const override { return !m_kept.empty(); }

    void make(const std::vector<KeptDatabase> &databases, Connection &connection)
    {
        QJsonArray names, runs;
        for (const KeptDatabase &kept : databases) {
            const auto found = readTraits(connection, kept.name);
            // It may have been swapped back meanwhile.
            if (!found || found->oid != kept.oid || found->comment != asideMark(kept.run))
                continue;
            PlanStep step;
            step.title = titleOf(kept);
            step.sql = QStringLiteral("DROP DATABASE ") + quoteIdentifier(kept.name);
            m_plan.steps.push_back(step);
            m_plan.loses << tr("%1, as it was before the run %2").arg(kept.original, kept.run);
            names += kept.name;
            runs += kept.run;
            m_kept.push_back(kept);
        }
        m_plan.request = {{QStringLiteral("databases"), names}, {QStringLiteral("runs"), runs}};
    }

    void run(operations::Run &run) override
    {
        for (const KeptDatabase &kept : m_kept) {
            run.context().throwIfStopped();
            run.beginStep(titleOf(kept));
            dropDatabase(run.connection(), kept.name, kept.oid);
            run.stepStays();
        }
    }

private:
    static QString titleOf(const KeptDatabase &kept) { return tr("Drop %1").arg(kept.name); }

    std::vector<KeptDatabase> m_kept;
    Plan m_plan;
};

} // namespace

operations::PlannedOperationPtr planSwapBack(const RunRecord &run, const PlanTarget &target,
                                             Connection &connection)
{
    const auto swap = noteOf(run);
    if (!swap || swap->aside.isEmpty())
        throw Error(tr("The run %1 has put no database aside.").arg(run.id),
                    tr("A backup made before it brings back what was there."));
    auto planned = std::make_shared<PlannedSwapBack>(run, target, *swap);
    planned->make(connection, run);
    return planned;
}

std::vector<KeptDatabase> keptDatabases(Connection &connection)
{
    const QString mark = asideMark({});
    const QString original = connection.info().database();
    const postgres::Result rows =
        connection.exec(postgres::sqlFile(QStringLiteral("backup_kept")), {mark});
    std::vector<KeptDatabase> kept;
    for (int row = 0; row < rows.rows(); ++row) {
        const QString run = rows.text(row, 2).mid(mark.size());
        if (rows.text(row, 0) != asideName(original, run))
            continue; // another database's
        QDateTime since = QDateTime::fromString(run.left(15), QStringLiteral("yyyyMMdd-HHmmss"));
        since.setTimeSpec(Qt::UTC);
        kept.push_back({run, rows.text(row, 0), original, quint32(rows.integer(row, 1)), since,
                        rows.integer(row, 3)});
    }
    return kept;
}

operations::PlannedOperationPtr planDropKept(const std::vector<KeptDatabase> &databases,
                                             const PlanTarget &target, Connection &connection)
{
    auto planned = std::make_shared<PlannedDropKept>(target);
    planned->make(databases, connection);
    return planned;
}

} // namespace arborist::backup
