// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/migrations/snapshot/ddl_text.h"

namespace arborist::migrations {

namespace {

/// One that is left out means the server's own.
QString action(const QString &on, const QString &what)
{
    if (what.isEmpty() || what.compare(u"no action", Qt::CaseInsensitive) == 0)
        return {};
    return u' ' + on + u' ' + what.toUpper();
}

bool isRoleWord(const QString &role)
{
    return role == u"public" || role == u"current_user" || role == u"current_role" ||
           role == u"session_user";
}

} // namespace

QString quotedName(const QString &name)
{
    return u'"' + QString(name).replace(u'"', QStringLiteral("\"\"")) + u'"';
}

QString quotedNames(const QStringList &names)
{
    QStringList quoted;
    for (const QString &name : names)
        quoted << quotedName(name);
    return quoted.join(QStringLiteral(", "));
}

QString qualified(const QString &schema, const QString &name)
{
    return quotedName(schema) + u'.' + quotedName(name);
}

QString typeText(const QString &type, const QString &typeSchema)
{
    if (typeSchema.isEmpty())
        return type;
    const qsizetype brackets = type.indexOf(u'[');
    return qualified(typeSchema, type.left(brackets)) +
           (brackets < 0 ? QString() : type.mid(brackets));
}

ModelPart indexPart(const IndexWords &words, const ModelTable &table)
{
    QString sql =
        words.isUnique ? QStringLiteral("CREATE UNIQUE INDEX ") : QStringLiteral("CREATE INDEX ");
    sql += quotedName(words.name) + QStringLiteral(" ON ") + qualified(table);
    sql += QStringLiteral(" USING ") +
           (words.method.isEmpty() ? QStringLiteral("btree") : words.method);
    sql += QStringLiteral(" (") + words.columns.join(QStringLiteral(", ")) + u')';
    if (!words.with.isEmpty())
        sql += QStringLiteral(" WITH (") + words.with + u')';
    if (!words.where.isEmpty())
        sql += QStringLiteral(" WHERE ") + words.where;
    return {words.name, sql};
}

ModelPart constraintPart(const QString &name, const QString &definition, const ModelTable &table)
{
    return {name, QStringLiteral("ALTER TABLE %1 ADD CONSTRAINT %2 ")
                          .arg(qualified(table), quotedName(name)) +
                      definition};
}

ModelPart foreignKeyPart(const ForeignKeyWords &words, const ModelTable &table)
{
    return constraintPart(words.name,
                          QStringLiteral("FOREIGN KEY (") + quotedNames(words.columns) +
                              QStringLiteral(") REFERENCES ") +
                              qualified(words.schemaTo, words.tableTo) + QStringLiteral(" (") +
                              quotedNames(words.columnsTo) + u')' +
                              action(QStringLiteral("ON DELETE"), words.onDelete) +
                              action(QStringLiteral("ON UPDATE"), words.onUpdate),
                          table);
}

ModelPart policyPart(const PolicyWords &words, const ModelTable &table)
{
    QString sql = QStringLiteral("CREATE POLICY ") + quotedName(words.name) +
                  QStringLiteral(" ON ") + qualified(table);
    if (!words.as.isEmpty())
        sql += QStringLiteral(" AS ") + words.as.toUpper();
    if (!words.command.isEmpty())
        sql += QStringLiteral(" FOR ") + words.command.toUpper();
    QStringList roles;
    for (const QString &role : words.roles)
        roles << (isRoleWord(role) ? role : quotedName(role));
    if (!roles.isEmpty())
        sql += QStringLiteral(" TO ") + roles.join(QStringLiteral(", "));
    if (!words.usingSql.isEmpty())
        sql += QStringLiteral(" USING (") + words.usingSql + u')';
    if (!words.withCheck.isEmpty())
        sql += QStringLiteral(" WITH CHECK (") + words.withCheck + u')';
    return {words.name, sql};
}

QString columnText(const ModelColumn &column)
{
    QString sql = quotedName(column.name) + u' ' + column.type;
    if (column.primaryKey)
        sql += QStringLiteral(" PRIMARY KEY");
    if (!column.defaultSql.isEmpty())
        sql += QStringLiteral(" DEFAULT ") + column.defaultSql;
    if (!column.generated.isEmpty())
        sql += QStringLiteral(" GENERATED ALWAYS AS (") + column.generated +
               QStringLiteral(") STORED");
    if (!column.identity.isEmpty())
        sql += u' ' + column.identity;
    if (column.notNull && !column.primaryKey)
        sql += QStringLiteral(" NOT NULL");
    return sql;
}

QString tableText(const ModelTable &table)
{
    QStringList columns;
    for (const ModelColumn &column : table.columns)
        columns << u'\t' + columnText(column);
    return QStringLiteral("CREATE TABLE ") + qualified(table) + QStringLiteral(" (\n") +
           columns.join(QStringLiteral(",\n")) + QStringLiteral("\n)");
}

QString enumText(const ModelEnum &made)
{
    QStringList values;
    for (const QString &value : made.values)
        values << u'\'' + QString(value).replace(u'\'', QStringLiteral("''")) + u'\'';
    return QStringLiteral("CREATE TYPE ") + qualified(made.schema, made.name) +
           QStringLiteral(" AS ENUM (") + values.join(QStringLiteral(", ")) + u')';
}

} // namespace arborist::migrations
