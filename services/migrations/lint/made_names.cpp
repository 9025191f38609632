// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/migrations/lint/made_names.h"

namespace arborist::migrations {
namespace {

using postgres::SqlNode;
using Kind = NameSpace::Kind;

TableName qualified(TableName name)
{
    if (name.schema.isEmpty())
        name.schema = QStringLiteral("public");
    return name;
}

class Collector
{
public:
    explicit Collector(const SqlNode &statement)
        : m_inner(statement.inner()),
          m_isLenient(m_inner["if_not_exists"].isTrue())
    {
    }

    std::vector<MadeName> take(QByteArrayView kind)
    {
        if (kind == "CreateStmt")
            createTable();
        else if (kind == "AlterTableStmt")
            alterTable();
        else if (kind == "IndexStmt")
            make(Kind::Relation, {qualified(tableName(m_inner["relation"])).schema, {}},
                 m_inner["idxname"].text());
        else if (kind == "CreateTableAsStmt")
            makeRelation(tableName(m_inner["into"]["rel"]));
        else if (kind == "ViewStmt")
            makeRelation(tableName(m_inner["view"]));
        else if (kind == "CreateSeqStmt")
            makeRelation(tableName(m_inner["sequence"]));
        else if (kind == "CompositeTypeStmt")
            makeRelation(tableName(m_inner["typevar"]));
        else if (kind == "CreateEnumStmt" || kind == "CreateRangeStmt")
            makeType(nameOfList(m_inner["typeName"]));
        else if (kind == "CreateDomainStmt")
            makeType(nameOfList(m_inner["domainname"]));
        else if (kind == "CreateTrigStmt")
            make(Kind::Trigger, tableName(m_inner["relation"]), m_inner["trigname"].text());
        else if (kind == "CreatePolicyStmt")
            make(Kind::Policy, tableName(m_inner["table"]), m_inner["policy_name"].text());
        else if (kind == "CreateSchemaStmt")
            make(Kind::Schema, {}, m_inner["schemaname"].text());
        else if (kind == "CreateRoleStmt")
            make(Kind::Role, {}, m_inner["role"].text());
        else if (kind == "RenameStmt")
            rename();
        else if (kind == "DropStmt")
            drop();
        return std::move(m_names);
    }

private:
    void add(Kind kind, const TableName &owner, const QString &name, bool isGone)
    {
        if (!name.isEmpty())
            m_names.push_back({{kind, owner}, name, isGone, m_isLenient});
    }
    void make(Kind kind, const TableName &owner, const QString &name)
    {
        add(kind, owner.isEmpty() ? owner : qualified(owner), name, false);
    }
    void makeRelation(const TableName &name)
    {
        const QString schema = qualified(name).schema;
        add(Kind::Relation, {schema, {}}, name.name, false);
        add(Kind::Type, {schema, {}}, name.name, false); // that of its rows
        markSame();
    }
    void makeType(const TableName &name)
    {
        add(Kind::Type, {qualified(name).schema, {}}, name.name, false);
    }
    void makeConstraint(const TableName &table, const SqlNode &constraint)
    {
        const QString name = constraint["conname"].text();
        const SqlNode type = constraint["contype"];
        make(Kind::Constraint, table, name);
        if (type.is("CONSTR_PRIMARY") || type.is("CONSTR_UNIQUE") || type.is("CONSTR_EXCLUSION"))
            makeIndexOf(table, name);
    }
    void makeIndexOf(const TableName &table, const QString &constraint)
    {
        if (constraint.isEmpty())
            return;
        make(Kind::Relation, {qualified(table).schema, {}}, constraint);
        markSame();
    }
    void markSame()
    {
        if (!m_names.empty())
            m_names.back().isSame = true;
    }
    void makeColumn(const TableName &table, const SqlNode &column)
    {
        make(Kind::Column, table, column["colname"].text());
        for (const SqlNode item : column["constraints"])
            makeConstraint(table, item.as("Constraint"));
    }

    void createTable()
    {
        const TableName table = tableName(m_inner["relation"]);
        makeRelation(table);
        for (const SqlNode part : m_inner["tableElts"]) {
            if (const SqlNode column = part.as("ColumnDef"))
                makeColumn(table, column);
            else
                makeConstraint(table, part.as("Constraint"));
        }
    }

