// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/migrations/lint/rule.h"
#include <QLocale>

namespace arborist::migrations {
namespace {

using postgres::SqlNode;

constexpr RuleText kRules[] = {
    {"drop-table", Severity::Error, QT_TRANSLATE_NOOP("Lint", "Drops a table with its rows"),
     QT_TRANSLATE_NOOP("Lint",
                       "The rows are gone, and code that still runs the old version fails."),
     QT_TRANSLATE_NOOP(
         "Lint", "Take the table out of use first, keep a backup, drop it in a later release.")},
    {"drop-column", Severity::Error, QT_TRANSLATE_NOOP("Lint", "Drops a column with its values"),
     QT_TRANSLATE_NOOP("Lint", "The values are gone, and code that still runs the old version "
                               "fails; so do prepared statements."),
     QT_TRANSLATE_NOOP(
         "Lint", "Let the application ignore the column first, then drop it in a later release.")},
    {"drop-schema", Severity::Error,
     QT_TRANSLATE_NOOP("Lint", "Drops a schema or database with all that is in it"),
     QT_TRANSLATE_NOOP("Lint", "Every table in it is gone."),
     QT_TRANSLATE_NOOP("Lint", "Drop what is no longer used by name, and keep a backup.")},
    {"drop-cascade", Severity::Warning, QT_TRANSLATE_NOOP("Lint", "Drops whatever depends on it"),
     QT_TRANSLATE_NOOP("Lint", "CASCADE takes views, foreign keys, functions and columns along "
                               "that the file does not name."),
     QT_TRANSLATE_NOOP("Lint", "Drop without CASCADE, and name what depends on it.")},
    {"drop-type", Severity::Warning, QT_TRANSLATE_NOOP("Lint", "Drops a type or function"),
     QT_TRANSLATE_NOOP("Lint", "Code that still runs the old version fails."),
     QT_TRANSLATE_NOOP("Lint", "Drop it once nothing uses it any more.")},
    {"truncate", Severity::Error, QT_TRANSLATE_NOOP("Lint", "Empties a table"),
     QT_TRANSLATE_NOOP("Lint",
                       "All rows are gone, and ACCESS EXCLUSIVE locks everybody out meanwhile."),
     QT_TRANSLATE_NOOP("Lint", "DELETE what is no longer needed, in batches, and keep a backup.")},
    {"truncate-cascade", Severity::Error,
     QT_TRANSLATE_NOOP("Lint", "Empties every table that refers to it"),
     QT_TRANSLATE_NOOP("Lint", "TRUNCATE ... CASCADE empties all tables with a foreign key to this "
                               "one, and those that refer to them."),
     QT_TRANSLATE_NOOP("Lint", "Name the tables to be emptied.")},
    {"delete-without-where", Severity::Error, QT_TRANSLATE_NOOP("Lint", "Deletes all rows"),
     QT_TRANSLATE_NOOP("Lint", "DELETE without WHERE deletes every row."),
     QT_TRANSLATE_NOOP("Lint", "Say which rows are meant; WHERE true where all of them are.")},
    {"update-without-where", Severity::Warning, QT_TRANSLATE_NOOP("Lint", "Changes all rows"),
     QT_TRANSLATE_NOOP("Lint", "UPDATE without WHERE writes every row anew and locks each until "
                               "the end of the transaction."),
     QT_TRANSLATE_NOOP(
         "Lint", "Say which rows are meant, and change them in batches outside of the migration.")},
    {"large-change", Severity::Warning, QT_TRANSLATE_NOOP("Lint", "Changes many rows at once"),
     QT_TRANSLATE_NOOP("Lint", "The rows stay locked until the end of the transaction, and their "
                               "old versions bloat the table."),
     QT_TRANSLATE_NOOP(
         "Lint",
         "Change them in batches of some thousand rows, each in a transaction of its own.")},
};

constexpr qint64 kManyRows = 100'000;

void checkDrop(const Subject &subject, const SqlNode &drop, Report &report)
{
    const World &world = subject.world;
    const SqlNode type = drop["removeType"];
    bool isNew = true; // all of it
    for (const SqlNode object : drop["objects"]) {
        const TableName name = nameOfList(object.as("List")["items"]);
        if (type.is("OBJECT_TABLE") || type.is("OBJECT_FOREIGN_TABLE")) {
            if (world.isNew(name))
                continue;
            const bool isGone = world.catalog() && !world.info(name);
            if (!isGone) {
                report.add("drop-table", world.sized(name),
                           world.isEmpty(name) ? Severity::Warning : Severity::Error);
            }
        } else if (type.is("OBJECT_SCHEMA")) {
            const QString schema = object.as("String")["sval"].text();
            if (world.isNewSchema(schema))
                continue;
            report.add("drop-schema", schema,
                       drop["behavior"].is("DROP_CASCADE") ? Severity::Error : Severity::Info);
        } else if (type.is("OBJECT_TYPE") || type.is("OBJECT_FUNCTION") ||
                   type.is("OBJECT_PROCEDURE") || type.is("OBJECT_DOMAIN")) {
            const SqlNode names = object.as("TypeName") ? object.as("TypeName")["names"]
                                                        : object.as("ObjectWithArgs")["objname"];
            report.add("drop-type", nameOfList(names).shown());
        } else if (type.is("OBJECT_MATVIEW") || type.is("OBJECT_VIEW")) {
            if (world.isNew(name))
                continue;
        }
        isNew = false;
    }
    if (drop["behavior"].is("DROP_CASCADE") && !isNew && !type.is("OBJECT_SCHEMA"))
        report.add("drop-cascade", subject.summary());
}

void checkTruncate(const Subject &subject, const SqlNode &truncate, Report &report)
{
    for (const SqlNode relation : truncate["relations"]) {
        const TableName table = tableName(relation.as("RangeVar"));
        if (subject.world.isNew(table))
            continue;
        report.add("truncate", subject.world.sized(table),
                   subject.world.isEmpty(table) ? Severity::Warning : Severity::Error);
        if (truncate["behavior"].is("DROP_CASCADE"))
            report.add("truncate-cascade", table.shown());
    }
}

void checkRows(const Subject &subject, const SqlNode &change, bool deletes, Report &report)
{
    World &world = subject.world;
    const TableName table = tableName(change["relation"]);
    if (world.isNew(table) || world.isEmpty(table))
        return;
    const bool isAll = !change["whereClause"] && !change["fromClause"] && !change["usingClause"];
    if (isAll && deletes)
        report.add("delete-without-where", world.sized(table));
    else if (isAll)
        report.addSized("update-without-where", table, world.sized(table));
    const TableInfo *info = world.info(table);
    if (!info || info->rows < kManyRows)
        return;
    const qint64 rows = isAll ? info->rows : world.catalog()->estimate(subject.statement().text);
    if (rows >= kManyRows) {
        report.add("large-change", QCoreApplication::translate("Lint", "About %1 of %2.")
                                       .arg(QLocale().toString(rows), world.sized(table)));
    }
}

void check(const Subject &subject, Report &report)
{
    const QByteArrayView kind = subject.node.kind();
    const SqlNode inner = subject.node.inner();
    if (kind == "DropStmt") {
        checkDrop(subject, inner, report);
    } else if (kind == "DropdbStmt") {
        report.add("drop-schema", inner["dbname"].text());
    } else if (kind == "DropOwnedStmt") {
        report.add("drop-schema",
                   QCoreApplication::translate("Lint", "Everything that the role owns."));
    } else if (kind == "TruncateStmt") {
        checkTruncate(subject, inner, report);
    } else if (kind == "DeleteStmt" || kind == "UpdateStmt") {
        checkRows(subject, inner, kind == "DeleteStmt", report);
    } else if (kind == "AlterTableStmt" && !inner["objtype"].is("OBJECT_TYPE")) {
        const TableName table = tableName(inner["relation"]);
        for (const SqlNode item : inner["cmds"]) {
            const SqlNode command = item.as("AlterTableCmd");
            if (!command["subtype"].is("AT_DropColumn") || subject.world.isNew(table))
                continue;
            report.add("drop-column",
                       QCoreApplication::translate("Lint", "%1 of %2.")
                           .arg(command["name"].text(), subject.world.sized(table)),
                       subject.world.isEmpty(table) ? Severity::Warning : Severity::Error);
        }
    }
}

} // namespace

RuleFamily dataRules()
{
    return {kRules, check};
}

} // namespace arborist::migrations
