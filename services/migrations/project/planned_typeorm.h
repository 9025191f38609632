// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/migrations/run/migrate.h"
#include <functional>

namespace arborist::migrations {

/// What a program of the project does; its lines also go to the run's progress, as notices.
class ProgramOperation : public operations::PlannedOperation
{
public:
    /// Gets what the program writes as it arrives, on the thread of run().
    void setOutput(std::function<void(const QByteArray &)> output) { m_output = std::move(output); }

protected:
    void show(const QByteArray &bytes) const
    {
        if (m_output)
            m_output(bytes);
    }

private:
    std::function<void(const QByteArray &)> m_output;
};

/// planMigrate() for a set of TypeORM: the project's own migration:run applies all that are
/// pending, and the ledger tells which of them it did. Throws a refusing Error, too, for a part of
/// them, and as typeOrmCommand() does.
operations::PlannedOperationPtr planTypeOrmRun(const MigrateRequest &request,
                                               postgres::Connection &connection,
                                               OperationContext &context);

/// planRollback() for one: the project's own migration:revert, once for each, newest row first.
operations::PlannedOperationPtr planTypeOrmRevert(const RollbackRequest &request,
                                                  postgres::Connection &connection,
                                                  OperationContext &context);

} // namespace arborist::migrations
