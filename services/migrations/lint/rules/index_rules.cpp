// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/migrations/lint/rule.h"

namespace arborist::migrations {
namespace {

using postgres::SqlNode;

constexpr RuleText kRules[] = {
    {"index-blocks-writes", Severity::Warning,
     QT_TRANSLATE_NOOP("Lint", "Builds an index while writes wait"),
     QT_TRANSLATE_NOOP("Lint",
                       "CREATE INDEX without CONCURRENTLY reads the whole table under a SHARE "
                       "lock: every INSERT, UPDATE and DELETE waits until it is done."),
     QT_TRANSLATE_NOOP(
         "Lint", "CREATE INDEX CONCURRENTLY, alone in a migration outside of a transaction.")},
    {"drop-index-blocks", Severity::Warning,
     QT_TRANSLATE_NOOP("Lint", "Drops an index under an exclusive lock"),
     QT_TRANSLATE_NOOP("Lint", "DROP INDEX without CONCURRENTLY takes ACCESS EXCLUSIVE on the "
                               "table: it waits for every query and all others wait behind it."),
     QT_TRANSLATE_NOOP("Lint",
                       "DROP INDEX CONCURRENTLY, alone in a migration outside of a transaction.")},
    {"reindex-blocks", Severity::Warning,
     QT_TRANSLATE_NOOP("Lint", "Rebuilds an index while writes wait"),
     QT_TRANSLATE_NOOP(
         "Lint",
         "REINDEX without CONCURRENTLY locks writes out, and reads that would use the index."),
     QT_TRANSLATE_NOOP(
         "Lint", "REINDEX ... CONCURRENTLY, outside of a transaction (PostgreSQL 12 and newer).")},
    {"unique-duplicates", Severity::Error, QT_TRANSLATE_NOOP("Lint", "Rows are not unique"),
     QT_TRANSLATE_NOOP("Lint", "The table holds rows that are equal in these columns, so the index "
                               "or constraint cannot be built (23505)."),
     QT_TRANSLATE_NOOP("Lint", "Merge or remove the duplicates in a migration before this one.")},
    {"foreign-key-without-index", Severity::Info,
     QT_TRANSLATE_NOOP("Lint", "A foreign key without an index"),
     QT_TRANSLATE_NOOP("Lint", "Deleting or updating a referenced row reads the whole referencing "
                               "table, as nothing finds the rows by the key."),
     QT_TRANSLATE_NOOP("Lint", "Create an index (CONCURRENTLY on a table in use) that begins with "
                               "the columns of the key.")},
};

bool isConstraint(const SqlNode &constraint, QByteArrayView type)
{
    return constraint["contype"].is(type);
}

void checkUnique(const Subject &subject, const TableName &table, const QStringList &columns,
                 Report &report)
{
    const TableInfo *info = subject.world.info(table);
    if (!info || columns.isEmpty() || subject.world.isWritten(table))
        return;
    for (const QString &column : columns) {
        if (!info->column(column))
            return;
    }
    if (subject.world.catalog()->hasDuplicates(*info, columns)) {
        report.add("unique-duplicates",
                   QCoreApplication::translate("Lint", "%1 has rows that are equal in %2.")
                       .arg(table.shown(), columns.join(QStringLiteral(", "))));
    }
}

void checkIndex(const Subject &subject, const SqlNode &index, Report &report)
{
    const TableName table = tableName(index["relation"]);
    if (!index["concurrent"].isTrue()) {
        report.addSized(
            "index-blocks-writes", table,
            QCoreApplication::translate("Lint", "%1: writes wait while the index is built.")
                .arg(subject.world.sized(table)));
    }
    if (!index["unique"].isTrue() || index["whereClause"])
        return;
    QStringList columns;
    for (const SqlNode element : index["indexParams"]) {
        const QString name = element.as("IndexElem")["name"].text();
        if (name.isEmpty()) // an expression
            return;
        columns += name;
    }
    checkUnique(subject, table, columns, report);
}

void checkForeignKey(const Subject &subject, const TableName &table, const SqlNode &constraint,
                     const QStringList &columns, Report &report)
{
    if (!isConstraint(constraint, "CONSTR_FOREIGN") || columns.isEmpty() ||
        subject.world.isIndexed(table, columns))
        return;
    report.add("foreign-key-without-index",
               QCoreApplication::translate("Lint", "Nothing indexes %1 of %2.")
                   .arg(columns.join(QStringLiteral(", ")), table.shown()));
}

void checkColumn(const Subject &subject, const TableName &table, const SqlNode &column,
                 Report &report)
{
    for (const SqlNode item : column["constraints"])
        checkForeignKey(subject, table, item.as("Constraint"), {column["colname"].text()}, report);
}

void checkCommand(const Subject &subject, const TableName &table, const SqlNode &definition,
                  Report &report)
{
    if (const SqlNode column = definition.as("ColumnDef"))
        checkColumn(subject, table, column, report);
    const SqlNode constraint = definition.as("Constraint");
    checkForeignKey(subject, table, constraint, strings(constraint["fk_attrs"]), report);
    if (isConstraint(constraint, "CONSTR_UNIQUE") || isConstraint(constraint, "CONSTR_PRIMARY"))
        checkUnique(subject, table, strings(constraint["keys"]), report);
}

void check(const Subject &subject, Report &report)
{
    const SqlNode inner = subject.node.inner();
    const QByteArrayView kind = subject.node.kind();
    if (kind == "IndexStmt") {
        checkIndex(subject, inner, report);
    } else if (kind == "DropStmt" && inner["removeType"].is("OBJECT_INDEX")) {
        if (inner["concurrent"].isTrue())
            return;
        for (const SqlNode object : inner["objects"]) {
            const TableName index = nameOfList(object.as("List")["items"]);
            const TableName table = subject.world.tableOfIndex(index).value_or(index);
            report.addSized("drop-index-blocks", table,
                            table == index ? index.shown()
                                           : QCoreApplication::translate("Lint", "%1 of %2.")
                                                 .arg(index.shown(), subject.world.sized(table)));
        }
    } else if (kind == "ReindexStmt" && subject.statement().placement == Placement::Anywhere) {
        const TableName name = tableName(inner["relation"]);
        report.addSized("reindex-blocks", subject.world.tableOfIndex(name).value_or(name),
                        subject.world.sized(subject.world.tableOfIndex(name).value_or(name)));
    } else if (kind == "AlterTableStmt") {
        for (const SqlNode command : inner["cmds"])
            checkCommand(subject, tableName(inner["relation"]), command.as("AlterTableCmd")["def"],
                         report);
    } else if (kind == "CreateStmt") {
        for (const SqlNode element : inner["tableElts"])
            checkCommand(subject, tableName(inner["relation"]), element, report);
    }
}

} // namespace

RuleFamily indexRules()
{
    return {kRules, check};
}

} // namespace arborist::migrations
