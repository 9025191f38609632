// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/backup/retention.h"

#include "services/backup/places.h"
#include "services/core/error.h"
#include <QCoreApplication>
#include <QFile>
#include <QFileInfo>
#include <QLocale>
#include <QSet>

namespace arborist::backup {

namespace {

QString tr(const char *text)
{
    return QCoreApplication::translate("Backup", text);
}

class PlannedClean final : public operations::PlannedOperation
{
public:
    PlannedClean(std::vector<ListedBackup> expired, Plan plan)
        : m_expired(std::move(expired)),
          m_plan(std::move(plan))
    {
    }

    const Plan &plan() const override { return m_plan; }
    const stages::OperationKind &kind() const override
    {
        return operationKind(stages::Verb::BackupsClean);
    }
    bool isLocal() const override { return true; }
    bool hasWork() const override { return !m_expired.empty(); }

    void run(operations::Run &run) override
    {
        qint64 bytes = 0;
        for (size_t i = 0; i < m_expired.size(); ++i) {
            run.context().throwIfStopped();
            const ListedBackup &backup = m_expired[i];
            run.beginStep(m_plan.steps[i].title);
            // First what makes it a backup of ours that can be trusted, last the manifest: what is
            // left half way is found again.
            removeDump(backup.path);
            if (QFileInfo::exists(backup.path))
                throw Error(tr("%1 cannot be deleted.").arg(backup.path),
                            tr("Check the permissions of its folder."))
                    .setWhere(backup.path);
            QFile::remove(Manifest::fileOf(backup.path));
            bytes += backup.bytes;
            run.stepStays();
        }
        run.note(tr("%1 are free again.").arg(QLocale().formattedDataSize(bytes, 1)));
    }

private:
    std::vector<ListedBackup> m_expired;
    Plan m_plan;
};

} // namespace

std::vector<ListedBackup> expiredBackups(const std::vector<ListedBackup> &all, int keepDays,
                                         const QDateTime &now)
{
    std::vector<ListedBackup> expired;
    QSet<QString> seen; // newest first
    for (const ListedBackup &backup : all) {
        if (!backup.manifest || !backup.manifest->automatic)
            continue;
        const QString stage = backup.manifest->workspace + u'\n' + backup.manifest->stage;
        const bool isNewest = !seen.contains(stage);
        seen.insert(stage);
        if (!isNewest && backup.made.addDays(keepDays) < now)
            expired.push_back(backup);
    }
    return expired;
}

operations::PlannedOperationPtr planClean(const QString &folder, int keepDays,
                                          const PlanTarget &target, const QDateTime &now)
{
    std::vector<ListedBackup> expired = expiredBackups(listBackups(folder), keepDays, now);
    Plan plan;
    plan.operation = QStringLiteral("backups clean");
    plan.target = target;
    plan.request = {{QStringLiteral("folder"), folder},
                    {QStringLiteral("keep_automatic_days"), keepDays}};
    for (const ListedBackup &backup : expired) {
        plan.steps.push_back({tr("Delete %1").arg(QFileInfo(backup.path).fileName()), -1, {}, {}});
        plan.remarks << tr("%1: %2, made %3 before “%4”")
                            .arg(
                                QFileInfo(backup.path).fileName(),
                                QLocale().formattedDataSize(backup.bytes, 1),
                                QLocale().toString(backup.made.toLocalTime(), QLocale::ShortFormat),
                                backup.manifest->operation);
    }
    return std::make_shared<PlannedClean>(std::move(expired), std::move(plan));
}

} // namespace arborist::backup
