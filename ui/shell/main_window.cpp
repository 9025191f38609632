// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/main_window.h"

#include "ui/shell/app_menu.h"
#include "ui/shell/jobs_bar.h"
#include "ui/shell/opening_view.h"
#include "ui/shell/page.h"
#include "ui/shell/page_list.h"
#include "ui/shell/scan_schedule.h"
#include "ui/shell/session.h"
#include "ui/shell/stage_monitor.h"
#include "ui/shell/target_bar.h"
#include "ui/shell/tray.h"
#include "ui/style/metrics.h"
#include "ui/style/theme.h"
#include "ui/widgets/line.h"
#include "ui/widgets/note.h"
#include "ui/widgets/view_tools.h"
#include <QApplication>
#include <QCloseEvent>
#include <QFileDialog>
#include <QHBoxLayout>
#include <QSettings>
#include <QStackedWidget>
#include <QVBoxLayout>
#include <utility>

namespace arborist {

namespace {

const QString geometryKey = QStringLiteral("window/geometry");
const QString pageKey = QStringLiteral("window/page");
const QString schemeKey = QStringLiteral("window/appearance");

/// Workspaces are named by paths and URLs, which QSettings would split at their slashes.
QString targetKey(const QString &workspace)
{
    return QStringLiteral("targets/") +
           QString::fromLatin1(workspace.toUtf8().toBase64(QByteArray::Base64UrlEncoding));
}

} // namespace

MainWindow::MainWindow(Session &session, Openers openers, QWidget *parent)
    : QWidget(parent),
      m_session(session),
      m_openers(std::move(openers))
{
    const int scheme = settings().value(schemeKey, int(ColourScheme::System)).toInt();
    if (ColourScheme(scheme) != Theme::scheme()) {
        Theme::apply(ColourScheme(scheme));
    }
    m_schedule = new ScanSchedule(session, this);
    m_tray = new Tray(*m_schedule, this);
    m_menu = new AppMenu(*m_schedule, this);
    m_targetBar = new TargetBar(session);
    m_pageList = new PageList;
    m_pageStack = new QStackedWidget;
    m_opening = new OpeningView(session);
    m_stack = new QStackedWidget;
    m_jobsBar = new JobsBar(session.jobs());
    m_filesNote = new Note;
    m_filesNote->hide();
    setAcceptDrops(true);
    m_stack->addWidget(m_opening);
    m_stack->addWidget(m_pageStack);
    m_pageList->setMenu(m_menu);

    auto *middle = new QHBoxLayout;
    middle->setSpacing(0);
    middle->addWidget(m_pageList);
    middle->addWidget(new Line(Qt::Vertical));
    middle->addWidget(m_stack, 1);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(m_targetBar);
    column->addWidget(m_filesNote);
    column->addLayout(middle, 1);
    column->addWidget(m_jobsBar);
    setMinimumSize(px(560), px(400));

    connect(m_pageList, &PageList::pageChosen, this, qOverload<int>(&MainWindow::showPage));
    connect(&session, &Session::workspaceChanged, this, &MainWindow::workspaceChanged);
    connect(&session, &Session::stateChanged, this, &MainWindow::stateChanged);
    connect(&session, &Session::targetChanged, this, [this] {
        settings().setValue(targetKey(m_session.key()), m_session.targetName());
        updateTitle();
        for (Page *page : std::as_const(m_pages)) {
            page->retarget();
        }
    });
    connect(&session, &Session::workspaceReread, this, &MainWindow::updateTitle);
    for (const auto signal : {&Session::stateChanged, &Session::workspaceChanged})
        connect(&session, signal, this, &MainWindow::noteFiles);
    connect(&session, &Session::rereadFailed, this, &MainWindow::noteFiles);
    connect(&session, &Session::workspaceReread, this, &MainWindow::noteFiles);
    connectMenu();
    connectTray();
    addShortcuts();
    updateTitle();
    if (!restoreGeometry(settings().value(geometryKey).toByteArray())) {
        resize(px(1366), px(768));
    }
}

MainWindow::~MainWindow() = default;

void MainWindow::addPage(Page *page)
{
    const int index = int(m_pages.size());
    m_pages.append(page);
    m_pageStack->addWidget(page);
    m_pageList->addPage(page->title(), page->iconName());
    page->setCompact(m_compact);
    m_pageList->setAttention(index, page->needsAttention());
    connect(page, &Page::attentionChanged, this,
            [this, index](bool attention) { m_pageList->setAttention(index, attention); });
    if (index == 0) {
        showPage(0);
    }
}

Page *MainWindow::currentPage() const
{
    return m_stack->currentWidget() == m_pageStack
               ? qobject_cast<Page *>(m_pageStack->currentWidget())
               : nullptr;
}

void MainWindow::showPage(int index)
{
    if (index < 0 || index >= m_pages.size()) {
        return;
    }
    m_pageStack->setCurrentWidget(m_pages[index]);
    m_pageList->setCurrent(index);
    if (isVisible()) {
        settings().setValue(pageKey, m_pages[index]->key());
    }
}

void MainWindow::showPage(const QString &key)
{
    for (int i = 0; i < m_pages.size(); ++i) {
        if (m_pages[i]->key() == key) {
            showPage(i);
        }
    }
}

void MainWindow::restore()
{
    showPage(settings().value(pageKey).toString());
    stateChanged();
}

void MainWindow::openPlace(const QString &place)
{
    m_session.open(m_openers.place(place));
}

void MainWindow::openDemo()
{
    m_session.open(m_openers.demo());
}

void MainWindow::chooseFolder()
{
    auto *dialog = new QFileDialog(this, tr("Open a project folder"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setFileMode(QFileDialog::Directory);
    dialog->setOption(QFileDialog::ShowDirsOnly);
    connect(dialog, &QFileDialog::fileSelected, this, &MainWindow::openPlace);
    dialog->open();
}

void MainWindow::workspaceChanged()
{
    // Of a file that was opened the project is what to come back to.
    const QString folder = m_session.workspace()->folder();
    const QString place = m_session.opening().recent;
    recent::remember(place.isEmpty() || folder.isEmpty() ? place : folder);
    if (!std::exchange(m_grownStage, {}).isEmpty())
        m_jobsBar->setNote({});
    // A protected stage is never the target just because it was the last one.
    const QString last = settings().value(targetKey(m_session.key())).toString();
    const stages::Stage *stage = m_session.workspace()->stage(last);
    if (stage && !stage->isProtected) {
        m_session.setTarget(last);
    }
    updateTitle();
    for (Page *page : std::as_const(m_pages)) {
        page->retarget();
    }
}

void MainWindow::stateChanged()
{
    // While another workspace is being opened, or failed to, the pages of the old one stay hidden:
    // their content would stand under the wrong name.
    const bool open = m_session.state() == Session::State::Open;
    m_stack->setCurrentWidget(open ? static_cast<QWidget *>(m_pageStack) : m_opening);
    m_pageList->setEnabled(open);
    updateTitle();
}

void MainWindow::updateTitle()
{
    const auto workspace = m_session.workspace();
    setWindowTitle(
        workspace
            ? QStringLiteral("%1 – %2 – Arborist").arg(m_session.targetName(), workspace->name())
            : QStringLiteral("Arborist"));
}

void MainWindow::applyScheme(ColourScheme scheme)
{
    Theme::apply(scheme);
    settings().setValue(schemeKey, int(scheme));
}

void MainWindow::raiseToFront()
{
    setWindowState((windowState() & ~Qt::WindowMinimized) | Qt::WindowActive);
    m_inTray = false;
    show();
    raise();
    activateWindow();
}

void MainWindow::setCompact(bool compact)
{
    m_compact = compact;
    m_pageList->setCompact(compact);
    for (Page *page : std::as_const(m_pages)) {
        page->setCompact(compact);
    }
}

void MainWindow::resizeEvent(QResizeEvent *event)
{
    QWidget::resizeEvent(event);
    const bool compact = width() < px(metrics::narrowWindow);
    if (compact != m_compact) {
        setCompact(compact);
    }
}

void MainWindow::keyPressEvent(QKeyEvent *event)
{
    if (event->key() == Qt::Key_Escape && m_jobsBar->isExpanded()) {
        m_jobsBar->setExpanded(false);
        return;
    }
    QWidget::keyPressEvent(event);
}

bool MainWindow::event(QEvent *event)
{
    const bool done = QWidget::event(event);
    if (event->type() == QEvent::Show || event->type() == QEvent::Hide ||
        event->type() == QEvent::WindowStateChange)
        m_session.monitor().setShown(isVisible() && !isMinimized());
    return done;
}

void MainWindow::closeEvent(QCloseEvent *event)
{
    settings().setValue(geometryKey, saveGeometry());
    settings().sync();
    if (m_tray->isShown() && !m_quitting && !qApp->isSavingSession()) {
        event->ignore();
        hideToTray();
        return;
    }
    if (const auto jobs = changingJobs();
        !jobs.empty() && !m_asksNothing && !qApp->isSavingSession()) {
        event->ignore();
        askToClose(jobs);
        return;
    }
    QWidget::closeEvent(event);
}

} // namespace arborist
