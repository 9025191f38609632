// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/data/generator/check_rules.h"

#include "services/postgres/sql_tree.h"
#include <algorithm>

namespace arborist::data {

namespace {

using postgres::SqlNode;

/// Without casts and collations around it.
SqlNode bare(SqlNode node)
{
    while (node.kind() == "TypeCast" || node.kind() == "CollateClause")
        node = node.inner()["arg"];
    return node;
}

QString columnOf(SqlNode node)
{
    const SqlNode column = bare(node).as("ColumnRef");
    if (!column || column["fields"].size() != 1)
        return {};
    for (const SqlNode part : column["fields"])
        return part.as("String")["sval"].text();
    return {};
}

std::optional<QString> constantOf(SqlNode node)
{
    const SqlNode constant = bare(node).as("A_Const");
    if (!constant)
        return std::nullopt;
    if (constant["ival"])
        return constant["ival"]["ival"] ? constant["ival"]["ival"].text() : QStringLiteral("0");
    if (constant["fval"])
        return constant["fval"]["fval"].text();
    if (constant["sval"])
        return constant["sval"]["sval"].text();
    return std::nullopt;
}

std::optional<double> numberOf(SqlNode node)
{
    SqlNode inner = bare(node);
    double sign = 1;
    if (const SqlNode minus = inner.as("A_Expr"); minus && !minus["lexpr"]) {
        inner = bare(minus["rexpr"]);
        sign = -1;
    }
    const auto text = constantOf(inner);
    bool isNumber = false;
    const double number = text ? text->toDouble(&isNumber) : 0;
    return isNumber ? std::optional(sign * number) : std::nullopt;
}

QString operatorOf(SqlNode expression)
{
    for (const SqlNode part : expression["name"])
        return part.as("String")["sval"].text();
    return {};
}

QString turned(const QString &sign)
{
    if (sign.startsWith(u'<'))
        return u'>' + sign.mid(1);
    if (sign.startsWith(u'>'))
        return u'<' + sign.mid(1);
    return sign;
}

class Reader
{
public:
    explicit Reader(CheckRules &rules) : m_rules(rules) {}

    void read(SqlNode node)
    {
        if (const SqlNode all = node.as("BoolExpr"); all && all["boolop"].is("AND_EXPR")) {
            for (const SqlNode part : all["args"])
                read(part);
            return;
        }
        if (node.kind() == "NullTest")
            return; // a value is given, or the column takes NULL
        const SqlNode expression = node.as("A_Expr");
        if (!expression || !readExpression(expression))
            m_rules.isUnderstood = false;
    }

private:
    bool readExpression(SqlNode expression)
    {
        const QByteArrayView kind = expression["kind"].bytes();
        const SqlNode left = expression["lexpr"];
        const SqlNode right = expression["rexpr"];
        if (kind == "AEXPR_OP_ANY" || kind == "AEXPR_IN")
            return operatorOf(expression) == u"=" && readChoices(columnOf(left), right);
        if (kind == "AEXPR_BETWEEN")
            return readBetween(left, right);
        return kind == "AEXPR_OP" && compare(left, operatorOf(expression), right);
    }

    bool readChoices(const QString &column, SqlNode list)
    {
        if (column.isEmpty())
            return false;
        SqlNode values = bare(list);
        values = values.as("A_ArrayExpr") ? values.inner()["elements"]
                 : values.as("List")      ? values.inner()["items"]
                                          : values;
        QStringList choices;
        for (const SqlNode value : values) {
            const auto text = constantOf(value);
            if (!text)
                return false;
            choices << *text;
        }
        m_rules.columns[column].choices = choices;
        return !choices.isEmpty();
    }

    bool readBetween(SqlNode value, SqlNode range)
    {
        std::vector<std::optional<double>> ends;
        for (const SqlNode end : range.as("List") ? range.inner()["items"] : range)
            ends.push_back(numberOf(end));
        const QString column = columnOf(value);
        if (column.isEmpty() || ends.size() != 2 || !ends[0] || !ends[1])
            return false;
        ColumnRules rules;
        rules.least = ends[0];
        rules.most = ends[1];
        m_rules.columns[column].merge(rules);
        return true;
    }

