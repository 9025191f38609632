// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/migrations/project.h"
#include "tests/support/run_program.h"
#include "tests/support/test_cluster.h"
#include <functional>

namespace arborist::testing {

/// A real migration tool, and a project for it that grows by one migration at a time. Migration n
/// makes the view v<n> and writes n into the table log; its way back drops it and writes -n:
/// nothing is lost by it, and what runs twice is seen. The tool is told the database by PGHOST,
/// PGUSER and PGDATABASE; %1 of a command is the folder of the packages, %2 the socket, %3 the
/// database.
struct Peer {
    QStringList packages;
    QList<std::pair<QString, QByteArray>> files; ///< there from the start
    std::function<void(const migrations::Project &, int)> grow;
    QStringList up;
    QStringList down;     ///< empty: it has no way back
    QByteArray rows;      ///< what its ledger holds, without times of its own
    bool runsOurs = true; ///< false: only the tool can run them, ours records them
};

Peer drizzleOrm();
Peer drizzleKit();
Peer drizzleOrm1();
Peer dbmate();
Peer nodePgMigrate();
Peer typeOrm();

/// The SQL of one direction, without a line break at its end.
QByteArray upOf(int n);
QByteArray downOf(int n);

/// Drizzle's journal with these entries, of which the times may be anything.
void writeJournal(const migrations::Project &project,
                  const QList<std::pair<QByteArray, qint64>> &entries);
/// The tag and time of the n-th one.
std::pair<QByteArray, qint64> drizzleEntry(int n);
/// The folder of Drizzle 1.0 that it becomes.
QString drizzleFolder(int n);
/// Text of a file of Drizzle; the last ones are hard to read.
QByteArray drizzleSql(int n);

/// Runs a tool's command on that database.
RanProgram runPeer(const QStringList &command, const migrations::Project &project,
                   const QString &packages, const TestCluster &cluster, const QString &database);

} // namespace arborist::testing
Q_DECLARE_METATYPE(arborist::testing::Peer)
