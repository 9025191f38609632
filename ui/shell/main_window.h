// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/shell/dropped_place.h"
#include "ui/shell/session.h"
#include <QList>
#include <QPointer>
#include <QWidget>
#include <functional>
#include <map>

class QDialog;
class QStackedWidget;

namespace arborist {

class AppMenu;
class JobsBar;
class Note;
class OpeningView;
class Page;
class PageList;
class ScanSchedule;
class TargetBar;
class Tray;
enum class ColourScheme;
struct ScanChange;

/// How the window opens things; given by the program.
struct Openers {
    std::function<Opening(const QString &)> place; ///< a folder or a connection string
    std::function<Opening()> demo;
};

/// The one window: target bar, pages, jobs. Remembers size, page, target and appearance.
class MainWindow : public QWidget
{
    Q_OBJECT
public:
    MainWindow(Session &session, Openers openers, QWidget *parent = nullptr);
    ~MainWindow() override;

    /// Adds it to the list, in the order of the calls; the window owns it then.
    void addPage(Page *page);
    const QList<Page *> &pages() const { return m_pages; }
    Page *currentPage() const;
    void showPage(int index);
    void showPage(const QString &key);

    /// Call once all pages are added: shows the page that was shown last.
    void restore();

    void openPlace(const QString &place);
    void openDemo();
    /// Says what became of runs that were cut off, a sentence a run; nothing for none.
    void tellCutOff(const QStringList &runs);
    /// To the front, for a second start of the program.
    void raiseToFront();
    /// What takes things of that kind which are dropped on the window while a workspace is open;
    /// without it they are opened as places.
    void takeDropped(DroppedKind kind, std::function<void(const QString &)> take);
    /// Closes for good: not into the tray. Asks first where something is being changed.
    void quit();
    /// The same without asking: what runs is cancelled and taken back.
    void quitNow();

    TargetBar &targetBar() { return *m_targetBar; }
    PageList &pageList() { return *m_pageList; }
    JobsBar &jobsBar() { return *m_jobsBar; }
    ScanSchedule &schedule() { return *m_schedule; }
    Tray &tray() { return *m_tray; }

Q_SIGNALS:
    void quitRequested(); ///< the program is to end; the window is closed

protected:
    void resizeEvent(QResizeEvent *event) override;
    void closeEvent(QCloseEvent *event) override;
    void dragEnterEvent(QDragEnterEvent *event) override;
    void dropEvent(QDropEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    bool event(QEvent *event) override;

private:
    void addShortcuts();
    void connectMenu();
    void chooseFolder();
    void workspaceChanged();
    void stateChanged();
    void applyScheme(ColourScheme scheme);
    void updateTitle();
    void noteFiles();
    void setCompact(bool compact);
    void connectTray();
    void hideToTray();
    std::vector<JobInfo> changingJobs() const;
    void askToClose(const std::vector<JobInfo> &jobs);
    void closeOnceIdle();
    void tellGrowth(const std::vector<ScanChange> &changes);
    void showGrowth();

    Session &m_session;
    Openers m_openers;
    ScanSchedule *m_schedule;
    Tray *m_tray;
    AppMenu *m_menu;
    TargetBar *m_targetBar;
    PageList *m_pageList;
    QStackedWidget *m_stack;
    QStackedWidget *m_pageStack;
    OpeningView *m_opening;
    JobsBar *m_jobsBar;
    QList<Page *> m_pages;
    bool m_compact = false;
    bool m_inTray = false;
    bool m_quitting = false;
    bool m_asksNothing = false; ///< before it closes
    bool m_closesOnceIdle = false;
    QPointer<QDialog> m_closing; ///< asks whether to
    std::map<DroppedKind, std::function<void(const QString &)>> m_takers;
    Note *m_filesNote;    ///< why changed files were not taken over
    QString m_grownStage; ///< what the last message was about
};

} // namespace arborist
