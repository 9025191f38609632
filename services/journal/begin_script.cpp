// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/journal/begin_script.h"

#include "services/postgres/sql_file.h"

namespace arborist::journal {

QByteArray beginScript(const Target &target)
{
    QString script = postgres::sqlFile(QStringLiteral("journal_begin"));
    // Left alone, the planner reads the whole table for each batch. Switching hash joins off would
    // do as well, but could make statements of triggers endless.
    if (target.keyIndexed)
        script += QStringLiteral("SET LOCAL enable_seqscan = off; SET LOCAL random_page_cost = 1;");
    return (script + postgres::sqlFile(QStringLiteral("journal_transaction"))).toUtf8();
}

} // namespace arborist::journal
