// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/gui/tour_scenes.h"
#include <QElapsedTimer>
#include <QObject>
#include <QSize>
#include <QTimer>

namespace arborist {

class MainWindow;
class Session;

/// Saves a picture of every page, light and dark: waits for the workspace, has every page read what
/// it shows, waits again, takes the pictures; then those of dialogs and of what operations leave.
/// Ends with an exit code.
class Tour : public QObject
{
    Q_OBJECT
public:
    /// `isDemo`: what is open is the demo, on which operations may be run for their pictures.
    Tour(MainWindow &window, Session &session, const QString &folder, bool isDemo,
         QObject *parent = nullptr);

    void start();

Q_SIGNALS:
    void finished(int exitCode);

private:
    void step();
    bool isQuiet() const;
    void showNext();
    void takePicture();
    void stepScene();
    bool save(const QPixmap &picture, const QString &name);
    void end(const QString &problem);

    MainWindow &m_window;
    Session &m_session;
    QString m_folder;
    bool m_isDemo;
    QTimer m_timer;
    QElapsedTimer m_elapsed;
    int m_read = 0;     ///< twice the pages shown, plus one while the last has not read again
    int m_quiet = 0;    ///< steps without any work
    int m_checks = 0;   ///< looks at the stages so far, for the chart of answer times
    int m_picture = -1; ///< page in one scheme, then in the other; negative while preparing
    int m_view = 0;     ///< of that page
    QString m_viewName;
    std::vector<TourScene> m_scenes;
    size_t m_scene = 0;
    bool m_prepared = false; ///< the scene has been set, its picture is due
};

} // namespace arborist
