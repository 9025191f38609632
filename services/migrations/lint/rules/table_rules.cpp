// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/migrations/lint/rule.h"

namespace arborist::migrations {
namespace {

using postgres::SqlNode;

constexpr RuleText kRules[] = {
    {"required-columns", Severity::Error,
     QT_TRANSLATE_NOOP("Lint", "A table lacks columns that the project requires"),
     QT_TRANSLATE_NOOP(
         "Lint",
         "[migrations] require_columns of arborist.toml names columns that this table must have."),
     QT_TRANSLATE_NOOP("Lint", "Add the columns to CREATE TABLE.")},
    {"no-primary-key", Severity::Info, QT_TRANSLATE_NOOP("Lint", "A table without a primary key"),
     QT_TRANSLATE_NOOP("Lint", "Rows cannot be told apart: logical replication of updates, repairs "
                               "and many tools need a key."),
     QT_TRANSLATE_NOOP("Lint", "Give the table a primary key.")},
};

QSet<QString> columnsOf(const SqlNode &create)
{
    QSet<QString> columns;
    for (const SqlNode element : create["tableElts"]) {
        if (const SqlNode column = element.as("ColumnDef"))
            columns.insert(column["colname"].text());
    }
    return columns;
}

bool hasPrimaryKey(const SqlNode &node)
{
    bool found = false;
    node.walk([&](const SqlNode &part) { found = found || part.is("CONSTR_PRIMARY"); });
    return found;
}

/// ALTER TABLE of the same file may add what CREATE TABLE left out.
bool isAddedLater(const Subject &subject, const TableName &table, const auto &test)
{
    for (std::size_t i = subject.index + 1; i < subject.statements.size(); ++i) {
        if (subject.statements[i].kind != u"AlterTableStmt")
            continue;
        const postgres::SqlTree tree(subject.statements[i].text.toUtf8());
        const SqlNode alter = tree.statement().as("AlterTableStmt");
        if (tableName(alter["relation"]).mayBe(table) && test(alter))
            return true;
    }
    return false;
}

bool addsColumn(const SqlNode &alter, const QString &name)
{
    for (const SqlNode item : alter["cmds"]) {
        if (item.as("AlterTableCmd")["def"].as("ColumnDef")["colname"].text() == name)
            return true;
    }
    return false;
}

void check(const Subject &subject, Report &report)
{
    const SqlNode create = subject.node.as("CreateStmt");
    // LIKE, INHERITS, OF and PARTITION OF bring columns and keys that are not written here.
    if (!create || create["inhRelations"] || create["ofTypename"] || create["partbound"])
        return;
    for (const SqlNode element : create["tableElts"]) {
        if (element.as("TableLikeClause"))
            return;
    }
    const TableName table = tableName(create["relation"]);
    const bool isTemporary = create["relation"]["relpersistence"].is("t");
    if (!isTemporary && !hasPrimaryKey(create) && !isAddedLater(subject, table, hasPrimaryKey))
        report.add("no-primary-key", table.shown());
    const QSet<QString> columns = columnsOf(create);
    for (const RequiredColumns &required : subject.requiredColumns) {
        if (!required.tables.contains(table.name) && !required.tables.contains(table.shown()))
            continue;
        for (const QString &column : required.columns) {
            const auto adds = [&](const SqlNode &alter) { return addsColumn(alter, column); };
            if (!columns.contains(column) && !isAddedLater(subject, table, adds))
                report.add("required-columns", QCoreApplication::translate("Lint", "%1 has no %2.")
                                                   .arg(table.shown(), column));
        }
    }
}

} // namespace

RuleFamily tableRules()
{
    return {kRules, check};
}

} // namespace arborist::migrations
