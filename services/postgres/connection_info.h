// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QMap>
#include <QString>

namespace arborist::postgres {

/// Where and how to connect: libpq keywords and values. Service files, .pgpass, PG* variables and
/// defaults are left to libpq. Copying is cheap; the password is never part of what it prints.
class ConnectionInfo
{
public:
    /// Takes a URL (postgres://, postgresql://) or "key=value ..."; throws Error, without the
    /// password, when libpq cannot read it. Parameters of other tools' URLs that libpq does not
    /// know (pgbouncer=true, schema=..., connection_limit=...) are left out.
    static ConnectionInfo parse(const QString &text);

    QString value(const QString &keyword) const { return m_values.value(keyword); }
    void setValue(const QString &keyword, const QString &value) { m_values[keyword] = value; }
    const QMap<QString, QString> &values() const { return m_values; }

    /// A machine to go through by ssh (ssh/ssh_host.h tells its form); empty for none. Host and
    /// port are then those that this machine uses.
    const QString &sshHost() const { return m_sshHost; }
    void setSshHost(const QString &host) { m_sshHost = host; }

    /// The values together with what libpq adds: service file, PG* variables, its own defaults
    /// (but nothing from .pgpass).
    QMap<QString, QString> effective() const;

    QString host() const;     ///< host, or socket folder; what libpq would use if left out
    QString port() const;     ///< "5432" if left out
    QString database() const; ///< falls back to the user's name, as libpq does
    QString user() const;
    bool isSocket() const;   ///< a Unix socket
    bool isLoopback() const; ///< a Unix socket, localhost, 127.0.0.0/8 or ::1; never through ssh
    bool isPooled() const;   ///< Neon "-pooler" host, pgbouncer=true, or port 6432/6543

    /// "localhost:5432", "db.example.com" (default port left out unless local), "socket" for
    /// Unix sockets; with " via bastion" behind it through ssh.
    QString address() const;
    /// URL without the password.
    QString toUrl() const;
    /// URL with the password: for handing a connection to a program of the user, never to be
    /// logged.
    QString toUrlWithPassword() const;

    bool operator==(const ConnectionInfo &) const = default;

private:
    QString effectiveValue(const QString &keyword) const;

    QMap<QString, QString> m_values;
    QString m_sshHost;
    bool m_pooledByParameter = false;
};

} // namespace arborist::postgres
