// SPDX-License-Identifier: GPL-3.0-or-later
// What comes to the window from files: things dropped on it, and files that changed under it.
#include "ui/shell/dropped_place.h"
#include "ui/shell/main_window.h"
#include "ui/widgets/note.h"
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
    openPlace(place);
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
