// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/migrations/migrations_loader.h"

#include "services/postgres/connection.h"
#include "ui/migrations/migration_requests.h"
#include "ui/migrations/read_migrations.h"
#include "ui/shell/session.h"
#include <QDir>
#include <QFileInfo>
#include <algorithm>

namespace arborist {

using migrations::MigrationSet;

namespace {

/// The folders of a set, for the watch: that of the journal, those of the files.
QStringList watched(const MigrationSet &set, const QString &top)
{
    QStringList folders{set.folder};
    if (set.tool == migrations::Tool::Drizzle)
        folders << set.folder + QStringLiteral("/meta");
    for (const migrations::Migration &migration : set.migrations) {
        const QString folder = QFileInfo(migration.file).path();
        if (!folders.contains(folder))
            folders << folder;
    }
    for (QString &folder : folders)
        folder = QDir(top).relativeFilePath(folder) + QStringLiteral("/*");
    return folders;
}

} // namespace

MigrationsLoader::MigrationsLoader(Session &session, QObject *parent)
    : QObject(parent),
      m_session(session),
      m_watch(std::make_unique<stages::FileWatch>())
{
    connect(m_watch.get(), &stages::FileWatch::changed, this, [this](const QStringList &files) {
        // What else the workspace is made of is read again by the session.
        if (std::ranges::any_of(files, [](const QString &file) { return file.contains(u'/'); }))
            load();
    });
}

const std::vector<StageReading> &MigrationsLoader::stages(size_t set) const
{
    static const std::vector<StageReading> none;
    return set < m_stages.size() ? m_stages[set] : none;
}

void MigrationsLoader::reset()
{
    m_files.reset();
    m_error.reset();
    m_stages.clear();
    m_readingStages.clear();
    m_readingFiles = false;
    m_watch->watch({});
    Q_EMIT busyChanged();
}

void MigrationsLoader::load()
{
    const auto workspace = m_session.workspace();
    if (!workspace)
        return;
    JobRequest request;
    request.title = tr("Read the migrations");
    request.background = true;
    request.view = QStringLiteral("migrations/files");
    request.work = [workspace](OperationContext &context) {
        auto files = std::make_shared<MigrationFiles>();
        for (MigrationSet &set : migrations::findSets(*workspace)) {
            context.throwIfStopped();
            if (set.isGuess && context.connect)
                settleByTarget(set, context);
            files->sets.push_back(readWhole(migrations::readSet(std::move(set)), context.stop));
        }
        return std::any(MigrationFilesPtr(std::move(files)));
    };
    m_readingFiles = true;
    Q_EMIT busyChanged();
    m_session.jobs().start(std::move(request), this, [this, workspace](const Outcome &outcome) {
        if (workspace != m_session.workspace())
            return; // read anew for that one
        m_readingFiles = false;
        m_error.reset();
        if (outcome.state == JobState::Succeeded)
            takeFiles(std::any_cast<MigrationFilesPtr>(outcome.result));
        else
            m_error = outcome.error ? *outcome.error : Error::cancelled();
        Q_EMIT filesRead();
        if (!m_error && !m_files->sets.empty()) {
            for (const stages::Stage &stage : workspace->stages())
                readStage(stage.name);
        }
        watchFiles();
        Q_EMIT busyChanged();
    });
}

/// What is known of the stages stays where the folder is the same, until they are read again.
void MigrationsLoader::takeFiles(MigrationFilesPtr files)
{
    std::vector<std::vector<StageReading>> readings;
    for (const MigrationFiles::Set &set : files->sets) {
        std::vector<StageReading> ofSet;
        for (const stages::Stage &stage : m_session.workspace()->stages()) {
            StageReading reading;
            reading.stage = stage;
            for (size_t i = 0; m_files && i < m_files->sets.size(); ++i) {
                const bool same = m_files->sets[i].set->folder == set.set->folder;
                for (const StageReading &before : m_stages[i]) {
                    if (same && before.stage.name == stage.name && before.status) {
                        reading = before;
                        reading.stage = stage;
                        reading.status = migrations::statusOf(*set.set, before.status->ledger);
                    }
                }
            }
            ofSet.push_back(std::move(reading));
        }
        readings.push_back(std::move(ofSet));
    }
    m_files = std::move(files);
    m_stages = std::move(readings);
    m_readingStages.clear();
}

void MigrationsLoader::watchFiles()
{
    const auto workspace = m_session.workspace();
    if (!workspace || workspace->folder().isEmpty())
        return;
    QStringList files;
    if (m_files) {
        for (const MigrationFiles::Set &set : m_files->sets)
            files += watched(*set.set, workspace->folder());
    }
    m_watch->watch(workspace->folder(), files);
}

void MigrationsLoader::setReading(const QString &stage, StageReading::State state,
                                  const std::optional<Error> &error)
{
    for (auto &set : m_stages) {
        for (StageReading &reading : set) {
            if (reading.stage.name == stage) {
                reading.state = state;
                reading.error = error;
            }
        }
    }
}

void MigrationsLoader::readStage(const QString &name)
{
    const auto workspace = m_session.workspace();
    const stages::Stage *stage = workspace ? workspace->stage(name) : nullptr;
    if (!stage || !m_files || m_files->sets.empty())
        return;
    JobRequest request;
    request.title = tr("Read the migrations of %1").arg(name);
    request.background = true;
    request.view = QStringLiteral("migrations/stage/") + name;
    request.work = [files = m_files, key = m_session.key(), name](OperationContext &context) {
        postgres::Connection connection = context.connect();
        SetsOnStage results;
        for (const MigrationFiles::Set &set : files->sets)
            results.push_back(readOnStage(*set.set, connection, key, name, context.stop));
        return std::any(std::move(results));
    };
    m_readingStages.insert(name);
    setReading(name, StageReading::State::Reading);
    Q_EMIT stageChanged(name);
    Q_EMIT busyChanged();
    const auto done = [this, name, files = m_files](const Outcome &outcome) {
        if (files != m_files)
            return; // it is being read for other files
        m_readingStages.remove(name);
        if (outcome.state == JobState::Succeeded) {
            const auto &results = std::any_cast<const SetsOnStage &>(outcome.result);
            for (size_t i = 0; i < results.size() && i < m_stages.size(); ++i) {
                for (StageReading &reading : m_stages[i]) {
                    if (reading.stage.name != name)
                        continue;
                    reading.error = results[i].error;
                    reading.state =
                        results[i].error ? StageReading::State::Failed : StageReading::State::Read;
                    if (results[i].status) {
                        reading.status = results[i].status;
                        reading.times = results[i].times;
                    }
                }
            }
        } else {
            setReading(name, StageReading::State::Failed,
                       outcome.error ? *outcome.error : Error::cancelled());
        }
        Q_EMIT stageChanged(name);
        Q_EMIT busyChanged();
    };
    m_session.startOn(*stage, std::move(request), this, done);
}

void MigrationsLoader::lint(size_t set, std::vector<qsizetype> migrations,
                            const stages::Stage *stage, const QString &view, LintDone done)
{
    if (!m_files || set >= m_files->sets.size() || !m_session.workspace())
        return;
    JobRequest request;
    request.title = tr("Look for hazards");
    request.background = true;
    request.view = view;
    request.work = [files = m_files, set, migrations = std::move(migrations),
                    required = requiredColumns(*m_session.workspace()),
                    sized = stage != nullptr](OperationContext &context) {
        migrations::LintRequest wish;
        wish.requiredColumns = required;
        wish.set = files->sets[set].set.get();
        wish.migrations = migrations;
        if (!sized)
            return std::any(migrations::lint(wish, nullptr));
        postgres::Connection connection = context.connect();
        return std::any(migrations::lint(wish, &connection));
    };
    const auto finish = [done = std::move(done)](const Outcome &outcome) {
        if (outcome.state == JobState::Succeeded)
            done(std::any_cast<const std::vector<migrations::Hazard> &>(outcome.result), {});
        else
            done({}, outcome.error ? *outcome.error : Error::cancelled());
    };
    if (stage)
        m_session.startOn(*stage, std::move(request), this, finish);
    else
        m_session.jobs().start(std::move(request), this, finish);
}

} // namespace arborist
