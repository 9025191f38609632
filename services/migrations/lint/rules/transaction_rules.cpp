// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/migrations/lint/rule.h"

namespace arborist::migrations {
namespace {

using postgres::SqlNode;

constexpr RuleText kRules[] = {
    {"transaction-control", Severity::Warning,
     QT_TRANSLATE_NOOP("Lint", "Begins or ends a transaction by itself"),
     QT_TRANSLATE_NOOP("Lint",
                       "COMMIT ends the transaction that the migration runs in: what follows is "
                       "not undone when it fails, and the ledger may say what is not so."),
     QT_TRANSLATE_NOOP("Lint", "Leave the transaction to the tool; put what must be committed "
                               "first into a migration of its own.")},
    {"needs-no-transaction", Severity::Warning,
     QT_TRANSLATE_NOOP("Lint", "Cannot run in a transaction"),
     QT_TRANSLATE_NOOP("Lint", "PostgreSQL refuses the statement in a transaction block (25001)."),
     QT_TRANSLATE_NOOP("Lint", "Put it alone into a migration that its tool runs without a "
                               "transaction. Arborist runs it alone in any case.")},
    {"alone-with-others", Severity::Warning,
     QT_TRANSLATE_NOOP("Lint", "Shares its query with other statements"),
     QT_TRANSLATE_NOOP("Lint", "Statements that are sent as one query share a transaction, which "
                               "this one refuses (25001)."),
     QT_TRANSLATE_NOOP("Lint", "Put it alone into its file. Arborist sends it alone in any case.")},
    {"enum-value-used", Severity::Warning,
     QT_TRANSLATE_NOOP("Lint", "Uses an enum value before it is committed"),
     QT_TRANSLATE_NOOP("Lint", "A value that ALTER TYPE ... ADD VALUE has just added is refused "
                               "until it is committed (55P04)."),
     QT_TRANSLATE_NOOP(
         "Lint", "Use the value in a later migration, and run each in a transaction of its own.")},
    {"setting-leaks", Severity::Warning,
     QT_TRANSLATE_NOOP("Lint", "Changes a setting beyond its migration"),
     QT_TRANSLATE_NOOP("Lint", "SET without LOCAL stays for the migrations that run after it on "
                               "the connection, and not if they run another time."),
     QT_TRANSLATE_NOOP("Lint", "SET LOCAL, or set_config(..., true).")},
    {"not-repeatable", Severity::Info, QT_TRANSLATE_NOOP("Lint", "Cannot be run again"),
     QT_TRANSLATE_NOOP("Lint", "Outside of a transaction a migration may stop half way, and is "
                               "then run again from its start."),
     QT_TRANSLATE_NOOP("Lint", "IF NOT EXISTS and IF EXISTS let it pass over what is done.")},
};

/// A migration that is not undone as a whole when it fails.
bool isPartial(const Subject &subject)
{
    if (!subject.script.inTransaction)
        return true;
    for (const Statement &statement : subject.statements) {
        if (statement.placement == Placement::Alone)
            return true;
    }
    return false;
}

bool isRepeatable(const SqlNode &node)
{
    const QByteArrayView kind = node.kind();
    const SqlNode inner = node.inner();
    if (kind == "CreateStmt" || kind == "IndexStmt" || kind == "CreateSchemaStmt" ||
        kind == "CreateExtensionStmt" || kind == "CreateSeqStmt" || kind == "CreateTableAsStmt")
        return inner["if_not_exists"].isTrue();
    if (kind == "DropStmt")
        return inner["missing_ok"].isTrue();
    if (kind == "AlterEnumStmt")
        return inner["skipIfNewValExists"].isTrue() || inner["oldVal"];
    if (kind == "CreateFunctionStmt" || kind == "ViewStmt")
        return inner["replace"].isTrue();
    if (kind != "AlterTableStmt")
        return true;
    for (const SqlNode item : inner["cmds"]) {
        const SqlNode command = item.as("AlterTableCmd");
        const bool adds =
            command["subtype"].is("AT_AddColumn") || command["subtype"].is("AT_DropColumn");
        if ((adds && !command["missing_ok"].isTrue()) || command["subtype"].is("AT_AddConstraint"))
            return false;
    }
    return true;
}

void check(const Subject &subject, Report &report)
{
    const Statement &statement = subject.statement();
    if (statement.controlsTransaction)
        report.add("transaction-control", subject.summary());
    if (statement.placement == Placement::OwnCommit)
        report.add("enum-value-used", statement.placementReason);
    if (statement.placement == Placement::Alone) {
        if (subject.script.inTransaction)
            report.add("needs-no-transaction",
                       subject.isDrizzle() ? QCoreApplication::translate(
                                                 "Lint", "%1 drizzle-orm has no way to run it.")
                                                 .arg(statement.placementReason)
                                           : statement.placementReason);
        else if (subject.statementsInPiece() > 1)
            report.add("alone-with-others", statement.placementReason);
    }
    const SqlNode set = subject.node.as("VariableSetStmt");
    const bool isOfTransaction =
        set["name"].is("TRANSACTION") || set["name"].is("SESSION CHARACTERISTICS");
    if (set["kind"].bytes().startsWith("VAR_SET") && !set["is_local"].isTrue() && !isOfTransaction)
        report.add("setting-leaks", set["name"].text());
    if (isPartial(subject) && subject.node && !isRepeatable(subject.node))
        report.add("not-repeatable", subject.summary());
}

} // namespace

RuleFamily transactionRules()
{
    return {kRules, check};
}

} // namespace arborist::migrations
