// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/migrations/lint/rule.h"

namespace arborist::migrations {
namespace {

using postgres::SqlNode;

constexpr RuleText kRules[] = {
    {"rename-table", Severity::Warning, QT_TRANSLATE_NOOP("Lint", "Renames a table or view"),
     QT_TRANSLATE_NOOP("Lint",
                       "Code that still runs the old version asks for the old name and fails."),
     QT_TRANSLATE_NOOP("Lint", "Rename in one transaction with a view of the old name; drop the "
                               "view in a later release.")},
    {"rename-column", Severity::Warning, QT_TRANSLATE_NOOP("Lint", "Renames a column"),
     QT_TRANSLATE_NOOP("Lint",
                       "Code that still runs the old version asks for the old name and fails."),
     QT_TRANSLATE_NOOP("Lint", "Add a column of the new name, write both, move the readers, drop "
                               "the old one in a later release.")},
    {"rename-enum-value", Severity::Warning,
     QT_TRANSLATE_NOOP("Lint", "Renames a value of an enum"),
     QT_TRANSLATE_NOOP("Lint", "Code that still runs the old version reads or writes a value that "
                               "is not there any more."),
     QT_TRANSLATE_NOOP("Lint",
                       "Add the new value, move rows and code, and leave the old one unused.")},
    {"rename-other", Severity::Info, QT_TRANSLATE_NOOP("Lint", "Renames something else"),
     QT_TRANSLATE_NOOP("Lint", "What calls it by the old name fails: functions, ON CONFLICT ON "
                               "CONSTRAINT, later migrations."),
     QT_TRANSLATE_NOOP("Lint", "Look for the old name in code and in functions.")},
    {"move-to-schema", Severity::Warning,
     QT_TRANSLATE_NOOP("Lint", "Moves something into another schema"),
     QT_TRANSLATE_NOOP(
         "Lint",
         "Code that names the old schema, or whose search path does not have the new one, fails."),
     QT_TRANSLATE_NOOP("Lint", "Leave a view of the old name behind until nothing asks for it.")},
};

void check(const Subject &subject, Report &report)
{
    const QByteArrayView kind = subject.node.kind();
    const SqlNode inner = subject.node.inner();
    const TableName table = tableName(inner["relation"]);
    if (kind == "AlterEnumStmt" && inner["oldVal"]) {
        report.add("rename-enum-value", QCoreApplication::translate("Lint", "%1 becomes %2 in %3.")
                                            .arg(inner["oldVal"].text(), inner["newVal"].text(),
                                                 nameOfList(inner["typeName"]).shown()));
    } else if (kind == "AlterObjectSchemaStmt") {
        if (!table.isEmpty() && subject.world.isNew(table))
            return;
        report.add(
            "move-to-schema",
            QCoreApplication::translate("Lint", "It moves to %1.").arg(inner["newschema"].text()));
    } else if (kind == "RenameStmt") {
        if (!table.isEmpty() && subject.world.isNew(table))
            return;
        const SqlNode type = inner["renameType"];
        const QString newName = inner["newname"].text();
        if (type.is("OBJECT_TABLE") || type.is("OBJECT_VIEW") || type.is("OBJECT_MATVIEW"))
            report.add(
                "rename-table",
                QCoreApplication::translate("Lint", "%1 becomes %2.").arg(table.shown(), newName));
        else if (type.is("OBJECT_COLUMN"))
            report.add("rename-column", QCoreApplication::translate("Lint", "%1 of %2 becomes %3.")
                                            .arg(inner["subname"].text(), table.shown(), newName));
        else
            report.add("rename-other",
                       QCoreApplication::translate("Lint", "It becomes %1.").arg(newName));
    }
}

} // namespace

RuleFamily renameRules()
{
    return {kRules, check};
}

} // namespace arborist::migrations
