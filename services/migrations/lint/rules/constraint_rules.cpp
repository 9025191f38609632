// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/migrations/lint/rule.h"
#include <QLocale>

namespace arborist::migrations {
namespace {

using postgres::SqlNode;

constexpr RuleText kRules[] = {
    {"foreign-key-validates", Severity::Warning,
     QT_TRANSLATE_NOOP("Lint", "Checks a foreign key while writes wait"),
     QT_TRANSLATE_NOOP("Lint", "ADD FOREIGN KEY reads every row under a SHARE ROW EXCLUSIVE lock "
                               "on both tables: writes to either wait."),
     QT_TRANSLATE_NOOP("Lint", "ADD CONSTRAINT ... NOT VALID now, and ALTER TABLE ... VALIDATE "
                               "CONSTRAINT in a later migration: it lets writes through.")},
    {"check-validates", Severity::Warning,
     QT_TRANSLATE_NOOP("Lint", "Checks every row while the table is locked"),
     QT_TRANSLATE_NOOP(
         "Lint", "ADD CHECK reads the whole table under ACCESS EXCLUSIVE: reads and writes wait."),
     QT_TRANSLATE_NOOP("Lint", "ADD CONSTRAINT ... CHECK (...) NOT VALID now, and VALIDATE "
                               "CONSTRAINT in a later migration.")},
    {"unique-builds-index", Severity::Warning,
     QT_TRANSLATE_NOOP("Lint", "Builds the index of a constraint while the table is locked"),
     QT_TRANSLATE_NOOP("Lint", "ADD UNIQUE, PRIMARY KEY and EXCLUDE build their index under ACCESS "
                               "EXCLUSIVE: reads and writes wait."),
     QT_TRANSLATE_NOOP("Lint", "CREATE UNIQUE INDEX CONCURRENTLY first, then ADD CONSTRAINT ... "
                               "USING INDEX. There is no such way for EXCLUDE.")},
    {"set-not-null-scans", Severity::Warning,
     QT_TRANSLATE_NOOP("Lint", "Reads the whole table to make a column NOT NULL"),
     QT_TRANSLATE_NOOP(
         "Lint", "SET NOT NULL looks for NULLs under ACCESS EXCLUSIVE: reads and writes wait."),
     QT_TRANSLATE_NOOP("Lint", "ADD CHECK (column IS NOT NULL) NOT VALID, VALIDATE CONSTRAINT, "
                               "then SET NOT NULL, which trusts the check; then drop the check.")},
    {"set-not-null-fails", Severity::Error, QT_TRANSLATE_NOOP("Lint", "The column holds NULLs"),
     QT_TRANSLATE_NOOP(
         "Lint",
         "SET NOT NULL and ADD PRIMARY KEY fail while there are NULLs in the column (23502)."),
     QT_TRANSLATE_NOOP("Lint", "Fill the column in a migration before this one.")},
    {"validate-in-same-transaction", Severity::Warning,
     QT_TRANSLATE_NOOP("Lint", "Validates in the transaction that added the constraint"),
     QT_TRANSLATE_NOOP("Lint",
                       "The lock of ADD CONSTRAINT is held until the end of the transaction, so "
                       "VALIDATE CONSTRAINT reads the table under it after all."),
     QT_TRANSLATE_NOOP("Lint", "Put VALIDATE CONSTRAINT into a migration of its own.")},
};

bool is(const SqlNode &constraint, QByteArrayView type)
{
    return constraint["contype"].is(type);
}

bool isPrimaryLike(const SqlNode &constraint)
{
    return is(constraint, "CONSTR_UNIQUE") || is(constraint, "CONSTR_PRIMARY") ||
           is(constraint, "CONSTR_EXCLUSION");
}

void checkNulls(const Subject &subject, const TableName &table, const QString &column,
                Report &report)
{
    const TableInfo *info = subject.world.info(table);
    if (!info || !info->column(column) || subject.world.isWritten(table))
        return;
    const qint64 nulls = subject.world.catalog()->nulls(*info, column);
    if (nulls > 0) {
        report.add("set-not-null-fails",
                   QCoreApplication::translate("Lint", "%1 rows of %2 have no %3.")
                       .arg(QLocale().toString(nulls), table.shown(), column));
    }
}

void checkForeignKey(const Subject &subject, const TableName &table, const SqlNode &constraint,
                     Report &report)
{
    const TableName other = tableName(constraint["pktable"]);
    // The table that is referenced is locked even if the other is new and has no rows.
    const bool isLong = !subject.world.isNew(table);
    if (isLong && !constraint["skip_validation"].isTrue()) {
        report.addSized("foreign-key-validates", table,
                        QCoreApplication::translate("Lint", "%1: every row is looked up in %2.")
                            .arg(subject.world.sized(table), other.shown()));
    }
}

void checkAdded(const Subject &subject, const TableName &table, const SqlNode &constraint,
                Report &report)
{
    if (is(constraint, "CONSTR_FOREIGN"))
        checkForeignKey(subject, table, constraint, report);
    if (is(constraint, "CONSTR_CHECK") && !constraint["skip_validation"].isTrue()) {
        report.addSized("check-validates", table,
                        QCoreApplication::translate("Lint", "%1: every row is read.")
                            .arg(subject.world.sized(table)));
    }
    if (isPrimaryLike(constraint) && !constraint["indexname"]) {
        report.addSized("unique-builds-index", table,
                        QCoreApplication::translate("Lint", "%1: every row is read.")
                            .arg(subject.world.sized(table)));
    }
    if (is(constraint, "CONSTR_PRIMARY")) {
        for (const QString &column : strings(constraint["keys"]))
            checkNulls(subject, table, column, report);
    }
}

/// Constraints that a new column brings along.
void checkColumn(const Subject &subject, const TableName &table, const SqlNode &column,
                 Report &report)
{
    for (const SqlNode item : column["constraints"])
        checkAdded(subject, table, item.as("Constraint"), report);
}

void check(const Subject &subject, Report &report)
{
    const SqlNode alter = subject.node.as("AlterTableStmt");
    const TableName table = tableName(alter["relation"]);
    for (const SqlNode item : alter["cmds"]) {
        const SqlNode command = item.as("AlterTableCmd");
        const QString name = command["name"].text();
        const SqlNode subtype = command["subtype"];
        if (subtype.is("AT_AddConstraint")) {
            checkAdded(subject, table, command["def"].as("Constraint"), report);
        } else if (subtype.is("AT_AddColumn")) {
            checkColumn(subject, table, command["def"].as("ColumnDef"), report);
        } else if (subtype.is("AT_SetNotNull")) {
            if (!subject.world.isProvenNotNull(table, name)) {
                report.addSized("set-not-null-scans", table,
                                QCoreApplication::translate("Lint", "%1: every row is read.")
                                    .arg(subject.world.sized(table)));
                checkNulls(subject, table, name, report);
            }
        } else if (subtype.is("AT_ValidateConstraint") &&
                   subject.world.isUnvalidated(table, name) && subject.script.inTransaction) {
            report.addSized("validate-in-same-transaction", table,
                            QCoreApplication::translate("Lint", "%1 of %2.")
                                .arg(name, subject.world.sized(table)));
        }
    }
}

} // namespace

RuleFamily constraintRules()
{
    return {kRules, check};
}

} // namespace arborist::migrations
