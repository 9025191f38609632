// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/operations/retention.h"

#include "services/core/data_folder.h"
#include "services/core/log.h"
#include "services/core/run_log.h"
#include "services/journal/journal.h"
#include "services/stages/workspace.h"
#include <QDir>
#include <QHash>
#include <algorithm>
#include <exception>

namespace arborist::operations {
namespace {

class Retention
{
public:
    explicit Retention(const QDateTime &now)
        : m_now(now),
          m_folder(dataFolder() + QStringLiteral("/journals"))
    {
    }

    int run()
    {
        QStringList ids;
        for (const QFileInfo &file : m_folder.entryInfoList({QStringLiteral("*.journal")}))
            ids << file.completeBaseName();
        if (ids.isEmpty())
            return 0;
        int deleted = 0;
        for (const RunRecord &run : RunLog().runs(ids)) {
            try {
                deleted += isOver(run) && remove(run);
            } catch (const Error &error) {
                log::info(error.message()); // it is not the last time that this is tried
            }
        }
        return deleted;
    }

private:
    bool isOver(const RunRecord &run)
    {
        if (!run.outcome || !run.finished.isValid() ||
            run.journal != m_folder.absoluteFilePath(run.id + QStringLiteral(".journal")))
            return false;
        const auto days = daysOf(run.workspace);
        return days && run.finished.addDays(*days) < m_now;
    }

    /// None where the workspace's file does not tell.
    std::optional<int> daysOf(const QString &workspace)
    {
        const auto known = m_days.constFind(workspace);
        return known != m_days.cend() ? *known : *m_days.insert(workspace, readDays(workspace));
    }

    static std::optional<int> readDays(const QString &workspace)
    {
        if (!QDir::isAbsolutePath(workspace) || !QDir(workspace).exists())
            return stages::BackupSettings().keepAutomaticDays;
        try {
            return stages::Workspace::open(workspace).backup().keepAutomaticDays;
        } catch (const Error &error) {
            log::info(error.message());
            return std::nullopt;
        }
    }

    static bool remove(const RunRecord &run)
    {
        {
            const auto journal = journal::Journal::open(run.journal, true);
            const auto batches = journal.batches();
            if (std::ranges::any_of(batches, [](const journal::BatchRecord &batch) {
                    return batch.state == journal::BatchState::Prepared;
                }))
                return false;
            RunLog().expire(run);
        }
        QDir(journal::keptFolderOf(run.journal)).removeRecursively();
        return QFile::remove(run.journal);
    }

    QDateTime m_now;
    QDir m_folder;
    QHash<QString, std::optional<int>> m_days;
};

} // namespace

int deleteExpiredJournals(const QDateTime &now)
{
    try {
        return Retention(now).run();
    } catch (const Error &error) {
        log::warning(error.message());
    } catch (const std::exception &error) {
        log::warning(QString::fromUtf8(error.what()));
    }
    return 0;
}

} // namespace arborist::operations
