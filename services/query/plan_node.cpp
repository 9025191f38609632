// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/query/plan_node.h"

#include "services/core/error.h"
#include <QCoreApplication>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <algorithm>

namespace arborist::query {
namespace {

/// Hands out the keys of a node; what nobody took is left for the details.
class NodeReader
{
public:
    explicit NodeReader(QJsonObject object) : m_object(std::move(object)) {}

    QString text(const char *key) { return m_object.take(QLatin1String(key)).toString(); }
    double number(const char *key, double missing = -1)
    {
        return m_object.take(QLatin1String(key)).toDouble(missing);
    }
    qint64 count(const char *key) { return m_object.take(QLatin1String(key)).toInteger(); }
    QJsonArray array(const char *key) { return m_object.take(QLatin1String(key)).toArray(); }
    const QJsonObject &rest() const { return m_object; }

    /// Conditions go by many names, all of which end alike.
    std::vector<std::pair<QString, QString>> conditions()
    {
        std::vector<std::pair<QString, QString>> found;
        for (const QString &key : m_object.keys()) {
            if (key.endsWith(QStringLiteral("Cond")) || key.endsWith(QStringLiteral("Filter")))
                found.emplace_back(key, m_object.take(key).toString());
        }
        return found;
    }

private:
    QJsonObject m_object;
};

QString joined(const QStringList &parts)
{
    QStringList filled = parts;
    filled.removeAll(QString());
    return filled.join(QStringLiteral(", "));
}

QString shown(const QJsonValue &value)
{
    switch (value.type()) {
    case QJsonValue::Array: {
        QStringList parts;
        for (const QJsonValue &part : value.toArray())
            parts += shown(part);
        return parts.join(QStringLiteral(", "));
    }
    case QJsonValue::Object: {
        QStringList parts;
        const QJsonObject object = value.toObject();
        for (auto it = object.begin(); it != object.end(); ++it)
            parts += it.key() + QStringLiteral(": ") + shown(it.value());
        return parts.join(QStringLiteral(", "));
    }
    case QJsonValue::Bool:
        return value.toBool() ? QStringLiteral("yes") : QStringLiteral("no");
    default:
        return value.toVariant().toString();
    }
}

QString relationOf(NodeReader &reader)
{
    const QString schema = reader.text("Schema");
    for (const char *key :
         {"Relation Name", "Function Name", "CTE Name", "Table Function Name", "Tuplestore Name"}) {
        const QString name = reader.text(key);
        if (!name.isEmpty())
            return schema.isEmpty() ? name : schema + u'.' + name;
    }
    return {};
}

PlanBuffers buffersOf(NodeReader &reader)
{
    return {reader.count("Shared Hit Blocks"),     reader.count("Shared Read Blocks"),
            reader.count("Shared Dirtied Blocks"), reader.count("Shared Written Blocks"),
            reader.count("Temp Read Blocks"),      reader.count("Temp Written Blocks")};
}

/// What is under a node is part of its time.
double ownTime(const PlanNode &node)
{
    if (node.totalMs < 0)
        return -1;
    double own = node.totalMs;
    for (const PlanNode &child : node.children)
        own -= std::max(0.0, child.totalMs);
    return std::max(0.0, own); // shared parts (CTE) and workers that overlap may exceed it
}

PlanNode readNode(const QJsonObject &object)
{
    NodeReader reader(object);
    PlanNode node;
    node.type = reader.text("Node Type");
    node.relation = relationOf(reader);
    node.alias = reader.text("Alias");
    if (node.alias == node.relation.section(u'.', -1))
        node.alias.clear();
    node.index = reader.text("Index Name");
    const QString strategy = reader.text("Strategy");
    const QString join = reader.text("Join Type");
    node.detail =
        joined({reader.text("Operation"), reader.text("Partial Mode"),
                strategy == u"Plain" ? QString() : strategy, join == u"Inner" ? QString() : join,
                reader.text("Command"), reader.text("Subplan Name")});
    if (node.detail.startsWith(QStringLiteral("Simple")))
        node.detail = node.detail.mid(QStringLiteral("Simple").size()).remove(0, 2);
    node.startupCost = reader.number("Startup Cost", 0);
    node.totalCost = reader.number("Total Cost", 0);
    node.estimatedRows = reader.number("Plan Rows", 0);
    node.actualRows = reader.number("Actual Rows");
    node.loops = reader.number("Actual Loops");
    reader.number("Actual Startup Time");
    const double perLoop = reader.number("Actual Total Time");
    if (node.loops > 0 && perLoop >= 0)
        node.totalMs = perLoop * node.loops;
    for (const char *key : {"Rows Removed by Filter", "Rows Removed by Index Recheck",
                            "Rows Removed by Join Filter"}) {
        const double removed = reader.number(key);
        if (removed >= 0)
            node.removedRows = std::max(0.0, node.removedRows) + removed;
    }
    node.buffers = buffersOf(reader);
    node.conditions = reader.conditions();
    for (const QJsonValue &child : reader.array("Plans"))
        node.children.push_back(readNode(child.toObject()));
    node.ownMs = ownTime(node);
    const QJsonObject &rest = reader.rest();
    for (auto it = rest.begin(); it != rest.end(); ++it) {
        const bool says = !it.key().endsWith(QStringLiteral("Blocks")) && !it.value().isNull();
        if (says)
            node.details.emplace_back(it.key(), shown(it.value()));
    }
    return node;
}

} // namespace

double PlanNode::misestimate() const
{
    if (actualRows < 0 || loops == 0)
        return 0;
    const double actual = std::max(1.0, actualRows);
    const double estimated = std::max(1.0, estimatedRows);
    return std::max(actual, estimated) / std::min(actual, estimated);
}

PlanNode planFromJson(const QByteArray &json)
{
    const QJsonObject answer = QJsonDocument::fromJson(json).array().at(0).toObject();
    const QJsonObject plan = answer.value(QStringLiteral("Plan")).toObject();
    if (plan.isEmpty())
        throw Error(QCoreApplication::translate("Query", "The server told no plan."));
    PlanNode root = readNode(plan);
    root.planningMs = answer.value(QStringLiteral("Planning Time")).toDouble(-1);
    root.executionMs = answer.value(QStringLiteral("Execution Time")).toDouble(-1);
    return root;
}

} // namespace arborist::query
