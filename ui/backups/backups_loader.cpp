// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/backups/backups_loader.h"

#include "services/backup/places.h"
#include "services/backup/verify.h"
#include "services/postgres/connection.h"
#include "ui/shell/session.h"

namespace arborist {

namespace {

BackupsReading readBackups(const stages::Workspace &workspace, const QString &key)
{
    auto overview = std::make_shared<BackupsOverview>();
    overview->folder = backup::backupFolder(workspace, key);
    overview->keepDays = workspace.backup().keepAutomaticDays;
    overview->backups = backup::listBackups(overview->folder);
    overview->keeping = backup::keepingOf(overview->backups, overview->keepDays);
    for (const backup::ListedBackup &each : overview->backups)
        overview->forms.push_back(each.manifest ? std::optional(each.manifest->form)
                                                : backup::formOf(each.path));
    overview->freeBytes = backup::freeBytes(overview->folder);
    overview->readAt = QDateTime::currentDateTimeUtc();
    return overview;
}

} // namespace

BackupsLoader::BackupsLoader(Session &session, QObject *parent)
    : QObject(parent),
      m_session(session)
{
}

void BackupsLoader::reset()
{
    ++m_turn;
    m_reading.reset();
    m_error.reset();
    m_kept.clear();
    m_isReading = false;
    m_isAsking = false;
    cancelComparison();
    Q_EMIT keptRead();
    Q_EMIT busyChanged();
}

void BackupsLoader::load()
{
    if (!m_session.workspace() || !m_session.target())
        return;
    ++m_turn;
    list();
    askForKept();
    Q_EMIT busyChanged();
}

void BackupsLoader::list()
{
    JobRequest request;
    request.title = tr("Look for backups");
    request.icon = QStringLiteral("archive-insert");
    request.background = true;
    request.view = QStringLiteral("backups/files");
    request.work = [workspace = m_session.workspace(), key = m_session.key()](OperationContext &) {
        return std::any(readBackups(*workspace, key));
    };
    m_isReading = true;
    m_session.jobs().start(std::move(request), this, [this, turn = m_turn](const Outcome &outcome) {
        if (turn != m_turn)
            return; // for another stage, or asked for again
        m_isReading = false;
        if (outcome.state == JobState::Succeeded) {
            m_error.reset();
            m_reading = std::any_cast<BackupsReading>(outcome.result);
        } else if (outcome.state != JobState::Cancelled) {
            m_error = *outcome.error;
        }
        Q_EMIT read();
        Q_EMIT busyChanged();
    });
}

void BackupsLoader::askForKept()
{
    using Kept = std::vector<backup::KeptDatabase>;
    JobRequest request;
    request.title = tr("Look for databases put aside on %1").arg(m_session.targetName());
    request.background = true;
    request.view = QStringLiteral("backups/kept");
    request.work = [](OperationContext &context) {
        postgres::Connection connection = context.connect();
        return std::any(backup::keptDatabases(connection));
    };
    m_isAsking = true;
    m_session.start(std::move(request), this, [this, turn = m_turn](const Outcome &outcome) {
        if (turn != m_turn)
            return;
        m_isAsking = false;
        // What it said before stays, greyed, while it does not answer.
        if (outcome.state == JobState::Succeeded)
            m_kept = std::any_cast<const Kept &>(outcome.result);
        Q_EMIT keptRead();
        Q_EMIT busyChanged();
    });
}

void BackupsLoader::compare(const backup::Manifest &manifest, Compared done)
{
    cancelComparison();
    JobRequest request;
    request.title = tr("Compare %1 with %2").arg(manifest.name, m_session.targetName());
    request.icon = QStringLiteral("exchange-positions");
    request.work = [manifest](OperationContext &context) {
        return std::any(backup::compareWith(manifest, context));
    };
    const auto id = std::make_shared<JobId>(0);
    m_comparing = *id = m_session.start(
        std::move(request), this, [this, id, done = std::move(done)](const Outcome &outcome) {
            if (m_comparing != *id)
                return;
            m_comparing = 0;
            Q_EMIT comparingChanged();
            if (outcome.state == JobState::Succeeded)
                done(std::any_cast<const backup::Comparison &>(outcome.result), {});
            else
                done({}, outcome.error ? *outcome.error : Error::cancelled());
        });
    Q_EMIT comparingChanged();
}

void BackupsLoader::cancelComparison()
{
    if (m_comparing == 0)
        return;
    m_session.jobs().cancel(m_comparing);
    m_comparing = 0;
    Q_EMIT comparingChanged();
}

} // namespace arborist
