// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>
#include <atomic>
#include <thread>

/// A listener on 127.0.0.1 (any free port) or on a unix socket, run by a thread of the test: what
/// a network may do to a connection. Ends with the object.
class TcpPeer
{
public:
    enum class Manner {
        Silent,   ///< the connection is made, but nothing ever answers
        HangsUp,  ///< closes each connection at once
        Forwards, ///< to a server's unix socket, until freeze()
    };

    /// `target` is the socket's path to forward to.
    explicit TcpPeer(Manner manner, const QString &target = {});
    ~TcpPeer();
    TcpPeer(const TcpPeer &) = delete;
    TcpPeer &operator=(const TcpPeer &) = delete;

    QString port() const { return QString::number(m_port); }
    /// From now on nothing passes any more, in either direction: a dead network.
    void freeze() { m_frozen = true; }

private:
    void serve();

    Manner m_manner;
    QString m_target;
    int m_listener = -1;
    int m_port = 0;
    std::atomic<bool> m_frozen = false;
    std::atomic<bool> m_ended = false;
    std::thread m_thread;
};
