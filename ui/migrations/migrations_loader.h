// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/migrations/migration_files.h"
#include "services/migrations/lint/hazard.h"
#include "services/stages/file_watch.h"
#include "services/stages/workspace.h"
#include <QObject>
#include <QSet>
#include <memory>

namespace arborist {

class Session;

/// Reads a project's migrations and how they stand on each stage: the files first, then all stages
/// at once, each by a job of its own, so that one that does not answer holds up none of the others.
class MigrationsLoader : public QObject
{
    Q_OBJECT
public:
    explicit MigrationsLoader(Session &session, QObject *parent = nullptr);

    /// The files again, and then every stage.
    void load();
    /// One stage again, with the files as they were read.
    void readStage(const QString &stage);
    /// Forgets everything: another workspace.
    void reset();

    bool isBusy() const { return m_readingFiles || !m_readingStages.isEmpty(); }
    bool isReadingFiles() const { return m_readingFiles; }
    const MigrationFilesPtr &files() const { return m_files; }
    const std::optional<Error> &filesError() const { return m_error; }
    /// Of one set, in the order of the workspace's stages.
    const std::vector<StageReading> &stages(size_t set) const;

    /// Looks for hazards in one set; `done` gets them, or why they could not be looked for. A later
    /// call with the same view takes the place of an earlier one. Without a stage, by the text
    /// alone.
    using LintDone =
        std::function<void(const std::vector<migrations::Hazard> &, const std::optional<Error> &)>;
    void lint(size_t set, std::vector<qsizetype> migrations, const stages::Stage *stage,
              const QString &view, LintDone done);

Q_SIGNALS:
    void busyChanged();
    void filesRead();                        ///< or not: see filesError()
    void stageChanged(const QString &stage); ///< is being read, has been read, or has not

private:
    void takeFiles(MigrationFilesPtr files);
    void setReading(const QString &stage, StageReading::State state,
                    const std::optional<Error> &error = {});
    void watchFiles();

    Session &m_session;
    MigrationFilesPtr m_files;
    std::optional<Error> m_error;
    std::vector<std::vector<StageReading>> m_stages; ///< of each set
    QSet<QString> m_readingStages;
    bool m_readingFiles = false;
    std::unique_ptr<stages::FileWatch> m_watch;
};

} // namespace arborist
