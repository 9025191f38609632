// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/migrations/snapshot/snapshot_rows.h"

#include <QHash>
#include <QJsonDocument>
#include <algorithm>

namespace arborist::migrations {

namespace {

/// What a row is known by.
QStringList identityOf(const QString &type)
{
    static const QString schema = QStringLiteral("schema");
    static const QString table = QStringLiteral("table");
    static const QString name = QStringLiteral("name");
    if (type == u"schemas" || type == u"roles")
        return {name};
    if (type == u"tables" || type == u"enums" || type == u"indexes" || type == u"sequences" ||
        type == u"views")
        return {schema, name};
    if (type == u"privileges")
        return {schema, table, QStringLiteral("grantor"), QStringLiteral("grantee"),
                QStringLiteral("type")};
    return {schema, table, name};
}

QString typeOf(const QJsonObject &row)
{
    return row[u"entityType"].toString();
}

QString keyOf(const QJsonObject &row)
{
    QJsonArray identity;
    for (const QString &field : identityOf(typeOf(row)))
        identity.append(row[field]);
    return typeOf(row) + QChar(0) +
           QString::fromUtf8(QJsonDocument(identity).toJson(QJsonDocument::Compact));
}

void replaceText(QJsonObject &row, const QString &field, const QString &from, const QString &to)
{
    if (row[field].toString() == from)
        row.insert(field, to);
}

void replaceInList(QJsonObject &row, const QString &field, const QString &from, const QString &to)
{
    QJsonArray list = row[field].toArray();
    for (qsizetype i = 0; i < list.size(); ++i) {
        QJsonObject item = list[i].toObject();
        if (list[i].toString() == from)
            list[i] = to;
        else if (!item.isEmpty() && !item[u"isExpression"].toBool() &&
                 item[u"value"].toString() == from) {
            item.insert(QStringLiteral("value"), to);
            list[i] = item;
        }
    }
    if (!list.isEmpty())
        row.insert(field, list);
}

} // namespace

SnapshotRows::SnapshotRows(const QJsonArray &ddl)
{
    for (const QJsonValue &row : ddl)
        m_rows.push_back(row.toObject());
}

void SnapshotRows::apply(const QJsonArray &deltas)
{
    for (const QJsonValue &each : deltas) {
        const QJsonObject delta = each.toObject();
        const QString op = delta[u"op"].toString();
        const QString key = delta[u"key"].toString();
        if (op == u"create") {
            const QJsonObject row = delta[u"row"].toObject();
            const QString made = keyOf(row);
            if (std::ranges::none_of(m_rows,
                                     [&](const auto &other) { return keyOf(other) == made; }))
                m_rows.push_back(row);
        } else if (op == u"drop") {
            std::erase_if(m_rows, [&](const QJsonObject &row) { return keyOf(row) == key; });
        } else {
            set(key, delta[u"set"].toObject());
        }
    }
}

void SnapshotRows::set(const QString &key, const QJsonObject &values)
{
    const auto row =
        std::ranges::find_if(m_rows, [&](const QJsonObject &other) { return keyOf(other) == key; });
    if (row == m_rows.end())
        return;
    const QJsonObject was = *row;
    for (auto value = values.begin(); value != values.end(); ++value)
        row->insert(value.key(), value.value());
    const QJsonObject is = *row;
    if (keyOf(is) != key)
        propagate(typeOf(is), was, is);
}

/// A new name goes to all rows that use the old one.
void SnapshotRows::propagate(const QString &type, const QJsonObject &was, const QJsonObject &is)
{
    const QString schema = QStringLiteral("schema"), table = QStringLiteral("table");
    const QString oldSchema = was[schema].toString(), oldName = was[u"name"].toString();
    const QString newSchema = is[schema].toString(), newName = is[u"name"].toString();
    const auto isIn = [&](const QJsonObject &row, const QString &in, const QString &of,
                          const QString &name) {
        return row[in].toString() == oldSchema && row[of].toString() == name;
    };
    const QString schemaTo = QStringLiteral("schemaTo"), tableTo = QStringLiteral("tableTo");
    for (QJsonObject &row : m_rows) {
        if (type == u"schemas") {
            for (const QString &field : {schema, schemaTo, QStringLiteral("typeSchema")})
                replaceText(row, field, oldName, newName);
        } else if (type == u"tables") {
            if (isIn(row, schema, table, oldName)) {
                row.insert(schema, newSchema);
                row.insert(table, newName);
            }
            if (isIn(row, schemaTo, tableTo, oldName)) {
                row.insert(schemaTo, newSchema);
                row.insert(tableTo, newName);
            }
        } else if (type == u"columns") {
            if (typeOf(row) != u"columns" && isIn(row, schema, table, was[table].toString()))
                replaceInList(row, QStringLiteral("columns"), oldName, newName);
            if (isIn(row, schemaTo, tableTo, was[table].toString()))
                replaceInList(row, QStringLiteral("columnsTo"), oldName, newName);
        } else if (type == u"enums") {
            if (isIn(row, QStringLiteral("typeSchema"), QStringLiteral("type"), oldName)) {
                row.insert(QStringLiteral("typeSchema"), newSchema);
                row.insert(QStringLiteral("type"), newName);
            }
        } else if (type == u"roles" && typeOf(row) == u"policies") {
            replaceInList(row, QStringLiteral("roles"), oldName, newName);
        }
    }
}

Snapshot SnapshotRows::toSnapshot() const
{
    return modelOfRows(m_rows);
}

} // namespace arborist::migrations
