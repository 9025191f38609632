// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/migrations/snapshot/ddl_text.h"
#include "services/migrations/snapshot/snapshot_rows.h"

namespace arborist::migrations {

namespace {

QStringList textsOf(const QJsonValue &value)
{
    QStringList texts;
    const QJsonArray array = value.toArray();
    for (const QJsonValue &text : array)
        texts << text.toString();
    return texts;
}

QString textOf(const QJsonValue &value)
{
    return value.isDouble() ? QString::number(value.toInteger()) : value.toString();
}

QString sequenceOptions(const QJsonObject &json)
{
    QStringList options;
    const auto add = [&](const char *name, const char *word) {
        const QString text = textOf(json[QLatin1String(name)]);
        if (!text.isEmpty())
            options << QLatin1String(word) + text;
    };
    add("increment", "INCREMENT BY ");
    add("incrementBy", "INCREMENT BY ");
    add("minValue", "MINVALUE ");
    add("maxValue", "MAXVALUE ");
    add("startWith", "START WITH ");
    add("cache", "CACHE ");
    add("cacheSize", "CACHE ");
    if (json[u"cycle"].toBool())
        options << QStringLiteral("CYCLE");
    return options.join(u' ');
}

ModelColumn columnOf(const QJsonObject &row)
{
    ModelColumn column;
    column.name = row[u"name"].toString();
    QString brackets;
    for (int i = 0; i < row[u"dimensions"].toInt(); ++i)
        brackets += QStringLiteral("[]");
    const QString typeSchema = row[u"typeSchema"].toString();
    column.type = typeText(row[u"type"].toString() + brackets, typeSchema);
    column.notNull = row[u"notNull"].toBool();
    column.defaultSql = row[u"default"].toString();
    if (!column.defaultSql.isEmpty() && (!brackets.isEmpty() || !typeSchema.isEmpty()))
        column.defaultSql += QStringLiteral("::") + column.type;
    column.generated = row[u"generated"].toObject()[u"as"].toString();
    const QJsonObject identity = row[u"identity"].toObject();
    if (!identity.isEmpty())
        column.identity =
            QStringLiteral("GENERATED %1 AS IDENTITY (SEQUENCE NAME %2 %3)")
                .arg(identity[u"type"].toString() == u"always" ? QStringLiteral("ALWAYS")
                                                               : QStringLiteral("BY DEFAULT"),
                     qualified(row[u"schema"].toString(), identity[u"name"].toString()),
                     sequenceOptions(identity));
    return column;
}

ModelPart indexOf(const QJsonObject &row, const ModelTable &table)
{
    QStringList columns;
    const QJsonArray all = row[u"columns"].toArray();
    for (const QJsonValue &each : all) {
        const QJsonObject item = each.toObject();
        const QString value = item[u"value"].toString();
        QString text = item[u"isExpression"].toBool() ? value : quotedName(value);
        const QJsonObject operators = item[u"opclass"].toObject();
        if (!operators.isEmpty() && !operators[u"default"].toBool())
            text += u' ' + operators[u"name"].toString();
        const bool isFirst = item[u"nullsFirst"].toBool();
        if (!item[u"asc"].toBool(true))
            text +=
                isFirst ? QStringLiteral(" DESC NULLS FIRST") : QStringLiteral(" DESC NULLS LAST");
        else if (isFirst)
            text += QStringLiteral(" NULLS FIRST");
        columns << text;
    }
    return indexPart({row[u"name"].toString(), row[u"isUnique"].toBool(), row[u"method"].toString(),
                      columns, row[u"with"].toString(), row[u"where"].toString()},
                     table);
}

/// What belongs to a table.
void addPart(ModelTable &table, const QString &type, const QJsonObject &row)
{
    const QString name = row[u"name"].toString();
    const QString columns = quotedNames(textsOf(row[u"columns"]));
    if (type == u"columns")
        table.columns.push_back(columnOf(row));
    else if (type == u"pks")
        table.keys.push_back(
            constraintPart(name, QStringLiteral("PRIMARY KEY (%1)").arg(columns), table));
    else if (type == u"uniques")
        table.keys.push_back(constraintPart(name,
                                            QStringLiteral("UNIQUE %1(%2)")
                                                .arg(row[u"nullsNotDistinct"].toBool()
                                                         ? QStringLiteral("NULLS NOT DISTINCT ")
                                                         : QString(),
                                                     columns),
                                            table));
    else if (type == u"checks")
        table.checks.push_back(constraintPart(
            name, QStringLiteral("CHECK (%1)").arg(row[u"value"].toString()), table));
    else if (type == u"fks")
        table.foreignKeys.push_back(
            foreignKeyPart({name, textsOf(row[u"columns"]), row[u"schemaTo"].toString(),
                            row[u"tableTo"].toString(), textsOf(row[u"columnsTo"]),
                            row[u"onDelete"].toString(), row[u"onUpdate"].toString()},
                           table));
    else if (type == u"indexes")
        table.indexes.push_back(indexOf(row, table));
    else if (type == u"policies")
        table.policies.push_back(
            policyPart({name, row[u"as"].toString(), row[u"for"].toString(), textsOf(row[u"roles"]),
                        row[u"using"].toString(), row[u"withCheck"].toString()},
                       table));
}

/// What stands on its own.
void addThing(Snapshot &snapshot, const QString &type, const QJsonObject &row)
{
    const QString schema = row[u"schema"].toString();
    const QString name = row[u"name"].toString();
    const QString id = schema + u'.' + name;
    if (type == u"schemas" && name != u"public") {
        snapshot.schemas << name;
    } else if (type == u"roles") {
        snapshot.roles << name;
    } else if (type == u"enums") {
        snapshot.enums.insert(id, {schema, name, textsOf(row[u"values"])});
    } else if (type == u"sequences") {
        const QString quoted = qualified(schema, name);
        snapshot.sequences.insert(
            id,
            {quoted, QStringLiteral("CREATE SEQUENCE %1 %2").arg(quoted, sequenceOptions(row))});
    } else if (type == u"views" && !row[u"definition"].toString().isEmpty()) {
        const QString quoted = qualified(schema, name);
        snapshot.views.insert(
            id, {quoted, QStringLiteral("CREATE %1VIEW %2 AS (%3)")
                             .arg(row[u"materialized"].toBool() ? QStringLiteral("MATERIALIZED ")
                                                                : QString(),
                                  quoted, row[u"definition"].toString())});
    } else if (type == u"tables") {
        ModelTable table;
        table.schema = schema;
        table.name = name;
        table.rowSecurity = row[u"isRlsEnabled"].toBool();
        snapshot.tables.insert(table.id(), table);
    }
}

} // namespace

Snapshot modelOfRows(const std::vector<QJsonObject> &rows)
{
    Snapshot snapshot;
    for (const QJsonObject &row : rows)
        addThing(snapshot, row[u"entityType"].toString(), row);
    for (const QJsonObject &row : rows) {
        const auto table =
            snapshot.tables.find(row[u"schema"].toString() + u'.' + row[u"table"].toString());
        if (table != snapshot.tables.end())
            addPart(*table, row[u"entityType"].toString(), row);
    }
    for (ModelTable &table : snapshot.tables)
        table.rowSecurity = table.rowSecurity || !table.policies.empty();
    return snapshot;
}

} // namespace arborist::migrations