    bool compare(SqlNode left, const QString &sign, SqlNode right)
    {
        if (const auto number = numberOf(right))
            return bound(left, sign, *number);
        if (const auto number = numberOf(left))
            return bound(right, turned(sign), *number);
        const QString first = columnOf(left);
        const QString second = columnOf(right);
        if (!first.isEmpty() && !second.isEmpty()) {
            if (sign.startsWith(u'<') && sign != u"<>")
                m_rules.columns[second].notBefore = first;
            else if (sign.startsWith(u'>'))
                m_rules.columns[first].notBefore = second;
            else
                return false;
            return true;
        }
        const auto text = constantOf(right);
        if (!first.isEmpty() && text && sign == u"=") {
            m_rules.columns[first].choices = QStringList{*text};
            return true;
        }
        return !first.isEmpty() && text && sign == u"<>" && text->isEmpty();
    }

    bool bound(SqlNode node, const QString &sign, double number)
    {
        ColumnRules rules;
        QString column = columnOf(node);
        const SqlNode call = bare(node).as("FuncCall");
        const bool isLength = column.isEmpty() && call && isLengthOf(call, column);
        if (column.isEmpty())
            return false;
        const double step = isLength || number == double(qint64(number)) ? 1 : 1e-6;
        std::optional<double> least, most;
        if (sign == u">" || sign == u">=")
            least = number + (sign == u">" ? step : 0);
        else if (sign == u"<" || sign == u"<=")
            most = number - (sign == u"<" ? step : 0);
        else if (sign == u"=")
            least = most = number;
        else
            return sign == u"<>" && number == 0 && !isLength && notZero(column);
        if (isLength) {
            if (least)
                rules.shortest = int(*least);
            if (most)
                rules.longest = int(*most);
        } else {
            rules.least = least;
            rules.most = most;
        }
        m_rules.columns[column].merge(rules);
        return true;
    }

    bool notZero(const QString &column)
    {
        ColumnRules rules;
        rules.least = 1;
        m_rules.columns[column].merge(rules);
        return true;
    }

    static bool isLengthOf(SqlNode call, QString &column)
    {
        QByteArray name;
        for (const SqlNode part : call["funcname"])
            name = part.as("String")["sval"].bytes().toByteArray();
        if (name != "length" && name != "char_length" && name != "character_length")
            return false;
        for (const SqlNode argument : call["args"]) {
            const SqlNode inner = bare(argument);
            // length(btrim(name)) > 0
            column = inner.as("FuncCall") ? QString() : columnOf(inner);
            if (const SqlNode trim = inner.as("FuncCall")) {
                for (const SqlNode of : trim["args"]) {
                    column = columnOf(of);
                    break;
                }
            }
            break;
        }
        return !column.isEmpty();
    }

    CheckRules &m_rules;
};

} // namespace

void ColumnRules::merge(const ColumnRules &other)
{
    if (!other.choices.isEmpty())
        choices = other.choices;
    if (other.least)
        least = std::max(*other.least, least.value_or(*other.least));
    if (other.most)
        most = std::min(*other.most, most.value_or(*other.most));
    if (other.shortest)
        shortest = std::max(*other.shortest, shortest.value_or(0));
    if (other.longest)
        longest = std::min(*other.longest, longest.value_or(*other.longest));
    if (!other.notBefore.isEmpty())
        notBefore = other.notBefore;
}

CheckRules CheckRules::parse(const QString &expression)
{
    CheckRules rules;
    QString sql = expression;
    const postgres::SqlTree tree(
        QStringLiteral("SELECT FROM t WHERE %1").arg(sql.replace(u'\0', u' ')).toUtf8());
    const SqlNode where = tree.statement().as("SelectStmt")["whereClause"];
    if (tree.size() != 1 || !where) {
        rules.isUnderstood = false;
        return rules;
    }
    Reader(rules).read(where);
    return rules;
}

} // namespace arborist::data
