// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/style/theme.h"
#include <QMenu>

namespace arborist {

class ScanSchedule;

/// The application's menu: what to open, scheduled scans, appearance, help. Emits wishes; the
/// window fulfils them.
class AppMenu : public QMenu
{
    Q_OBJECT
public:
    explicit AppMenu(ScanSchedule &schedule, QWidget *parent = nullptr);

Q_SIGNALS:
    void openFolderRequested();
    void openAddressRequested();
    void openDemoRequested();
    void openRecentRequested(const QString &place);
    void reopenRequested();
    void schemeRequested(arborist::ColourScheme scheme);
    void shortcutsRequested();
    void aboutRequested();
    void quitRequested();

private:
    QAction *add(const QString &iconName, const QString &text, const QKeySequence &keys,
                 void (AppMenu::*signal)());
    void fillRecent();
    void addSchemes();

    QMenu *m_recent;
};

/// Folders and addresses opened lately, newest first, in the settings.
namespace recent {
QStringList places();
void remember(const QString &place);
} // namespace recent

} // namespace arborist
