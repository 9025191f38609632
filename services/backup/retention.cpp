// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/backup/retention.h"

#include "services/backup/places.h"
#include "services/core/error.h"
#include <QCoreApplication>
#include <QFile>
#include <QFileInfo>
#include <QJsonArray>
#include <QLocale>
#include <QSet>
#include <algorithm>

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

PlanStep stepFor(const ListedBackup &backup)
{
    return {tr("Delete %1").arg(QFileInfo(backup.path).fileName()), -1, {}, {}};
}

QString madeText(const ListedBackup &backup)
{
    return QLocale().toString(backup.made.toLocalTime(), QLocale::ShortFormat);
}

} // namespace

std::vector<Keeping> keepingOf(const std::vector<ListedBackup> &all, int keepDays)
{
    std::vector<Keeping> keeping(all.size());
    QSet<QString> seen; // newest first
    for (size_t i = 0; i < all.size(); ++i) {
        const auto &manifest = all[i].manifest;
        if (!manifest || !manifest->automatic)
            continue;
        const QString stage = manifest->workspace + u'\n' + manifest->stage;
        if (seen.contains(stage))
            keeping[i] = {Keeping::Until::Date, all[i].made.addDays(keepDays)};
        else
            keeping[i] = {Keeping::Until::Newer, {}};
        seen.insert(stage);
    }
    return keeping;
}

std::vector<ListedBackup> expiredBackups(const std::vector<ListedBackup> &all, int keepDays,
                                         const QDateTime &now)
{
    const std::vector<Keeping> keeping = keepingOf(all, keepDays);
    std::vector<ListedBackup> expired;
    for (size_t i = 0; i < all.size(); ++i) {
        if (keeping[i].until == Keeping::Until::Date && keeping[i].date < now)
            expired.push_back(all[i]);
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
        plan.steps.push_back(stepFor(backup));
        plan.remarks << tr("%1: %2, made %3 before “%4”")
                            .arg(QFileInfo(backup.path).fileName(),
                                 QLocale().formattedDataSize(backup.bytes, 1), madeText(backup),
                                 backup.manifest->operation);
    }
    return std::make_shared<PlannedClean>(std::move(expired), std::move(plan));
}

operations::PlannedOperationPtr planDelete(const QString &folder, const QStringList &paths,
                                           const PlanTarget &target)
{
    const std::vector<ListedBackup> all = listBackups(folder);
    std::vector<ListedBackup> chosen;
    Plan plan;
    plan.operation = QStringLiteral("backups delete");
    plan.target = target;
    plan.request = {{QStringLiteral("folder"), folder},
                    {QStringLiteral("files"), QJsonArray::fromStringList(paths)}};
    for (const QString &path : paths) {
        const auto found = std::ranges::find(all, path, &ListedBackup::path);
        if (found == all.end())
            throw Error(tr("There is no backup %1 any more.").arg(path),
                        tr("Only backups in %1 are deleted here.").arg(folder));
        plan.steps.push_back(stepFor(*found));
        plan.loses << tr("%1 (%2), made %3: nothing brings it back.")
                          .arg(QFileInfo(path).fileName(),
                               QLocale().formattedDataSize(found->bytes, 1), madeText(*found));
        chosen.push_back(*found);
    }
    return std::make_shared<PlannedClean>(std::move(chosen), std::move(plan));
}

} // namespace arborist::backup
