// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/migrations/lint/rule.h"

namespace arborist::migrations {
namespace {

using postgres::SqlNode;

constexpr RuleText kRules[] = {
    {"table-rewrite", Severity::Warning, QT_TRANSLATE_NOOP("Lint", "Rewrites the table"),
     QT_TRANSLATE_NOOP("Lint",
                       "SET TABLESPACE, SET LOGGED, SET UNLOGGED and SET ACCESS METHOD copy the "
                       "whole table under ACCESS EXCLUSIVE: reads and writes wait."),
     QT_TRANSLATE_NOOP(
         "Lint", "Do it in a maintenance window, or copy the rows into a new table in batches.")},
    {"cluster-or-vacuum-full", Severity::Warning,
     QT_TRANSLATE_NOOP("Lint", "Rewrites the table to pack it"),
     QT_TRANSLATE_NOOP("Lint", "CLUSTER and VACUUM FULL copy the whole table under ACCESS "
                               "EXCLUSIVE: reads and writes wait."),
     QT_TRANSLATE_NOOP("Lint", "Plain VACUUM frees space for reuse without a lock; pg_repack packs "
                               "a table that is in use.")},
    {"lock-table", Severity::Warning, QT_TRANSLATE_NOOP("Lint", "Locks a table by hand"),
     QT_TRANSLATE_NOOP("Lint", "LOCK TABLE holds its lock until the transaction ends."),
     QT_TRANSLATE_NOOP("Lint", "Let the statements take their own locks; where one is needed, name "
                               "the weakest mode that does.")},
    {"refresh-blocks-reads", Severity::Warning,
     QT_TRANSLATE_NOOP("Lint", "Refreshes a view while its readers wait"),
     QT_TRANSLATE_NOOP("Lint",
                       "REFRESH MATERIALIZED VIEW takes ACCESS EXCLUSIVE while the query runs."),
     QT_TRANSLATE_NOOP(
         "Lint",
         "REFRESH MATERIALIZED VIEW CONCURRENTLY, which needs a unique index on the view.")},
    {"detach-partition-blocks", Severity::Warning,
     QT_TRANSLATE_NOOP("Lint", "Detaches a partition under an exclusive lock"),
     QT_TRANSLATE_NOOP("Lint", "DETACH PARTITION takes ACCESS EXCLUSIVE on the whole partitioned "
                               "table: it waits for every query and all others wait behind it."),
     QT_TRANSLATE_NOOP(
         "Lint",
         "DETACH PARTITION ... CONCURRENTLY, outside of a transaction (PostgreSQL 14 and newer).")},
    {"attach-partition-scans", Severity::Warning,
     QT_TRANSLATE_NOOP("Lint", "Reads the whole new partition"),
     QT_TRANSLATE_NOOP("Lint", "ATTACH PARTITION checks every row of the table against the bounds "
                               "under ACCESS EXCLUSIVE on it."),
     QT_TRANSLATE_NOOP(
         "Lint",
         "Give the table a validated CHECK with the same bounds first: then nothing is read.")},
};

void checkAlter(const Subject &subject, const SqlNode &alter, Report &report)
{
    const World &world = subject.world;
    const TableName table = tableName(alter["relation"]);
    for (const SqlNode item : alter["cmds"]) {
        const SqlNode command = item.as("AlterTableCmd");
        const SqlNode subtype = command["subtype"];
        const SqlNode partition = command["def"].as("PartitionCmd");
        for (const char *name :
             {"AT_SetTableSpace", "AT_SetLogged", "AT_SetUnLogged", "AT_SetAccessMethod"}) {
            if (subtype.is(name) && alter["objtype"].is("OBJECT_TABLE"))
                report.addSized("table-rewrite", table, world.sized(table));
        }
        if (subtype.is("AT_DetachPartition") && !partition["concurrent"].isTrue())
            report.addSized("detach-partition-blocks", table, world.sized(table));
        const TableName part = tableName(partition["name"]);
        if (subtype.is("AT_AttachPartition") && !alter["objtype"].is("OBJECT_INDEX"))
            report.addSized("attach-partition-scans", part, world.sized(part));
    }
}

bool isFull(const SqlNode &vacuum)
{
    for (const SqlNode option : vacuum["options"]) {
        const SqlNode element = option.as("DefElem");
        if (element["defname"].is("full"))
            return !QStringList{QStringLiteral("false"), QStringLiteral("off"), QStringLiteral("0")}
                        .contains(element["arg"].inner().inner().text());
    }
    return false;
}

void check(const Subject &subject, Report &report)
{
    const World &world = subject.world;
    const QByteArrayView kind = subject.node.kind();
    const SqlNode inner = subject.node.inner();
    if (kind == "AlterTableStmt") {
        checkAlter(subject, inner, report);
    } else if (kind == "ClusterStmt") {
        const TableName table = tableName(inner["relation"]);
        if (table.isEmpty())
            report.add(
                "cluster-or-vacuum-full",
                QCoreApplication::translate("Lint", "Every table that was clustered before."));
        else
            report.addSized("cluster-or-vacuum-full", table, world.sized(table));
    } else if (kind == "VacuumStmt" && isFull(inner)) {
        if (!inner["rels"])
            report.add("cluster-or-vacuum-full",
                       QCoreApplication::translate("Lint", "Every table of the database."));
        for (const SqlNode relation : inner["rels"]) {
            const TableName table = tableName(relation.as("VacuumRelation")["relation"]);
            report.addSized("cluster-or-vacuum-full", table, world.sized(table));
        }
    } else if (kind == "LockStmt") {
        for (const SqlNode relation : inner["relations"]) {
            const TableName table = tableName(relation.as("RangeVar"));
            report.addSized("lock-table", table, world.sized(table));
        }
    } else if (kind == "RefreshMatViewStmt" && !inner["concurrent"].isTrue() &&
               !inner["skipData"].isTrue()) {
        const TableName view = tableName(inner["relation"]);
        report.addSized("refresh-blocks-reads", view, world.sized(view));
    }
}

} // namespace

RuleFamily storageRules()
{
    return {kRules, check};
}

} // namespace arborist::migrations
