// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/app_menu.h"

#include "ui/shell/schedule_menu.h"
#include "ui/style/icons.h"
#include "ui/widgets/view_tools.h"
#include <QActionGroup>
#include <QSettings>

namespace arborist {

namespace {

constexpr int mostPlaces = 10;
const QString placesKey = QStringLiteral("recent/places");

} // namespace

QStringList recent::places()
{
    return settings().value(placesKey).toStringList();
}

void recent::remember(const QString &place)
{
    if (place.isEmpty()) {
        return;
    }
    QStringList all = places();
    all.removeAll(place);
    all.prepend(place);
    settings().setValue(placesKey, all.mid(0, mostPlaces));
}

AppMenu::AppMenu(ScanSchedule &schedule, QWidget *parent) : QMenu(parent)
{
    setAccessibleName(tr("Menu"));
    add(QStringLiteral("document-open-folder"), tr("Open folder…"), QKeySequence::Open,
        &AppMenu::openFolderRequested);
    add(QStringLiteral("network-server"), tr("Open address…"),
        QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_O), &AppMenu::openAddressRequested);
    m_recent = addMenu(arborist::icon(QStringLiteral("document-open-recent")), tr("Open recent"));
    connect(this, &QMenu::aboutToShow, this, &AppMenu::fillRecent);
    add(QStringLiteral("server-database"), tr("Open the demo"), {}, &AppMenu::openDemoRequested);
    add(QStringLiteral("view-refresh"), tr("Read the workspace again"),
        QKeySequence(Qt::CTRL | Qt::Key_R), &AppMenu::reopenRequested);
    addSeparator();
    addMenu(new ScheduleMenu(schedule, this));
    addSchemes();
    addSeparator();
    add(QStringLiteral("configure-shortcuts"), tr("Keyboard shortcuts"),
        QKeySequence(Qt::CTRL | Qt::Key_Slash), &AppMenu::shortcutsRequested);
    add(QStringLiteral("help-about"), tr("About Arborist"), {}, &AppMenu::aboutRequested);
    addSeparator();
    add(QStringLiteral("application-exit"), tr("Quit"), QKeySequence::Quit,
        &AppMenu::quitRequested);
}

QAction *AppMenu::add(const QString &iconName, const QString &text, const QKeySequence &keys,
                      void (AppMenu::*signal)())
{
    QAction *action = addAction(arborist::icon(iconName), text);
    action->setShortcut(keys);
    connect(action, &QAction::triggered, this, signal);
    return action;
}

void AppMenu::fillRecent()
{
    m_recent->clear();
    for (const QString &place : recent::places()) {
        QString shown = place;
        QAction *action = m_recent->addAction(shown.replace(u'&', QStringLiteral("&&")));
        connect(action, &QAction::triggered, this,
                [this, place] { Q_EMIT openRecentRequested(place); });
    }
    m_recent->setEnabled(!m_recent->isEmpty());
}

void AppMenu::addSchemes()
{
    QMenu *menu =
        addMenu(arborist::icon(QStringLiteral("color-mode-invert-text")), tr("Appearance"));
    auto *group = new QActionGroup(menu);
    const auto addScheme = [&](const QString &text, ColourScheme scheme) {
        QAction *action = menu->addAction(text);
        action->setCheckable(true);
        action->setChecked(Theme::scheme() == scheme);
        group->addAction(action);
        connect(action, &QAction::triggered, this,
                [this, scheme] { Q_EMIT schemeRequested(scheme); });
    };
    addScheme(tr("As the desktop"), ColourScheme::System);
    addScheme(tr("Light"), ColourScheme::Light);
    addScheme(tr("Dark"), ColourScheme::Dark);
}

} // namespace arborist
