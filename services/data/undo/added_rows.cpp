// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/data/undo/added_rows.h"

#include "services/operations/own_transaction.h"
#include "services/postgres/connection.h"
#include "services/postgres/rollback_guard.h"
#include <QJsonArray>

namespace arborist::data {

const QString kAddedRows = QStringLiteral("added");

void runAdding(operations::Run &run, const std::function<void(postgres::Connection &)> &work)
{
    postgres::Connection &connection = run.connection();
    const postgres::RollbackGuard guard(connection, run.context().stop);
    connection.exec(QStringLiteral("BEGIN"));
    connection.exec(QStringLiteral("SET LOCAL lock_timeout = '5s'"));
    connection.exec(QStringLiteral("SELECT set_config('synchronous_commit', 'on', true) "
                                   "WHERE current_setting('synchronous_commit') = 'off'"));
    const QString transaction = operations::noteTransaction(run);
    work(connection);
    // Of partitions the table that they are parts of.
    const auto written = connection.exec(QStringLiteral(
        "SELECT DISTINCT n.nspname, c.relname FROM pg_stat_xact_user_tables s JOIN pg_class c ON "
        "c.oid = coalesce(pg_partition_root(s.relid), s.relid) JOIN pg_namespace n ON n.oid = "
        "c.relnamespace WHERE s.n_tup_ins > 0 AND c.relpersistence <> 't' ORDER BY 1, 2"));
    QJsonArray tables;
    for (int row = 0; row < written.rows(); ++row)
        tables += QJsonArray{written.text(row, 0), written.text(row, 1)};
    run.journal().keep(
        {kAddedRows,
         {{QStringLiteral("transaction"), transaction}, {QStringLiteral("tables"), tables}}});
    operations::commitNoted(run, transaction);
}

} // namespace arborist::data
