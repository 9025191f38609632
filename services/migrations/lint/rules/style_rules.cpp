// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/migrations/lint/rule.h"

namespace arborist::migrations {
namespace {

using postgres::SqlNode;

constexpr RuleText kRules[] = {
    {"prefer-bigint", Severity::Info, QT_TRANSLATE_NOOP("Lint", "A key that can run out"),
     QT_TRANSLATE_NOOP(
         "Lint",
         "An integer key ends at 2,147,483,647, and making it larger later rewrites the table."),
     QT_TRANSLATE_NOOP("Lint", "Declare it bigint.")},
    {"prefer-identity", Severity::Info, QT_TRANSLATE_NOOP("Lint", "A serial column"),
     QT_TRANSLATE_NOOP("Lint", "serial leaves a sequence with rights and ownership of its own, and "
                               "takes any value that is written."),
     QT_TRANSLATE_NOOP("Lint", "Declare it GENERATED ALWAYS (or BY DEFAULT) AS IDENTITY.")},
    {"prefer-timestamptz", Severity::Info, QT_TRANSLATE_NOOP("Lint", "A time without its zone"),
     QT_TRANSLATE_NOOP("Lint", "timestamp without time zone does not say which moment is meant: "
                               "sessions read it each in their own zone."),
     QT_TRANSLATE_NOOP("Lint", "Declare it timestamp with time zone (timestamptz).")},
    {"prefer-text", Severity::Info, QT_TRANSLATE_NOOP("Lint", "A text with a limit"),
     QT_TRANSLATE_NOOP("Lint", "varchar(n) and char(n) are no faster than text, and another limit "
                               "later may rewrite the table; char(n) pads with blanks."),
     QT_TRANSLATE_NOOP("Lint", "Declare it text, with a CHECK on its length where one is needed.")},
    {"prefer-jsonb", Severity::Info, QT_TRANSLATE_NOOP("Lint", "A json column"),
     QT_TRANSLATE_NOOP("Lint", "json has no equality, so DISTINCT, GROUP BY and UNION fail, and it "
                               "is parsed at each use."),
     QT_TRANSLATE_NOOP("Lint", "Declare it jsonb.")},
    {"prefer-numeric", Severity::Info, QT_TRANSLATE_NOOP("Lint", "A money column"),
     QT_TRANSLATE_NOOP(
         "Lint",
         "money takes its currency and decimals from a setting of the server (lc_monetary)."),
     QT_TRANSLATE_NOOP("Lint", "Declare it numeric, with the currency beside it.")},
};

void checkColumn(const TableName &table, const SqlNode &column, Report &report)
{
    const ColumnType type = columnType(column["typeName"]);
    const QString detail = QCoreApplication::translate("Lint", "%1 of %2 is %3.")
                               .arg(column["colname"].text(), table.shown(), type.shown());
    bool isKey = type.isSerial();
    for (const SqlNode item : column["constraints"]) {
        const SqlNode kind = item.as("Constraint")["contype"];
        isKey = isKey || kind.is("CONSTR_PRIMARY") || kind.is("CONSTR_IDENTITY");
    }
    const bool isSmall = type.name == u"int4" || type.name == u"int2" || type.name == u"serial" ||
                         type.name == u"serial4" || type.name == u"smallserial" ||
                         type.name == u"serial2";
    if (isKey && isSmall)
        report.add("prefer-bigint", detail);
    if (type.isSerial())
        report.add("prefer-identity", detail);
    if (type.name == u"timestamp")
        report.add("prefer-timestamptz", detail);
    if ((type.name == u"varchar" && !type.limits.empty()) || type.name == u"bpchar")
        report.add("prefer-text", detail);
    if (type.name == u"json")
        report.add("prefer-jsonb", detail);
    if (type.name == u"money")
        report.add("prefer-numeric", detail);
}

void check(const Subject &subject, Report &report)
{
    const SqlNode inner = subject.node.inner();
    const TableName table = tableName(inner["relation"]);
    if (subject.node.kind() == "CreateStmt") {
        for (const SqlNode element : inner["tableElts"]) {
            if (const SqlNode column = element.as("ColumnDef"))
                checkColumn(table, column, report);
        }
    } else if (subject.node.kind() == "AlterTableStmt") {
        for (const SqlNode item : inner["cmds"]) {
            const SqlNode command = item.as("AlterTableCmd");
            if (command["subtype"].is("AT_AddColumn"))
                checkColumn(table, command["def"].as("ColumnDef"), report);
        }
    }
}

} // namespace

RuleFamily styleRules()
{
    return {kRules, check};
}

} // namespace arborist::migrations
