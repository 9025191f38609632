// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/repair/repair_runner.h"

#include "services/repair/deletion_runner.h"
#include "services/repair/update_batches.h"
#include <QCoreApplication>
#include <QLocale>

namespace arborist::repair {
namespace {

QString tr(const char *text)
{
    return QCoreApplication::translate("Repair", text);
}

/// A sentence for one, or the one for more with the number as %1.
QString counted(qint64 count, const char *one, const char *more)
{
    return count == 1 ? tr(one) : tr(more).arg(QLocale().toString(count));
}

} // namespace

RepairRunner::RepairRunner(operations::Run &run)
    : m_run(run),
      m_writer(run.connection(), run.journal(), run.context())
{
}

void RepairRunner::run(const PlannedRepair &repair)
{
    write(repair);
    DeletionRunner deletion(repair.deletion, m_run, m_writer);
    deletion.run();
    if (const qint64 heads = deletion.leftHeads(); heads > 0) {
        m_run.note(counted(heads,
                           QT_TRANSLATE_NOOP("Repair", "1 orphan was left: rows of it were "
                                                       "changed or added meanwhile."),
                           QT_TRANSLATE_NOOP("Repair", "%1 orphans were left: rows of them were "
                                                       "changed or added meanwhile.")));
    }
    PlannedRepair next = planAgain(repair);
    for (int retry = 0; retry < kRetries && !next.changes->changes().empty(); ++retry) {
        write(next);
        next = planAgain(next);
    }
    reportRest(next);
}

void RepairRunner::write(const PlannedRepair &repair)
{
    const UpdateBatches batches(repair);
    if (batches.count() == 0)
        return;
    const QString table = repair.request.mapping.qualifiedName();
    m_run.beginStep(tr("Correct rows of %1").arg(table));
    m_run.context().progress->enter(tr("Writing %1").arg(table), 0.35, batches.rows(), tr("rows"));
    qint64 done = 0;
    qint64 skipped = 0;
    for (size_t number = 0; number < batches.count(); ++number) {
        m_run.context().throwIfStopped();
        const journal::ChangeBatch batch = batches.batch(number);
        const journal::BatchResult result = m_writer.write(batch);
        m_run.addRows(result.written);
        skipped += qint64(result.skipped.size());
        done += qint64(batch.rows.size());
        m_run.context().progress->advance(done);
    }
    m_skipped += skipped;
}

PlannedRepair RepairRunner::planAgain(const PlannedRepair &repair)
{
    m_run.beginStep(tr("Scan %1 again").arg(repair.request.mapping.qualifiedName()));
    // Nothing is deleted that was not agreed to.
    return RepairPlanner(repair.request, m_run.connection(), m_run.context(), {false, 0.65}).plan();
}

void RepairRunner::reportRest(const PlannedRepair &last)
{
    if (m_skipped > 0) {
        m_run.note(counted(
            m_skipped, QT_TRANSLATE_NOOP("Repair", "1 row was changed meanwhile and planned anew."),
            QT_TRANSLATE_NOOP("Repair", "%1 rows were changed meanwhile and planned anew.")));
    }
    if (const qint64 rows = last.changes->rows(); rows > 0) {
        m_run.note(counted(rows,
                           QT_TRANSLATE_NOOP("Repair", "1 row differs again: others write to the "
                                                       "table."),
                           QT_TRANSLATE_NOOP("Repair", "%1 rows differ again: others write to "
                                                       "the table.")));
    }
    if (const qint64 items = last.before->inFlightItems(); items > 0) {
        m_run.note(counted(items,
                           QT_TRANSLATE_NOOP("Repair", "1 item was changed just now and left as "
                                                       "it is."),
                           QT_TRANSLATE_NOOP("Repair", "%1 items were changed just now and left "
                                                       "as they are.")));
    }
    QStringList left;
    for (const Kind kind : allKinds()) {
        if (const qint64 items = last.remaining[size_t(kind)].items; items > 0) {
            left += QStringLiteral("%1 %2: %3")
                        .arg(id(kind), hierarchy::title(kind), QLocale().toString(items));
        }
    }
    m_run.note(left.isEmpty() ? tr("The scan afterwards finds nothing that is left.")
                              : tr("The scan afterwards finds, not part of this repair: %1.")
                                    .arg(left.join(QStringLiteral(", "))));
}

} // namespace arborist::repair
