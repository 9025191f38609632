// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/support/test_cluster.h"

namespace arborist::testing {

/// Who gets SIGKILL while arboristctl works.
enum class Victim {
    Program, ///< arboristctl
    Child,   ///< one of the programs that it runs: pg_dump, pg_restore
    Backend, ///< one session of the server, which throws out all others then
    Server,  ///< the server with all sessions
};

/// Processes below that one, the nearest first.
QList<qint64> descendants(qint64 pid);

/// Whoever loses its parent becomes a child of this process from here on, and is to be seen.
void adoptOrphans();
/// Programs that arboristctl had started, and that run still; those that have ended are buried.
QByteArrayList orphans();

/// Kills such a one, where there is one. `program`: pid of arboristctl.
void killVictim(Victim victim, qint64 program, TestCluster &cluster);

} // namespace arborist::testing
