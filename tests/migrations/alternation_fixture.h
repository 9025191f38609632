// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/operations/operation.h"
#include "tests/migrations/alternation_peers.h"
#include <optional>

namespace arborist::testing {

/// A cluster, and for every test a project and the database that a tool and arboristctl share. What
/// fails is told by Qt Test: look at QTest::currentTestFailed().
class AlternationFixture
{
public:
    AlternationFixture();

    void reset();
    /// The next one for the same project, as empty as the first.
    void nextDatabase(); ///< its own search path begins with the schema app
    /// Drops it, and the roles that the samples make.
    void dropDatabase() const;
    /// Whether the tool is at hand; puts its files into the project.
    bool prepare(const Peer &peer);

    const migrations::Project &project() const { return *m_project; }
    QByteArray sql(const QByteArray &script) const { return m_cluster.psql(m_database, script); }
    /// What ran, in that order: "1 2 -2".
    QByteArray log() const;
    /// "applied/pending", and the problems.
    QString status() const;

    RanProgram runTheirs(const QStringList &command) const;
    void theirs(const QStringList &command) const;
    void ours(const QStringList &words) const;
    void expectRefusal(const QStringList &words, const QString &text) const; ///< by ours
    void migrate(bool byTool, const Peer &peer) const;
    /// By ours, also where the policy wants a backup that nothing makes yet.
    void migrateUnchecked() const;
    /// Afterwards so many are applied, and all is well.
    void apply(bool byTool, const Peer &peer, int newest) const;
    /// By whoever of the two can, if not the one that is wanted.
    void takeBack(bool byTool, const Peer &peer) const;

private:
    using MakePlan = std::function<operations::PlannedOperationPtr(
        migrations::MigrationSet, const PlanTarget &, postgres::Connection &, OperationContext &)>;

    RanProgram runOurs(const QStringList &words) const;
    void runUnchecked(const MakePlan &make) const;
    void takeBackByOurs() const;

    TestCluster m_cluster;
    std::optional<migrations::Project> m_project;
    QTemporaryDir m_data;
    QString m_packages, m_database;
    int m_number = 0;
};

} // namespace arborist::testing
