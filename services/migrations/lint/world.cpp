// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/migrations/lint/world.h"

#include <QCoreApplication>
#include <QLocale>
#include <algorithm>

namespace arborist::migrations {
namespace {

using postgres::SqlNode;

constexpr qint64 kSmallRows = 10'000;
constexpr qint64 kSmallBytes = 8 << 20;

QString indexColumn(const SqlNode &element)
{
    return element.as("IndexElem")["name"].text();
}

/// The column of CHECK (x IS NOT NULL); empty for other checks.
QString provenColumn(const SqlNode &constraint)
{
    const SqlNode test = constraint["raw_expr"].as("NullTest");
    if (!constraint["contype"].is("CONSTR_CHECK") || !test["nulltesttype"].is("IS_NOT_NULL"))
        return {};
    QString column;
    for (const SqlNode field : test["arg"].as("ColumnRef")["fields"])
        column = field.as("String")["sval"].text();
    return column;
}

} // namespace

bool World::holds(const std::vector<TableName> &list, const TableName &name) const
{
    return std::ranges::any_of(list, [&](const TableName &one) { return one.mayBe(name); });
}

void World::indexesOf(const SqlNode &create)
{
    const TableName table = tableName(create["relation"]);
    for (const SqlNode part : create["tableElts"]) {
        if (const SqlNode column = part.as("ColumnDef")) {
            for (const SqlNode item : column["constraints"]) {
                const SqlNode type = item.as("Constraint")["contype"];
                if (type.is("CONSTR_PRIMARY") || type.is("CONSTR_UNIQUE"))
                    m_indexes.push_back({{}, table, {column["colname"].text()}});
            }
        } else if (const SqlNode keys = part.as("Constraint")["keys"]) {
            m_indexes.push_back({{}, table, strings(keys)});
        }
    }
}

void World::expect(const SqlNode &statement)
{
    if (const SqlNode create = statement.as("CreateStmt")) {
        indexesOf(create);
    } else if (const SqlNode index = statement.as("IndexStmt")) {
        QStringList columns;
        for (const SqlNode element : index["indexParams"])
            columns += indexColumn(element);
        if (!index["whereClause"])
            m_indexes.push_back({{}, tableName(index["relation"]), columns});
    } else if (const SqlNode alter = statement.as("AlterTableStmt")) {
        for (const SqlNode command : alter["cmds"]) {
            const SqlNode keys = command.as("AlterTableCmd")["def"].as("Constraint")["keys"];
            if (keys)
                m_indexes.push_back({{}, tableName(alter["relation"]), strings(keys)});
        }
    }
}

void World::passTable(const SqlNode &alter)
{
    const TableName table = tableName(alter["relation"]);
    for (const SqlNode item : alter["cmds"]) {
        const SqlNode command = item.as("AlterTableCmd");
        const SqlNode constraint = command["def"].as("Constraint");
        if (command["subtype"].is("AT_AddConstraint")) {
            const QString name = constraint["conname"].text();
            if (const QString column = provenColumn(constraint); !column.isEmpty())
                m_notNull.emplace_back(table, column);
            if (constraint["skip_validation"].isTrue() && !name.isEmpty())
                m_unvalidated.emplace_back(table, name);
        }
    }
}

void World::drop(const SqlNode &statement)
{
    for (const SqlNode object : statement["objects"]) {
        const TableName name = nameOfList(object.as("List")["items"]);
        std::erase_if(m_tables, [&](const TableName &table) { return table.mayBe(name); });
    }
}

void World::pass(const SqlNode &statement)
{
    const QByteArrayView kind = statement.kind();
    const SqlNode inner = statement.inner();
    if (kind == "CreateStmt") {
        m_tables.push_back(tableName(inner["relation"]));
    } else if (kind == "CreateTableAsStmt") {
        m_tables.push_back(tableName(inner["into"]["rel"]));
    } else if (kind == "ViewStmt") {
        m_tables.push_back(tableName(inner["view"]));
    } else if (kind == "IndexStmt") {
        m_newIndexes.push_back({{inner["relation"]["schemaname"].text(), inner["idxname"].text()},
                                tableName(inner["relation"]),
                                {}});
    } else if (kind == "DropStmt") {
        drop(inner);
    } else if (kind == "RenameStmt" && isNew(tableName(inner["relation"])) &&
               (inner["renameType"].is("OBJECT_TABLE") || inner["renameType"].is("OBJECT_VIEW"))) {
        m_tables.push_back({inner["relation"]["schemaname"].text(), inner["newname"].text()});
    } else if (kind == "AlterTableStmt") {
        passTable(inner);
    } else if (kind == "InsertStmt" || kind == "UpdateStmt" || kind == "DeleteStmt") {
        m_written.push_back(tableName(inner["relation"]));
    } else if (kind == "CreateSchemaStmt") {
        const QString name = inner["schemaname"].text();
        m_schemas.insert(name.isEmpty() ? inner["authrole"]["rolename"].text() : name);
        for (const SqlNode element : inner["schemaElts"])
            pass(element);
    } else if (kind == "CreateRoleStmt") {
        m_roles.insert(inner["role"].text());
    }
}

void World::startOver()
{
    NameBook names = std::move(m_names);
    *this = World(m_catalog);
    m_names = std::move(names);
}

bool World::isNew(const TableName &table) const
{
    return holds(m_tables, table);
}

bool World::isWritten(const TableName &table) const
{
    return holds(m_written, table);
}

const TableInfo *World::info(const TableName &table) const
{
    return m_catalog && !isNew(table) ? m_catalog->table(table) : nullptr;
}

QString World::sized(const TableName &table) const
{
    const TableInfo *found = info(table);
    if (!found)
        return table.shown();
    const QLocale locale;
    return QCoreApplication::translate("Lint", "%1 rows (%2) of %3")
        .arg(locale.toString(found->rows), locale.formattedDataSize(found->bytes, 0),
             table.shown());
}

bool World::isSmall(const TableName &table) const
{
    const TableInfo *found = info(table);
    return found && found->rows < kSmallRows && found->bytes < kSmallBytes;
}

bool World::isEmpty(const TableName &table) const
{
    const TableInfo *found = info(table);
    return found && found->isEmpty && !isWritten(table);
}

std::optional<TableName> World::tableOfIndex(const TableName &index) const
{
    for (const Index &made : m_newIndexes) {
        if (made.name.mayBe(index))
            return made.table;
    }
    const TableInfo *found = m_catalog ? m_catalog->table(index) : nullptr;
    return found && (found->kind == u'i' || found->kind == u'I') ? std::optional(found->name)
                                                                 : std::nullopt;
}

bool World::isIndexed(const TableName &table, const QStringList &columns) const
{
    const auto covers = [&](const QStringList &index) {
        const QStringList first = index.first(qMin(index.size(), columns.size()));
        return std::ranges::all_of(columns,
                                   [&](const QString &name) { return first.contains(name); });
    };
    if (std::ranges::any_of(m_indexes, [&](const Index &index) {
            return index.table.mayBe(table) && covers(index.columns);
        }))
        return true;
    const TableInfo *found = info(table);
    return found && std::ranges::any_of(found->indexes, covers);
}

bool World::isProvenNotNull(const TableName &table, const QString &column) const
{
    for (const auto &[owner, name] : m_notNull) {
        if (owner.mayBe(table) && name == column)
            return true;
    }
    const TableInfo *found = info(table);
    if (!found)
        return false;
    const Column *known = found->column(column);
    const QString quoted = QStringLiteral("CHECK ((\"%1\" IS NOT NULL))").arg(column);
    const QString plain = QStringLiteral("CHECK ((%1 IS NOT NULL))").arg(column);
    return (known && known->isNotNull) || found->checks.contains(quoted) ||
           found->checks.contains(plain);
}

bool World::isUnvalidated(const TableName &table, const QString &constraint) const
{
    return std::ranges::any_of(m_unvalidated, [&](const auto &one) {
        return one.first.mayBe(table) && one.second == constraint;
    });
}

} // namespace arborist::migrations
