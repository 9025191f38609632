// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/migrations/author/ordered_json.h"
#include "services/migrations/snapshot/ddl_text.h"
#include "services/migrations/snapshot/snapshot_readers.h"

namespace arborist::migrations {

namespace {

const QString kPublic = QStringLiteral("public");

QString textOf(const OrderedJson &json, const QByteArray &name)
{
    const OrderedJson *found = json.find(name);
    return found ? found->toText() : QString();
}

bool isSet(const OrderedJson &json, const QByteArray &name)
{
    const OrderedJson *found = json.find(name);
    return found && found->isTrue();
}

QStringList textsOf(const OrderedJson &json, const QByteArray &name)
{
    QStringList texts;
    if (const OrderedJson *found = json.find(name)) {
        for (const OrderedJson &item : found->items())
            texts << item.toText();
    }
    return texts;
}

const std::vector<OrderedJson> &itemsOf(const OrderedJson &json, const QByteArray &name)
{
    static const std::vector<OrderedJson> none;
    const OrderedJson *found = json.find(name);
    return found ? found->items() : none;
}

QString schemaOf(const OrderedJson &json)
{
    const QString schema = textOf(json, "schema");
    return schema.isEmpty() ? kPublic : schema;
}

/// The options of a sequence, of its own or of an identity column.
QString sequenceOptions(const OrderedJson &json)
{
    static const QList<std::pair<QByteArray, QString>> words{
        {"increment", QStringLiteral("INCREMENT BY ")},
        {"minValue", QStringLiteral("MINVALUE ")},
        {"maxValue", QStringLiteral("MAXVALUE ")},
        {"startWith", QStringLiteral("START WITH ")},
        {"cache", QStringLiteral("CACHE ")},
    };
    QStringList options;
    for (const auto &[name, word] : words) {
        const OrderedJson *value = json.find(name);
        const QString text = value && value->toText().isEmpty() ? QString::fromUtf8(value->scalar())
                                                                : textOf(json, name);
        if (!text.isEmpty() && text != u"null")
            options << word + text;
    }
    if (isSet(json, "cycle"))
        options << QStringLiteral("CYCLE");
    return options.join(u' ');
}

QString identityOf(const OrderedJson &json)
{
    QString always =
        textOf(json, "type") == u"always" ? QStringLiteral("ALWAYS") : QStringLiteral("BY DEFAULT");
    const QString name = textOf(json, "name");
    QStringList options;
    if (!name.isEmpty())
        options << QStringLiteral("SEQUENCE NAME ") + qualified(schemaOf(json), name);
    options << sequenceOptions(json);
    return QStringLiteral("GENERATED %1 AS IDENTITY (%2)").arg(always, options.join(u' '));
}

ModelColumn columnOf(const OrderedJson &json)
{
    ModelColumn column;
    column.name = textOf(json, "name");
    column.type = typeText(textOf(json, "type"), textOf(json, "typeSchema"));
    column.primaryKey = isSet(json, "primaryKey");
    column.notNull = isSet(json, "notNull");
    if (const OrderedJson *value = json.find("default"); value && !value->isNull()) {
        const QString text = value->toText();
        column.defaultSql = text.isEmpty() ? QString::fromUtf8(value->scalar()) : text;
    }
    if (const OrderedJson *generated = json.find("generated"))
        column.generated = textOf(*generated, "as");
    if (const OrderedJson *identity = json.find("identity"))
        column.identity = identityOf(*identity);
    return column;
}

ModelPart indexOf(const ModelTable &table, const OrderedJson &json)
{
    const QString method = textOf(json, "method");
    QStringList columns;
    for (const OrderedJson &item : itemsOf(json, "columns")) {
        const QString expression = textOf(item, "expression");
        QString text = isSet(item, "isExpression") ? expression : quotedName(expression);
        const QString operators = textOf(item, "opclass");
        if (!operators.isEmpty())
            text += u' ' + operators;
        if (!isSet(item, "asc") && item.find("asc"))
            text += textOf(item, "nulls") == u"first" ? QStringLiteral(" DESC NULLS FIRST")
                                                      : QStringLiteral(" DESC NULLS LAST");
        else if (textOf(item, "nulls") == u"first")
            text += QStringLiteral(" NULLS FIRST");
        columns << text;
    }
    QStringList options;
    if (const OrderedJson *with = json.find("with")) {
        for (size_t i = 0; i < with->items().size(); ++i)
            options << QString::fromUtf8(with->name(i) + '=' + with->items()[i].scalar());
    }
    return indexPart({textOf(json, "name"), isSet(json, "isUnique"), method, columns,
                      options.join(QStringLiteral(", ")), textOf(json, "where")},
                     table);
}

ModelPart foreignKeyOf(const ModelTable &table, const OrderedJson &json)
{
    const QString schemaTo = textOf(json, "schemaTo");
    return foreignKeyPart({textOf(json, "name"), textsOf(json, "columnsFrom"),
                           schemaTo.isEmpty() ? kPublic : schemaTo, textOf(json, "tableTo"),
                           textsOf(json, "columnsTo"), textOf(json, "onDelete"),
                           textOf(json, "onUpdate")},
                          table);
}

ModelTable tableOf(const OrderedJson &json)
{
    ModelTable table;
    table.schema = schemaOf(json);
    table.name = textOf(json, "name");
    for (const OrderedJson &column : itemsOf(json, "columns"))
        table.columns.push_back(columnOf(column));
    for (const OrderedJson &key : itemsOf(json, "compositePrimaryKeys"))
        table.keys.push_back(constraintPart(
            textOf(key, "name"),
            QStringLiteral("PRIMARY KEY (%1)").arg(quotedNames(textsOf(key, "columns"))), table));
    for (const OrderedJson &key : itemsOf(json, "uniqueConstraints"))
        table.keys.push_back(constraintPart(textOf(key, "name"),
                                            QStringLiteral("UNIQUE %1(%2)")
                                                .arg(isSet(key, "nullsNotDistinct")
                                                         ? QStringLiteral("NULLS NOT DISTINCT ")
                                                         : QString(),
                                                     quotedNames(textsOf(key, "columns"))),
                                            table));
    for (const OrderedJson &check : itemsOf(json, "checkConstraints"))
        table.checks.push_back(
            constraintPart(textOf(check, "name"),
                           QStringLiteral("CHECK (%1)").arg(textOf(check, "value")), table));
    for (const OrderedJson &key : itemsOf(json, "foreignKeys"))
        table.foreignKeys.push_back(foreignKeyOf(table, key));
    for (const OrderedJson &index : itemsOf(json, "indexes"))
        table.indexes.push_back(indexOf(table, index));
    for (const OrderedJson &policy : itemsOf(json, "policies"))
        table.policies.push_back(policyPart({textOf(policy, "name"), textOf(policy, "as"),
                                             textOf(policy, "for"), textsOf(policy, "to"),
                                             textOf(policy, "using"), textOf(policy, "withCheck")},
                                            table));
    table.rowSecurity = isSet(json, "isRLSEnabled") || !table.policies.empty();
    return table;
}

} // namespace

Snapshot readSnapshot7(const OrderedJson &json)
{
    Snapshot snapshot;
    snapshot.version = textOf(json, "version");
    snapshot.id = textOf(json, "id");
    snapshot.parents = {textOf(json, "prevId")};
    for (const OrderedJson &item : itemsOf(json, "tables")) {
        const ModelTable table = tableOf(item);
        snapshot.tables.insert(table.id(), table);
    }
    for (const OrderedJson &item : itemsOf(json, "enums")) {
        const ModelEnum made{schemaOf(item), textOf(item, "name"), textsOf(item, "values")};
        snapshot.enums.insert(made.schema + u'.' + made.name, made);
    }
    for (const OrderedJson &item : itemsOf(json, "sequences")) {
        const QString name = qualified(schemaOf(item), textOf(item, "name"));
        snapshot.sequences.insert(
            schemaOf(item) + u'.' + textOf(item, "name"),
            {name, QStringLiteral("CREATE SEQUENCE %1 %2").arg(name, sequenceOptions(item))});
    }
    for (const OrderedJson &item : itemsOf(json, "views")) {
        const QString definition = textOf(item, "definition");
        if (isSet(item, "isExisting") || definition.isEmpty())
            continue;
        const QString name = qualified(schemaOf(item), textOf(item, "name"));
        snapshot.views.insert(
            schemaOf(item) + u'.' + textOf(item, "name"),
            {name,
             QStringLiteral("CREATE %1VIEW %2 AS (%3)")
                 .arg(isSet(item, "materialized") ? QStringLiteral("MATERIALIZED ") : QString(),
                      name, definition)});
    }
    if (const OrderedJson *schemas = json.find("schemas")) {
        for (const OrderedJson &item : schemas->items())
            snapshot.schemas << item.toText();
    }
    for (const OrderedJson &item : itemsOf(json, "roles"))
        snapshot.roles << textOf(item, "name");
    return snapshot;
}

} // namespace arborist::migrations
