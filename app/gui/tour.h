// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QElapsedTimer>
#include <QObject>
#include <QSize>
#include <QTimer>

namespace arborist {

class MainWindow;
class Session;

/// Saves a picture of every page, light and dark: waits for the workspace, has every page read what
/// it shows, waits again, takes the pictures. Ends with an exit code.
class Tour : public QObject
{
    Q_OBJECT
public:
    Tour(MainWindow &window, Session &session, const QString &folder, QObject *parent = nullptr);

    void start();

Q_SIGNALS:
    void finished(int exitCode);

private:
    void step();
    bool isQuiet() const;
    void showNext();
    void takePicture();
    void end(const QString &problem);

    MainWindow &m_window;
    Session &m_session;
    QString m_folder;
    QTimer m_timer;
    QElapsedTimer m_elapsed;
    int m_read = 0;     ///< twice the pages shown, plus one while the last has not read again
    int m_quiet = 0;    ///< steps without any work
    int m_checks = 0;   ///< looks at the stages so far, for the chart of answer times
    int m_picture = -1; ///< page in one scheme, then in the other; negative while preparing
    int m_view = 0;     ///< of that page
    QString m_viewName;
};

} // namespace arborist
