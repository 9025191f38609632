// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/operations/captured_change.h"

#include "services/core/error.h"
#include "services/journal/change_capture.h"
#include "services/postgres/connection.h"
#include "services/postgres/rollback_guard.h"

namespace arborist::operations {
namespace {

constexpr int kTries = 3;

void tryOnce(Run &run, const std::function<void(postgres::Connection &)> &change,
             const std::function<void()> &count)
{
    postgres::Connection &connection = run.connection();
    postgres::Connection witness = run.context().connect();
    const postgres::RollbackGuard guard(connection, run.context().stop);
    journal::ChangeCapture capture(connection, witness);
    connection.exec(QStringLiteral("SET LOCAL lock_timeout = '5s'"));
    connection.exec(QStringLiteral("SELECT set_config('synchronous_commit', 'on', true) "
                                   "WHERE current_setting('synchronous_commit') = 'off'"));
    change(connection);
    const std::vector<journal::ChangeBatch> changes = capture.collect();
    std::vector<int> kept;
    for (const journal::ChangeBatch &batch : changes)
        kept.push_back(run.journal().prepare(batch, capture.transaction()));
    run.context().throwIfStopped();
    connection.exec(QStringLiteral("COMMIT"));
    for (size_t i = 0; i < changes.size(); ++i) {
        run.journal().settle(kept[i], journal::BatchState::Applied);
        if (!count)
            run.addRows(qint64(changes[i].rows.size()));
    }
    if (count)
        count();
}

} // namespace

void runCaptured(Run &run, const std::function<void(postgres::Connection &)> &change,
                 const std::function<void()> &count)
{
    for (int attempt = 1;; ++attempt) {
        try {
            tryOnce(run, change, count);
            return;
        } catch (const Error &error) {
            if (error.sqlState() != u"40001" || attempt == kTries)
                throw;
        }
    }
}

} // namespace arborist::operations
