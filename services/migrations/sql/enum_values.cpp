// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/migrations/sql/enum_values.h"

#include <QList>

namespace arborist::migrations {
namespace {

using postgres::SqlNode;

QString lastName(const SqlNode &names)
{
    QString last;
    for (const SqlNode name : names)
        last = name.as("String")["sval"].text();
    return last;
}

/// The value itself, or an element of an array's literal.
bool isLiteral(const SqlNode &node, const QString &value)
{
    const QString text = node.as("A_Const")["sval"]["sval"].text();
    if (text == value)
        return true;
    if (!text.startsWith(u'{') || !text.endsWith(u'}'))
        return false;
    for (QStringView element : QStringView(text).sliced(1).chopped(1).split(u',')) {
        element = element.trimmed();
        if (element.size() > 1 && element.startsWith(u'"') && element.endsWith(u'"'))
            element = element.sliced(1).chopped(1);
        if (element == value)
            return true;
    }
    return false;
}

bool isOtherType(const SqlNode &typeName, const QString &type)
{
    return typeName && lastName(typeName["names"]) != type;
}

bool uses(const SqlNode &statement, const NewEnumValue &added)
{
    const auto body = [](const SqlNode &argument) {
        return argument.as("DefElem")["arg"].as("String")["sval"].text();
    };
    if (const SqlNode block = statement.as("DoStmt")) {
        for (const SqlNode argument : block["args"]) {
            if (body(argument).contains(u'\'' + added.value + u'\''))
                return true;
        }
        return false;
    }
    int uses = 0;
    statement.walk([&](const SqlNode &node) {
        if (isLiteral(node, added.value)) {
            ++uses;
        } else if (const SqlNode cast = node.as("TypeCast")) {
            if (isLiteral(cast["arg"], added.value) && isOtherType(cast["typeName"], added.type))
                --uses;
        } else if (const SqlNode column = node.as("ColumnDef")) {
            for (const SqlNode constraint : column["constraints"]) {
                const SqlNode inner = constraint.as("Constraint");
                if (inner["contype"].is("CONSTR_DEFAULT") &&
                    isLiteral(inner["raw_expr"], added.value) &&
                    isOtherType(column["typeName"], added.type)) {
                    --uses;
                }
            }
        }
    });
    return uses > 0;
}

} // namespace

NewEnumValue addedValue(const SqlNode &statement)
{
    const SqlNode change = statement.as("AlterEnumStmt");
    if (!change || change["oldVal"] || !change["newVal"])
        return {};
    return {lastName(change["typeName"]), change["newVal"].text()};
}

const NewEnumValue *usedValue(const SqlNode &statement, const NewEnumValues &values)
{
    for (const NewEnumValue &value : values) {
        if (uses(statement, value))
            return &value;
    }
    return nullptr;
}

} // namespace arborist::migrations
