// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/operations/execute.h"
#include "services/postgres/connection.h"
#include "tests/support/test_cluster.h"
#include <QTemporaryDir>
#include <memory>

namespace arborist::testing {

/// A cluster on TCP (127.0.0.1, 127.0.0.2, ::1 where there is one) and a socket, with the databases
/// "production" and "local" of 100 items each; for every test a data folder and a project of their
/// own, whose stages local and production take their addresses from .env. All that the programs do
/// is done the same way here: addresses are resolved through the workspace, each time anew.
class ReachFixture
{
public:
    ReachFixture();
    ~ReachFixture();

    /// Fresh data folder, project and environment; both tables as they were.
    void reset();

    TestCluster &cluster() { return *m_cluster; }
    int port() const { return m_port; }
    QByteArray url(const QByteArray &database, const QByteArray &host = "127.0.0.1") const;

    void write(const QString &name, const QByteArray &text) const;
    /// .env: LOCAL_URL and PRODUCTION_URL.
    void setAddresses(const QByteArray &local, const QByteArray &production) const;
    /// The [stages] of arborist.toml.
    void setStages(const QByteArray &toml) const { write(QStringLiteral("arborist.toml"), toml); }
    static QByteArray usualStages();
    void setVariable(const char *name, const QByteArray &value);
    QString path(const QString &name = {}) const; ///< in the project's folder
    QString outside(const QString &name) const { return m_folder->filePath(name); }

    /// Looks at stages, as the window does; each is on record then, unless something speaks against
    /// it.
    void visit(const QStringList &stages, const QString &folder = {}) const;
    /// Writes arborist.lock with what production leads to now.
    void lock() const;
    void forgetMachine(); ///< another machine: an empty data folder

    /// Changes ten rows through the stage, with every consent that a person could give.
    struct Attempt {
        QString stage = QStringLiteral("local");
        QString folder = {}; ///< the project's, if empty
        QString url = {};    ///< in place of a workspace
        QString typed = {};  ///< the stage's name, if empty
        QString nearby = {};
        /// In place of the workspace's own way; the first plans, the second runs.
        std::function<postgres::Connection(int)> connect = {};
        bool furtherConnection = false; ///< the run opens one before it writes
    };
    Report write(const Attempt &attempt) const;
    static Attempt through(const QString &stage);

    /// How many rows of the database's table have been changed.
    int changed(const TestCluster &cluster, const QString &database) const;
    int changed(const QString &database = QStringLiteral("production")) const
    {
        return changed(*m_cluster, database);
    }
    void makeItems(const QString &database) const;
    bool hasIpv6() const { return m_ipv6; }

private:
    std::unique_ptr<TestCluster> m_cluster;
    std::unique_ptr<QTemporaryDir> m_folder;
    QList<QByteArray> m_variables;
    int m_port;
    int m_machines = 0;
    bool m_ipv6 = false;
};

} // namespace arborist::testing
