// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QStackedWidget>
#include <QTimer>

class QProgressBar;

namespace arborist {

class EmptyState;
class ErrorState;
class Label;
class Session;

/// Instead of the pages while there is no workspace: how far opening has come, why it failed, or
/// what can be opened.
class OpeningView : public QStackedWidget
{
    Q_OBJECT
public:
    explicit OpeningView(Session &session, QWidget *parent = nullptr);

Q_SIGNALS:
    void openFolderRequested();
    void openDemoRequested();

private:
    QWidget *makeProgress();
    void reload();
    void sample();

    Session &m_session;
    QWidget *m_progress = nullptr;
    EmptyState *m_empty;
    ErrorState *m_error;
    Label *m_title = nullptr;
    Label *m_step = nullptr;
    QProgressBar *m_bar = nullptr;
    QTimer m_sampling;
};

} // namespace arborist
