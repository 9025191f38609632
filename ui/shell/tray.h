// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>
#include <QTimer>
#include <functional>
#include <memory>

class QMenu;
class QSystemTrayIcon;

namespace arborist {

class ScanSchedule;

/// The icon in the desktop's tray: there while scans are scheduled and the desktop has a tray, with
/// a dot while the last scans found drift.
class Tray : public QObject
{
    Q_OBJECT
public:
    explicit Tray(ScanSchedule &schedule, QObject *parent = nullptr);
    ~Tray() override;

    bool isShown() const { return m_icon != nullptr; }
    QMenu *menu() const { return m_menu.get(); } ///< null while the icon is not shown
    QString toolTip() const;
    /// Shows a message of the desktop; false if there is no tray that could.
    bool tell(const QString &title, const QString &text, bool needsAttention);

    /// Replaces the question whether the desktop has a tray.
    void setProbe(std::function<bool()> hasTray);

Q_SIGNALS:
    void shownChanged(bool shown);
    void windowRequested();
    void messageClicked();
    void quitRequested();

private:
    void scheduleChanged();
    void look();
    void makeIcon();
    void dress();

    ScanSchedule &m_schedule;
    std::function<bool()> m_hasTray;
    std::unique_ptr<QMenu> m_menu;
    std::unique_ptr<QSystemTrayIcon> m_icon;
    QTimer m_looking; ///< a desktop may start its tray after us
    bool m_wanted = false;
};

} // namespace arborist
