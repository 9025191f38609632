// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/tray.h"

#include "ui/shell/scan_schedule.h"
#include "ui/shell/schedule_menu.h"
#include "ui/style/icons.h"
#include "ui/style/theme.h"
#include <QMenu>
#include <QPainter>
#include <QSystemTrayIcon>

namespace arborist {

namespace {

constexpr int kLookMs = 30'000;
constexpr int kMessageMs = 15'000;

/// A tree on a plate of its own: trays are dark or light, whatever the windows are.
QPixmap picture(int size, bool dot)
{
    const Theme &theme = Theme::current();
    QPixmap pixmap(size, size);
    pixmap.fill(Qt::transparent);
    QPainter painter(&pixmap);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(Qt::NoPen);
    painter.setBrush(theme.accent);
    painter.drawRoundedRect(QRectF(0, 0, size, size), size / 6.0, size / 6.0);
    const int inner = size * 3 / 4;
    const int at = (size - inner) / 2;
    painter.drawPixmap(at, at,
                       iconPixmap(QStringLiteral("view-list-tree"), inner, theme.onAccent, 1));
    if (dot) {
        const double width = size * 0.44;
        painter.setPen(QPen(theme.onAccent, size / 16.0));
        painter.setBrush(theme.tone(Tone::Drift).fill);
        painter.drawEllipse(QRectF(size - width - size / 32.0, size / 32.0, width, width));
    }
    return pixmap;
}

} // namespace

Tray::Tray(ScanSchedule &schedule, QObject *parent)
    : QObject(parent),
      m_schedule(schedule),
      m_hasTray(&QSystemTrayIcon::isSystemTrayAvailable)
{
    m_looking.setInterval(kLookMs);
    connect(&m_looking, &QTimer::timeout, this, &Tray::look);
    connect(&schedule, &ScanSchedule::changed, this, &Tray::scheduleChanged);
}

Tray::~Tray() = default;

void Tray::setProbe(std::function<bool()> hasTray)
{
    m_hasTray = std::move(hasTray);
    look();
}

void Tray::scheduleChanged()
{
    if (m_schedule.isOn() != m_wanted) {
        m_wanted = m_schedule.isOn();
        // Later, since the choice may have been made in the menu of the icon that goes.
        QMetaObject::invokeMethod(this, &Tray::look, Qt::QueuedConnection);
    }
    dress();
}

void Tray::look()
{
    // The desktop is asked as long as there is no icon; later Qt brings it back by itself when a
    // panel comes and goes.
    const bool shown = m_wanted && (isShown() || m_hasTray());
    m_wanted && !shown ? m_looking.start() : m_looking.stop();
    if (shown == isShown())
        return;
    if (shown) {
        makeIcon();
    } else {
        m_icon.reset();
        m_menu.reset();
    }
    Q_EMIT shownChanged(shown);
}

void Tray::makeIcon()
{
    m_menu = std::make_unique<QMenu>();
    m_menu->addAction(tr("Show Arborist"), this, &Tray::windowRequested);
    m_menu->addAction(icon(QStringLiteral("view-refresh")), tr("Scan now"), &m_schedule,
                      &ScanSchedule::scanNow);
    m_menu->addMenu(new ScheduleMenu(m_schedule, m_menu.get()));
    m_menu->addSeparator();
    m_menu->addAction(icon(QStringLiteral("application-exit")), tr("Quit"), this,
                      &Tray::quitRequested);
    m_icon = std::make_unique<QSystemTrayIcon>();
    m_icon->setContextMenu(m_menu.get());
    connect(m_icon.get(), &QSystemTrayIcon::activated, this,
            [this](QSystemTrayIcon::ActivationReason reason) {
                if (reason == QSystemTrayIcon::Trigger || reason == QSystemTrayIcon::DoubleClick)
                    Q_EMIT windowRequested();
            });
    connect(m_icon.get(), &QSystemTrayIcon::messageClicked, this, &Tray::messageClicked);
    dress();
    m_icon->show();
}

void Tray::dress()
{
    if (!m_icon)
        return;
    QIcon drawn;
    for (const int size : {16, 22, 24, 32, 48, 64})
        drawn.addPixmap(picture(size, m_schedule.hasDrift()));
    m_icon->setIcon(drawn);
    m_icon->setToolTip(toolTip());
}

QString Tray::toolTip() const
{
    QString text = QStringLiteral("Arborist");
    if (m_schedule.hasDrift())
        text += u'\n' + tr("The last scan found drift");
    const QString state = ScheduleMenu::stateText(m_schedule);
    return state.isEmpty() ? text : text + u'\n' + state;
}

bool Tray::tell(const QString &title, const QString &text, bool needsAttention)
{
    if (!m_icon || !QSystemTrayIcon::supportsMessages())
        return false;
    m_icon->showMessage(title, text,
                        needsAttention ? QSystemTrayIcon::Warning : QSystemTrayIcon::Information,
                        kMessageMs);
    return true;
}

} // namespace arborist
