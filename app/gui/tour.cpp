// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/gui/tour.h"

#include "ui/shell/main_window.h"
#include "ui/shell/page.h"
#include "ui/shell/stage_monitor.h"
#include "ui/style/theme.h"
#include <QDir>
#include <QPixmap>
#include <cstdio>

namespace arborist {

namespace {

constexpr int stepMs = 100;
constexpr int quietSteps = 4; ///< delayed layouts and paintings have happened by then
constexpr int wantedChecks = 16;
constexpr int stepsBetweenChecks = 5;
constexpr qint64 patienceMs = 10 * 60'000;

} // namespace

Tour::Tour(MainWindow &window, Session &session, const QString &folder, bool isDemo,
           QObject *parent)
    : QObject(parent),
      m_window(window),
      m_session(session),
      m_folder(folder),
      m_isDemo(isDemo)
{
    m_timer.setInterval(stepMs);
    connect(&m_timer, &QTimer::timeout, this, &Tour::step);
}

void Tour::start()
{
    if (!QDir().mkpath(m_folder)) {
        end(tr("The folder %1 cannot be made.").arg(m_folder));
        return;
    }
    m_elapsed.start();
    m_timer.start();
}

bool Tour::isQuiet() const
{
    for (const JobInfo &job : m_session.jobs().jobs()) {
        if (job.state == JobState::Running && !job.background) {
            return false;
        }
    }
    for (const Page *page : m_window.pages()) {
        if (page->isBusy()) {
            return false;
        }
    }
    return true;
}

void Tour::step()
{
    if (m_session.state() == Session::State::Failed) {
        end(m_session.openError()->message() + u'\n' + m_session.openError()->hint());
        return;
    }
    if (m_elapsed.elapsed() > patienceMs) {
        end(tr("Gave up after 10 minutes."));
        return;
    }
    if (m_session.state() != Session::State::Open || !isQuiet()) {
        m_quiet = 0;
        return;
    }
    if (m_read < 2 * m_window.pages().size()) {
        // Showing a page lets it find out what there is; refreshing makes it read that.
        if (++m_quiet >= quietSteps) {
            m_quiet = 0;
            m_read % 2 == 0 ? m_window.showPage(m_read / 2) : m_window.currentPage()->refresh();
            ++m_read;
        }
        return;
    }
    if (m_checks < wantedChecks) {
        if (++m_quiet < stepsBetweenChecks && m_checks > 0) {
            return;
        }
        m_quiet = 0;
        ++m_checks;
        m_session.monitor().checkAll();
        return;
    }
    if (++m_quiet < quietSteps) {
        return;
    }
    m_quiet = 0;
    const int pages = int(m_window.pages().size());
    if (m_picture >= 0 && m_picture < 2 * pages) {
        takePicture();
    }
    showNext();
}

void Tour::showNext()
{
    const int pages = int(m_window.pages().size());
    if (m_picture >= 2 * pages) {
        stepScene();
        return;
    }
    const Page *shown = m_picture < 0 ? nullptr : m_window.pages()[m_picture % pages];
    if (!shown || ++m_view >= shown->viewCount()) {
        m_view = 0;
        ++m_picture;
    }
    if (m_picture >= 2 * pages) {
        m_scenes = tourScenes(m_window, m_session, m_isDemo);
        stepScene();
        return;
    }
    Theme::apply(m_picture < pages ? ColourScheme::Light : ColourScheme::Dark);
    m_window.showPage(m_picture % pages);
    m_viewName = m_window.currentPage()->showView(m_view);
}

void Tour::takePicture()
{
    const bool dark = m_picture >= m_window.pages().size();
    const QString name = m_window.currentPage()->key() +
                         (m_viewName.isEmpty() ? QString() : u'-' + m_viewName) +
                         (dark ? QStringLiteral("-dark.png") : QStringLiteral("-light.png"));
    save(m_window.grab(), name);
}

bool Tour::save(const QPixmap &picture, const QString &name)
{
    const QString file = QDir(m_folder).absoluteFilePath(name);
    if (!picture.save(file)) {
        end(tr("%1 cannot be written.").arg(file));
        return false;
    }
    std::printf("%s\n", qPrintable(file));
    return true;
}

void Tour::stepScene()
{
    if (m_scene >= m_scenes.size()) {
        end({});
        return;
    }
    const TourScene &scene = m_scenes[m_scene];
    if (!m_prepared) {
        m_prepared = true;
        scene.prepare();
        return;
    }
    m_prepared = false;
    ++m_scene;
    // A database without drift has no plan to show.
    if (QWidget *subject = scene.picture.isEmpty() ? nullptr : scene.subject())
        save(subject->grab(), scene.picture);
}

void Tour::end(const QString &problem)
{
    m_timer.stop();
    if (!problem.isEmpty()) {
        std::fprintf(stderr, "arborist: %s\n", qPrintable(problem));
    }
    Q_EMIT finished(problem.isEmpty() ? 0 : 1);
}

} // namespace arborist
