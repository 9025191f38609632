// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/migrations/sql/statement.h"

#include "services/migrations/lint/table_name.h"
#include "services/postgres/array_literal.h"
#include "services/postgres/connection.h"
#include "services/postgres/identifier.h"
#include <QCoreApplication>
#include <QSet>

namespace arborist::migrations {
namespace {

QString sqlName(const TableName &name)
{
    return name.schema.isEmpty() ? postgres::quoteIdentifier(name.name)
                                 : postgres::quoteQualified(name.schema, name.name);
}

} // namespace

void placeByCatalog(std::vector<Statement> &statements, postgres::Connection &connection)
{
    std::vector<std::pair<Statement *, QString>> open;
    QStringList names;
    for (Statement &statement : statements) {
        const bool asks = statement.placement == Placement::Anywhere &&
                          (statement.kind == u"ReindexStmt" || statement.kind == u"ClusterStmt");
        if (!asks)
            continue;
        const postgres::SqlTree tree(statement.text.toUtf8());
        const TableName name = tableName(tree.statement().inner()["relation"]);
        if (name.isEmpty())
            continue;
        open.emplace_back(&statement, sqlName(name));
        names += open.back().second;
    }
    if (open.empty())
        return;
    const postgres::Result found = connection.exec(
        QStringLiteral("SELECT name FROM unnest($1::text[]) name JOIN pg_class c ON "
                       "c.oid = to_regclass(name) WHERE c.relkind IN ('p', 'I')"),
        {postgres::arrayLiteral(names)});
    QSet<QString> partitioned;
    for (int row = 0; row < found.rows(); ++row)
        partitioned.insert(found.text(row, 0));
    for (auto &[statement, name] : open) {
        if (!partitioned.contains(name))
            continue;
        statement->placement = Placement::Alone;
        statement->placementReason =
            QCoreApplication::translate(
                "Migrations", "%1 is partitioned: this cannot run inside a transaction block.")
                .arg(name);
    }
}

} // namespace arborist::migrations
