// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/postgres/connection_info.h"
#include <QByteArray>
#include <QProcess>
#include <QString>
#include <QStringList>
#include <memory>

namespace arborist {

/// A real, throw-away PostgreSQL cluster (the newest under /usr/lib/postgresql) in a fresh folder
/// under /tmp: unix socket only, no TCP port, nothing synced to disk. Run as root, the server uses
/// the account postgres, else nobody; the test keeps its own. Takes 1 to 2 s: one per test program,
/// made in initTestCase(). Server and folder are gone when the object is, or when the program
/// crashed. To be made on the main thread: the server dies with the thread that started it.
/// Failures throw std::runtime_error with the end of the server's log.
class TestCluster
{
public:
    struct Options {
        QStringList settings; ///< further lines of postgresql.conf; they win over the built-in ones
        QStringList hbaLines; ///< lines of pg_hba.conf, before the closing "local all all trust"
        int port = 5432;      ///< of the socket, and of TCP where the settings ask for that
        /// Program and arguments that make the data folder, "%1", in place of initdb: a copy of
        /// another cluster's. A program without a path is one of the server's own.
        QStringList dataCommand;
    };

    TestCluster() : TestCluster(Options()) {}
    explicit TestCluster(const Options &options);
    ~TestCluster();
    TestCluster(const TestCluster &) = delete;
    TestCluster &operator=(const TestCluster &) = delete;

    /// The superuser "postgres" on the cluster's socket, without a password.
    postgres::ConnectionInfo info(const QString &database = QStringLiteral("postgres")) const;
    postgres::ConnectionInfo createDatabase(const QString &name);
    /// Runs a script with psql (not with the code under test); returns unaligned rows, fields
    /// separated by "|".
    QByteArray psql(const QString &database, const QByteArray &script) const;

    /// Puts a dump of one database into another, as pg_dump and psql make it.
    void restore(const QString &from, const QString &into) const;

    /// Fast shutdown: sessions are told that the server stops.
    void stop();
    /// SIGKILL for the server and all of its backends.
    void kill9();
    /// Starts it again after stop() or kill9(); returns when it takes connections.
    void start();
    bool isRunning() const;

    QString socketFolder() const { return m_folder; }
    QString dataFolder() const { return m_folder + QStringLiteral("/data"); }
    QByteArray serverLog() const;

private:
    void makeFolder();
    void initialize(const Options &options);
    void startGuardian();
    void remove();
    QByteArray run(const QString &program, const QStringList &arguments,
                   const QByteArray &input = {}) const;
    QStringList pidFile() const;
    [[noreturn]] void fail(const QString &what) const;

    QString m_bin;
    QString m_folder;
    int m_port;
    QString m_account; ///< account of the server; empty for our own
    std::unique_ptr<QProcess> m_guardian;
    std::unique_ptr<QProcess> m_server;
};

} // namespace arborist
