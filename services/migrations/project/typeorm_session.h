// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/migrations/ledgers/ledger.h"
#include "services/migrations/project/led_program.h"
#include "services/migrations/run/migrate.h"
#include "services/migrations/run/run_lock.h"
#include "services/operations/operation.h"

namespace arborist::migrations {

/// A run of TypeORM's commands: the lock of runs, held by our own connection, the program led to
/// that connection's database, and the ledger, which alone tells what came of it.
class TypeOrmSession
{
public:
    using Line = std::function<void(const QString &)>;

    TypeOrmSession(operations::Run &run, const MigrationSet &set, const Ledger &ledger,
                   const LockPatience &patience, LedProgram::Output output);

    /// Throws a refusing Error unless the command is known to go where it is told.
    void prove(const ProjectCommand &command) { m_program.prove(command, m_run.context().stop); }

    /// Runs it to its end, or to that of all that it does on the server. `line` gets each line.
    LedProgram::Outcome call(const ProjectCommand &command, const Line &line);

    /// Its rows, oldest first; also after a stop, and over a new connection where ours is lost.
    std::vector<LedgerRow> rows();

private:
    template <typename What> auto unstopped(What what);

    operations::Run &m_run;
    const Ledger &m_ledger;
    LedProgram::Output m_output;
    RunLock m_lock;
    LedProgram m_program;
};

/// Which of them have a row, in their order.
QStringList recorded(const QStringList &names, const std::vector<LedgerRow> &rows);

} // namespace arborist::migrations
