// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>
#include <QTimer>

class QSocketNotifier;

namespace arborist {

/// Tells when this machine's addresses or routes have changed: a cable, a Wi-Fi, a VPN. Listens to
/// the kernel itself (rtnetlink(7)), which needs neither a network manager nor a bus and never
/// blocks. Where that is not allowed it stays silent.
class NetworkWatch : public QObject
{
    Q_OBJECT
public:
    explicit NetworkWatch(QObject *parent = nullptr);
    ~NetworkWatch() override;

Q_SIGNALS:
    void changed(); ///< once for a burst of changes, a moment after the last of them

private:
    void drain();

    int m_socket = -1;
    QSocketNotifier *m_notifier = nullptr;
    QTimer m_settled;
};

} // namespace arborist
