// SPDX-License-Identifier: GPL-3.0-or-later
// The end of the window: what is being changed is finished, or taken back, before it closes.
#include "ui/shell/dialogs.h"
#include "ui/shell/main_window.h"
#include <QDialog>

namespace arborist {

void MainWindow::quit()
{
    m_quitting = true;
    m_inTray = false;
    if (close())
        Q_EMIT quitRequested();
}

void MainWindow::quitNow()
{
    m_asksNothing = true;
    quit();
}

/// Runs of operations: they alone can be held.
std::vector<JobInfo> MainWindow::changingJobs() const
{
    std::vector<JobInfo> jobs = m_session.jobs().jobs();
    std::erase_if(
        jobs, [](const JobInfo &job) { return !job.pausable || job.state != JobState::Running; });
    return jobs;
}

void MainWindow::askToClose(const std::vector<JobInfo> &jobs)
{
    if ((m_closing && m_closing->isVisible()) || m_closesOnceIdle)
        return;
    if (!isVisible())
        raiseToFront();
    QStringList titles;
    for (const JobInfo &job : jobs)
        titles << job.title;
    m_closing = askToEndJobs(this, titles);
    connect(m_closing, &QDialog::accepted, this, [this] {
        m_closesOnceIdle = true;
        for (const JobInfo &job : changingJobs())
            m_session.jobs().cancel(job.id);
        closeOnceIdle();
    });
    connect(m_closing, &QDialog::rejected, this, [this] {
        if (!m_closesOnceIdle)
            m_quitting = false;
    });
    connect(&m_session.jobs(), &JobRunner::finished, m_closing, [this] {
        // It has ended meanwhile, and how is to be seen before the window closes.
        if (changingJobs().empty())
            m_closing->reject();
    });
    connect(&m_session.jobs(), &JobRunner::finished, this, &MainWindow::closeOnceIdle,
            Qt::UniqueConnection);
}

void MainWindow::closeOnceIdle()
{
    if (!m_closesOnceIdle || !changingJobs().empty())
        return;
    m_closesOnceIdle = false;
    const bool quits = m_quitting;
    // Whoever is told of the job's end too comes first.
    QMetaObject::invokeMethod(
        this, [this, quits] { quits ? quit() : void(close()); }, Qt::QueuedConnection);
}

} // namespace arborist