    void alterTable()
    {
        const TableName table = tableName(m_inner["relation"]);
        for (const SqlNode item : m_inner["cmds"]) {
            const SqlNode command = item.as("AlterTableCmd");
            const SqlNode what = command["subtype"];
            const QString name = command["name"].text();
            m_isLenient = what.is("AT_AddColumn") && command["missing_ok"].isTrue();
            if (what.is("AT_AddColumn"))
                makeColumn(table, command["def"].as("ColumnDef"));
            else if (what.is("AT_AddConstraint"))
                makeConstraint(table, command["def"].as("Constraint"));
            else if (what.is("AT_DropColumn"))
                add(Kind::Column, qualified(table), name, true);
            else if (what.is("AT_DropConstraint")) {
                add(Kind::Constraint, qualified(table), name, true);
                add(Kind::Relation, {qualified(table).schema, {}}, name, true);
            }
        }
    }

    void rename()
    {
        const SqlNode what = m_inner["renameType"];
        const TableName relation = qualified(tableName(m_inner["relation"]));
        const QString name = m_inner["newname"].text();
        const auto change = [&](Kind kind, const TableName &owner, const QString &before) {
            add(kind, owner, before, true);
            add(kind, owner, name, false);
        };
        if (what.is("OBJECT_COLUMN"))
            change(Kind::Column, relation, m_inner["subname"].text());
        else if (what.is("OBJECT_TABCONSTRAINT"))
            change(Kind::Constraint, relation, m_inner["subname"].text());
        else if (what.is("OBJECT_TRIGGER"))
            change(Kind::Trigger, relation, m_inner["subname"].text());
        else if (what.is("OBJECT_POLICY"))
            change(Kind::Policy, relation, m_inner["subname"].text());
        else if (what.is("OBJECT_TYPE")) {
            const TableName type = qualified(nameOfList(m_inner["object"].as("List")["items"]));
            change(Kind::Type, {type.schema, {}}, type.name);
        } else if (what.is("OBJECT_SCHEMA"))
            change(Kind::Schema, {}, m_inner["subname"].text());
        else if (what.is("OBJECT_ROLE"))
            change(Kind::Role, {}, m_inner["subname"].text());
        else if (!relation.name.isEmpty()) {
            change(Kind::Relation, {relation.schema, {}}, relation.name);
            if (!what.is("OBJECT_INDEX")) {
                change(Kind::Type, {relation.schema, {}}, relation.name);
                markSame();
            }
        }
    }

    void drop()
    {
        const SqlNode what = m_inner["removeType"];
        for (const SqlNode object : m_inner["objects"]) {
            const SqlNode list = object.as("List")["items"];
            const QString last = nameOfList(list).name;
            if (what.is("OBJECT_TRIGGER"))
                add(Kind::Trigger, qualified(nameOfList(list, 1)), last, true);
            else if (what.is("OBJECT_POLICY"))
                add(Kind::Policy, qualified(nameOfList(list, 1)), last, true);
            else if (what.is("OBJECT_SCHEMA"))
                add(Kind::Schema, {}, object.as("String")["sval"].text(), true);
            else if (what.is("OBJECT_TYPE") || what.is("OBJECT_DOMAIN")) {
                const TableName type = qualified(nameOfList(object.as("TypeName")["names"]));
                add(Kind::Type, {type.schema, {}}, type.name, true);
                add(Kind::Relation, {type.schema, {}}, type.name, true);
            } else if (!last.isEmpty()) {
                const TableName name = qualified(nameOfList(list));
                add(Kind::Relation, {name.schema, {}}, name.name, true);
                if (!what.is("OBJECT_INDEX"))
                    add(Kind::Type, {name.schema, {}}, name.name, true);
            }
        }
    }

    SqlNode m_inner;
    bool m_isLenient;
    std::vector<MadeName> m_names;
};

} // namespace

std::vector<MadeName> madeNames(const SqlNode &statement)
{
    return Collector(statement).take(statement.kind());
}

} // namespace arborist::migrations
