// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/core/run_log.h"
#include "services/migrations/run/migrate.h"
#include "services/operations/execute.h"
#include "services/postgres/connection.h"
#include "services/stages/workspace.h"
#include "tests/support/test_cluster.h"
#include <QTemporaryDir>
#include <memory>

namespace arborist::testing {

/// A cluster, and for every test a fresh database "tracker", a data folder, and a project with the
/// stage "local" and a folder of migrations in Drizzle's form.
class RunFixture
{
public:
    RunFixture();
    ~RunFixture();

    void reset();
    /// Writes <tag>.sql and its entry in the journal; `when` defaults to one second per entry.
    void add(const QString &tag, const QByteArray &sql, qint64 when = 0);
    void writeFile(const QString &name, const QByteArray &text) const; ///< in the folder
    void removeFile(const QString &name) const;
    migrations::MigrationSet set() const; ///< files read anew

    postgres::Connection connect() const;
    OperationContext context() const;
    operations::Order order() const;

    migrations::MigrateRequest request() const;
    /// Plans and runs; --yes.
    Report migrate(const migrations::MigrateRequest &request);
    Report migrate() { return migrate(request()); }
    Report run(operations::PlannedOperation &operation, OperationContext context);
    /// Without policy and history, where the policy wants a backup that nothing makes yet.
    Report runUnchecked(operations::PlannedOperation &operation);

    TestCluster &cluster() { return *m_cluster; }
    QByteArray sql(const QByteArray &script) const;
    /// "hash|created_at" a line, by id.
    QByteArray ledger() const;
    QString folder() const; ///< of the migrations
    QString project() const { return m_folder->filePath(QStringLiteral("project")); }
    QString path(const QString &name) const { return m_folder->filePath(name); }

private:
    void writeJournal() const;

    std::unique_ptr<TestCluster> m_cluster;
    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<stages::Workspace> m_workspace;
    std::vector<std::pair<QString, qint64>> m_entries;
};

/// The report as text, for the message of a failing check.
QByteArray told(const Report &report);

} // namespace arborist::testing
