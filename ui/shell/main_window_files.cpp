// SPDX-License-Identifier: GPL-3.0-or-later
// What comes to the window from files: things dropped on it, and files that changed under it.
#include "ui/shell/dropped_place.h"
#include "ui/shell/main_window.h"
#include "ui/widgets/note.h"
#include <QDir>
#include <QDropEvent>
#include <QMimeData>

namespace arborist {

void MainWindow::dragEnterEvent(QDragEnterEvent *event)
{
    if (!droppedPlace(*event->mimeData()).isEmpty())
        event->acceptProposedAction();
}

void MainWindow::dropEvent(QDropEvent *event)
{
    const QString place = droppedPlace(*event->mimeData());
    if (place.isEmpty())
        return;
    event->acceptProposedAction();
    if (m_session.state() != Session::State::Open || !QDir::isAbsolutePath(place))
        return openPlace(place);
    // Something for the workspace that is open, or another one: the files tell, off this thread.
    JobRequest request;
    request.title = tr("Look at %1").arg(place);
    request.background = true;
    request.view = QStringLiteral("window/dropped");
    request.work = [place](OperationContext &) { return std::any(droppedKind(place)); };
    m_session.jobs().start(std::move(request), this, [this, place](const Outcome &outcome) {
        const auto kind = outcome.state == JobState::Succeeded
                              ? std::any_cast<DroppedKind>(outcome.result)
                              : DroppedKind::Place;
        const auto &take = m_takers[kind];
        if (take && m_session.state() == Session::State::Open)
            take(place);
        else
            openPlace(place);
    });
}

void MainWindow::takeDropped(DroppedKind kind, std::function<void(const QString &)> take)
{
    m_takers[kind] = std::move(take);
}

void MainWindow::noteFiles()
{
    const auto &error = m_session.rereadError();
    const bool shown = error && m_session.state() == Session::State::Open;
    if (shown)
        m_filesNote->setContent(Glyph::Drift, Tone::Drift,
                                tr("The changed files of the workspace were not taken over"),
                                tr("%1 %2 Until then Arborist goes on with what it read before.")
                                    .arg(error->message(), error->hint()));
    m_filesNote->setVisible(shown);
}

} // namespace arborist
