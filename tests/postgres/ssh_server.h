// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QProcess>
#include <QString>
#include <QStringList>
#include <QTemporaryDir>
#include <memory>

/// A real OpenSSH server on a free port of 127.0.0.1, with keys of its own, run by an ordinary
/// account: the owner of a folder, such as that of a
/// test's cluster. Its client's
/// configuration knows these hosts: "bastion" (works), "stranger" (its key is not known), "changed"
/// (another key is on record), "locked" (we have the wrong key), "closed" (nothing listens),
/// "nowhere" (no such name). Ends with the object.
class SshServer
{
public:
    /// Empty if there is none on this machine. ARBORIST_TEST_SSHD names one, as tests/run unpacks
    /// it; else the installed one.
    static QString program();

    static int freePort();

    /// Throws std::runtime_error.
    explicit SshServer(const QString &accountFolder, const QStringList &settings = {});
    ~SshServer();
    SshServer(const SshServer &) = delete;
    SshServer &operator=(const SshServer &) = delete;

    /// For ARBORIST_SSH_CONFIG.
    QByteArray clientConfig() const { return m_folder.path().toUtf8() + "/client"; }
    QString port() const { return m_port; }
    QString user() const { return m_user; }

    void start();
    /// SIGKILL for the server and for every session of it.
    void kill9();
    /// SIGSTOP for the same: a network that is silent.
    void freeze();
    QByteArray log() const;

private:
    void makeKeys();
    void write(const QString &name, const QByteArray &text) const;
    QByteArray read(const QString &name) const;
    QString file(const QString &name) const { return m_folder.path() + u'/' + name; }
    void signalAll(int number) const;

    QTemporaryDir m_folder;
    QString m_port, m_user;
    uint m_uid = 0, m_gid = 0;
    std::unique_ptr<QProcess> m_server;
};

/// Processes that this one, or `parent`, has started, by the name of their program.
QList<qint64> childrenNamed(const QByteArray &name, qint64 parent = 0);
