// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/core/run_log.h"
#include "services/operations/execute.h"
#include "services/postgres/connection.h"
#include "tests/support/test_cluster.h"
#include <QTemporaryDir>
#include <memory>

namespace arborist::testing {

/// A cluster with databases of 100 items each, and for every test a data folder of its own and a
/// project with the stages local and production.
class OperationsFixture
{
public:
    OperationsFixture();
    ~OperationsFixture();

    /// Fresh databases "local" and "production", a fresh project and a fresh data folder.
    void reset();
    void writeProject(const QByteArray &local, const QByteArray &production,
                      const QByteArray &more = {});
    void reopen(); ///< reads the project again
    void writeFile(const QString &name, const QByteArray &text) const;

    TestCluster &cluster() const { return *m_cluster; }
    QString url(const QString &database) const { return m_cluster->info(database).toUrl(); }
    postgres::Connection connect(const QString &database = QStringLiteral("local")) const;
    /// A context that connects to the database.
    OperationContext context(const QString &database = QStringLiteral("local")) const;
    /// For the stage; with yes and without a name.
    operations::Order order(const QString &stage = QStringLiteral("local")) const;
    const stages::Workspace &workspace() const { return *m_workspace; }
    /// A workspace of one URL.
    operations::Order orderOfUrl(const QString &database);

    QByteArray table(const QString &database = QStringLiteral("local")) const;
    RunRecord record(const Report &report) const;
    int auditRows() const;
    QString path(const QString &name) const { return m_folder->filePath(name); }

private:
    void makeFresh(const QString &database);

    std::unique_ptr<TestCluster> m_cluster;
    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<stages::Workspace> m_workspace;
    std::unique_ptr<stages::Workspace> m_urlWorkspace;
};

/// The report as text, for the message of a failing check.
QByteArray told(const Report &report);

} // namespace arborist::testing
