// SPDX-License-Identifier: GPL-3.0-or-later
// What the window's menu and its keys do.
#include "ui/shell/app_menu.h"
#include "ui/shell/dialogs.h"
#include "ui/shell/jobs_bar.h"
#include "ui/shell/main_window.h"
#include "ui/shell/opening_view.h"
#include "ui/shell/page.h"
#include "ui/shell/session.h"
#include "ui/shell/target_bar.h"
#include <QShortcut>

namespace arborist {

void MainWindow::connectMenu()
{
    connect(m_menu, &AppMenu::openFolderRequested, this, &MainWindow::chooseFolder);
    connect(m_menu, &AppMenu::openAddressRequested, this,
            [this] { askAddress(this, [this](const QString &address) { openPlace(address); }); });
    connect(m_menu, &AppMenu::openDemoRequested, this, &MainWindow::openDemo);
    connect(m_menu, &AppMenu::openRecentRequested, this, &MainWindow::openPlace);
    connect(m_menu, &AppMenu::reopenRequested, &m_session, &Session::reopen);
    connect(m_menu, &AppMenu::schemeRequested, this, &MainWindow::applyScheme);
    connect(m_menu, &AppMenu::aboutRequested, this, [this] { showAbout(this); });
    connect(m_menu, &AppMenu::shortcutsRequested, this, [this] {
        QStringList titles;
        for (const Page *page : std::as_const(m_pages)) {
            titles.append(page->title());
        }
        showShortcuts(this, titles);
    });
    connect(m_menu, &AppMenu::quitRequested, this, &MainWindow::quit);
    connect(m_opening, &OpeningView::openFolderRequested, this, &MainWindow::chooseFolder);
    connect(m_opening, &OpeningView::openDemoRequested, this, &MainWindow::openDemo);
    // Their shortcuts work while the menu is closed, too.
    addActions(m_menu->actions());
}

void MainWindow::addShortcuts()
{
    const auto add = [this](const QKeySequence &keys, auto &&action) {
        auto *shortcut = new QShortcut(keys, this);
        connect(shortcut, &QShortcut::activated, this, action);
    };
    for (int i = 0; i < 9; ++i) {
        add(QKeySequence(int(Qt::CTRL) | (Qt::Key_1 + i)), [this, i] { showPage(i); });
    }
    add(QKeySequence(Qt::Key_F5), [this] {
        if (Page *page = currentPage()) {
            page->refresh();
        }
    });
    add(QKeySequence::Find, [this] {
        if (Page *page = currentPage()) {
            page->focusSearch();
        }
    });
    add(QKeySequence(Qt::CTRL | Qt::Key_T), [this] { m_targetBar->openStageMenu(); });
    add(QKeySequence(Qt::CTRL | Qt::Key_J),
        [this] { m_jobsBar->setExpanded(!m_jobsBar->isExpanded()); });
}

} // namespace arborist
