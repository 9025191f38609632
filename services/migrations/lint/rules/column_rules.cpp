// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/migrations/lint/rule.h"

namespace arborist::migrations {
namespace {

using postgres::SqlNode;

constexpr RuleText kRules[] = {
    {"column-type-rewrites", Severity::Warning,
     QT_TRANSLATE_NOOP("Lint", "Rewrites the table for another type"),
     QT_TRANSLATE_NOOP(
         "Lint",
         "Every row and index is written anew under ACCESS EXCLUSIVE: reads and writes wait."),
     QT_TRANSLATE_NOOP("Lint", "Add a column of the new type, fill it in batches, let the "
                               "application use it, drop the old one.")},
    {"column-type-narrows", Severity::Error, QT_TRANSLATE_NOOP("Lint", "The new type holds less"),
     QT_TRANSLATE_NOOP(
         "Lint",
         "Values that do not fit make the statement fail, or lose digits, text or time of day."),
     QT_TRANSLATE_NOOP("Lint", "Look for values that do not fit first, and keep the old column "
                               "until the new one is proven.")},
    {"volatile-default", Severity::Warning,
     QT_TRANSLATE_NOOP("Lint", "Rewrites the table for a default"),
     QT_TRANSLATE_NOOP("Lint", "ADD COLUMN with a default that differs from row to row (random(), "
                               "gen_random_uuid(), a sequence, an identity) writes every row under "
                               "ACCESS EXCLUSIVE. A constant and now() do not."),
     QT_TRANSLATE_NOOP(
         "Lint",
         "Add the column without a default, set the default, fill existing rows in batches.")},
    {"stored-generated-column", Severity::Warning,
     QT_TRANSLATE_NOOP("Lint", "Rewrites the table for a generated column"),
     QT_TRANSLATE_NOOP("Lint", "ADD COLUMN ... GENERATED ALWAYS AS (...) STORED computes every row "
                               "under ACCESS EXCLUSIVE."),
     QT_TRANSLATE_NOOP("Lint", "Add a plain column that a trigger keeps, and fill it in batches; "
                               "or compute it in a view.")},
    {"not-null-without-default", Severity::Error,
     QT_TRANSLATE_NOOP("Lint", "A NOT NULL column without a default"),
     QT_TRANSLATE_NOOP("Lint", "Existing rows would have no value in the new column, so ADD COLUMN "
                               "... NOT NULL fails where the table has a row (23502)."),
     QT_TRANSLATE_NOOP(
         "Lint",
         "Give it a default, or add it without NOT NULL, fill it, and set NOT NULL later.")},
};

SqlNode constraintOf(const SqlNode &column, QByteArrayView type)
{
    for (const SqlNode item : column["constraints"]) {
        const SqlNode constraint = item.as("Constraint");
        if (constraint["contype"].is(type))
            return constraint;
    }
    return {};
}

/// The first function in a default that may give each row another value; empty if there is none.
QString volatileFunction(const SqlNode &expression, const World &world)
{
    static const QSet<QString> kStable{QStringLiteral("now"),
                                       QStringLiteral("transaction_timestamp"),
                                       QStringLiteral("statement_timestamp"),
                                       QStringLiteral("lower"),
                                       QStringLiteral("upper"),
                                       QStringLiteral("concat"),
                                       QStringLiteral("timezone"),
                                       QStringLiteral("date_trunc"),
                                       QStringLiteral("to_timestamp"),
                                       QStringLiteral("make_date"),
                                       QStringLiteral("make_interval"),
                                       QStringLiteral("json_build_object"),
                                       QStringLiteral("jsonb_build_object"),
                                       QStringLiteral("json_build_array"),
                                       QStringLiteral("jsonb_build_array"),
                                       QStringLiteral("to_json"),
                                       QStringLiteral("to_jsonb"),
                                       QStringLiteral("current_setting"),
                                       QStringLiteral("array_fill"),
                                       QStringLiteral("md5"),
                                       QStringLiteral("length"),
                                       QStringLiteral("replace"),
                                       QStringLiteral("substring"),
                                       QStringLiteral("date_part"),
                                       QStringLiteral("extract"),
                                       QStringLiteral("age"),
                                       QStringLiteral("round"),
                                       QStringLiteral("floor"),
                                       QStringLiteral("to_char"),
                                       QStringLiteral("coalesce")};
    QString found;
    expression.walk([&](const SqlNode &node) {
        const SqlNode call = node.as("FuncCall");
        if (!call || !found.isEmpty())
            return;
        const QString name = nameOfList(call["funcname"]).name;
        const QString known = world.catalog() ? world.catalog()->volatility(name) : QString();
        if (known == u"volatile" || (known.isEmpty() && !kStable.contains(name)))
            found = name;
    });
    return found;
}

void checkAdded(const Subject &subject, const TableName &table, const SqlNode &column,
                Report &report)
{
    const World &world = subject.world;
    const QString name = column["colname"].text();
    const SqlNode fixed = constraintOf(column, "CONSTR_DEFAULT")["raw_expr"];
    const bool isSerial = columnType(column["typeName"]).isSerial();
    const bool isIdentity = bool(constraintOf(column, "CONSTR_IDENTITY"));
    const SqlNode generated = constraintOf(column, "CONSTR_GENERATED");
    // walk() looks below a node, so the default is looked at with what holds it.
    const QString function = volatileFunction(constraintOf(column, "CONSTR_DEFAULT"), world);
    if (isSerial || isIdentity || !function.isEmpty()) {
        report.addSized("volatile-default", table,
                        QCoreApplication::translate("Lint", "%1: each row gets its own %2 from %3.")
                            .arg(world.sized(table), name,
                                 function.isEmpty()
                                     ? QCoreApplication::translate("Lint", "a sequence")
                                     : function + QStringLiteral("()")));
    }
    if (generated) {
        report.addSized("stored-generated-column", table,
                        QCoreApplication::translate("Lint", "%1: %2 is computed for each row.")
                            .arg(world.sized(table), name));
    }
    const bool isNotNull =
        constraintOf(column, "CONSTR_NOTNULL") || constraintOf(column, "CONSTR_PRIMARY");
    if (!isNotNull || fixed || isSerial || isIdentity || generated || world.isNew(table))
        return;
    const TableInfo *info = world.info(table);
    const bool isSure = info && !info->isEmpty && info->rows > 0 && !world.isWritten(table);
    if (!world.isEmpty(table)) {
        report.add("not-null-without-default",
                   QCoreApplication::translate("Lint", "No value for %2 in %1.")
                       .arg(world.sized(table), name),
                   isSure ? Severity::Error : Severity::Warning);
    }
}

void checkType(const Subject &subject, const TableName &table, const QString &name,
               const SqlNode &definition, Report &report)
{
    const World &world = subject.world;
    const ColumnType to = columnType(definition["typeName"]);
    const TableInfo *info = world.info(table);
    const Column *column = info ? info->column(name) : nullptr;
    const SqlNode converted = definition["raw_default"];
    if (!column) {
        report.addSized("column-type-rewrites", table,
                        QCoreApplication::translate(
                            "Lint", "%1: whether %2 can become %3 in place depends on its type.")
                            .arg(world.sized(table), name, to.shown()));
        return;
    }
    TypeChange change = typeChange(column->type, to);
    const bool isTime =
        column->type.name.startsWith(u"timestamp") && to.name.startsWith(u"timestamp");
    if (change == TypeChange::Rewrites && isTime && world.catalog()->isUtc())
        change = TypeChange::InPlace;
    const bool isPlain = converted.kind() == "ColumnRef" || converted.kind() == "TypeCast";
    if (change == TypeChange::InPlace && converted && !isPlain)
        change = TypeChange::Rewrites;
    const QString detail = QCoreApplication::translate("Lint", "%1: %2 goes from %3 to %4.")
                               .arg(world.sized(table), name, column->type.shown(), to.shown());
    if (change == TypeChange::Narrows && !world.isEmpty(table))
        report.add("column-type-narrows", detail);
    if (change != TypeChange::InPlace)
        report.addSized("column-type-rewrites", table, detail);
}

void check(const Subject &subject, Report &report)
{
    const SqlNode alter = subject.node.as("AlterTableStmt");
    if (!alter || alter["objtype"].is("OBJECT_TYPE"))
        return;
    const TableName table = tableName(alter["relation"]);
    for (const SqlNode item : alter["cmds"]) {
        const SqlNode command = item.as("AlterTableCmd");
        const SqlNode definition = command["def"].as("ColumnDef");
        if (command["subtype"].is("AT_AddColumn"))
            checkAdded(subject, table, definition, report);
        else if (command["subtype"].is("AT_AlterColumnType") && !subject.world.isNew(table))
            checkType(subject, table, command["name"].text(), definition, report);
    }
}

} // namespace

RuleFamily columnRules()
{
    return {kRules, check};
}

} // namespace arborist::migrations
