// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QLocalServer>
#include <QObject>
#include <QString>

namespace arborist {

/// One window per user and data folder: a second start hands its place to the first and ends. They
/// talk over a socket in the private data folder, which only the user can reach.
class SingleInstance : public QObject
{
    Q_OBJECT
public:
    explicit SingleInstance(QObject *parent = nullptr);

    /// True if another window runs and has taken the request.
    bool handOver(const QString &place);
    /// Listens for later starts; what a crash left behind is removed.
    void listen();

Q_SIGNALS:
    /// A later start asks for the window; `place` is empty if it named none.
    void requested(const QString &place);

private:
    void readRequest();

    QString m_path;
    QLocalServer m_server;
};

} // namespace arborist
