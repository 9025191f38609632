// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/data/reset/schemas_aside.h"

#include "services/backup/database_twin.h"
#include "services/core/error.h"
#include "services/data/reset/schema_frame.h"
#include "services/postgres/connection.h"
#include "services/postgres/identifier.h"
#include "services/postgres/sql_file.h"
#include <QCoreApplication>
#include <QJsonArray>
#include <algorithm>

namespace arborist::data {

namespace {

using postgres::Connection;
using postgres::quoteIdentifier;

QString tr(const char *text)
{
    return QCoreApplication::translate("Reset", text);
}

void setComment(Connection &connection, const QString &schema, const std::optional<QString> &text)
{
    connection.exec(QStringLiteral("COMMENT ON SCHEMA %1 IS %2")
                        .arg(quoteIdentifier(schema),
                             text ? backup::quoteLiteral(*text) : QStringLiteral("NULL")));
}

void rename(Connection &connection, const QString &from, const QString &to)
{
    connection.exec(QStringLiteral("ALTER SCHEMA %1 RENAME TO %2")
                        .arg(quoteIdentifier(from), quoteIdentifier(to)));
}

void move(Connection &connection, const QString &from, const QString &to)
{
    const auto rows =
        connection.exec(postgres::sqlFile(QStringLiteral("reset_move_schema")), {from, to});
    for (int row = 0; row < rows.rows(); ++row)
        connection.exec(rows.text(row, 0));
}

QStringList extensionsOf(Connection &connection)
{
    QStringList names;
    const auto rows = connection.exec(QStringLiteral("SELECT extname FROM pg_extension"));
    for (int row = 0; row < rows.rows(); ++row)
        names << rows.text(row, 0);
    return names;
}

} // namespace

/// The queries of this folder know comments of this form.
QString markText(AsideMark mark, const QString &run)
{
    return (mark == AsideMark::Kept ? QStringLiteral("Arborist: put aside by run ")
                                    : QStringLiteral("Arborist: being replaced by run ")) +
           run;
}

SchemasAside SchemasAside::of(Connection &connection, const QString &run,
                              const QStringList &renamed)
{
    SchemasAside aside;
    aside.run = run;
    for (const SchemaFrame::Schema &schema : SchemaFrame::read(connection).schemas) {
        aside.schemas << schema.name;
        aside.list.push_back({schema.name, backup::asideName(schema.name, run),
                              renamed.contains(schema.name), schema.comment});
    }
    aside.extensions = extensionsOf(connection);
    return aside;
}

QJsonObject SchemasAside::toJson() const
{
    QJsonArray all;
    for (const AsideSchema &each : list)
        all += QJsonObject{
            {QStringLiteral("schema"), each.schema},
            {QStringLiteral("aside"), each.aside},
            {QStringLiteral("renamed"), each.isRenamed},
            {QStringLiteral("comment"), each.comment ? QJsonValue(*each.comment) : QJsonValue()}};
    return {{QStringLiteral("run"), run},
            {QStringLiteral("list"), all},
            {QStringLiteral("schemas"), QJsonArray::fromStringList(schemas)},
            {QStringLiteral("extensions"), QJsonArray::fromStringList(extensions)}};
}

SchemasAside SchemasAside::fromJson(const QJsonObject &json)
{
    SchemasAside aside;
    aside.run = json[u"run"].toString();
    for (const QJsonValue &each : json[u"list"].toArray()) {
        const QJsonValue comment = each[u"comment"];
        aside.list.push_back(
            {each[u"schema"].toString(), each[u"aside"].toString(), each[u"renamed"].toBool(),
             comment.isString() ? std::optional(comment.toString()) : std::nullopt});
    }
    for (const QJsonValue &name : json[u"schemas"].toArray())
        aside.schemas << name.toString();
    for (const QJsonValue &name : json[u"extensions"].toArray())
        aside.extensions << name.toString();
    return aside;
}

QString SchemasAside::whyNot(Connection &connection) const
{
    if (!connection
             .exec(QStringLiteral("SELECT has_database_privilege(current_database(), 'CREATE')"))
             .boolean(0, 0))
        return tr("this role may not make schemas in it");
    for (const AsideSchema &each : list) {
        const auto rights = connection.exec(
            QStringLiteral("SELECT has_schema_privilege(oid, 'CREATE'), pg_has_role(nspowner, "
                           "'USAGE') FROM pg_namespace WHERE nspname = $1"),
            {each.schema});
        if (rights.rows() > 0 && !rights.boolean(0, each.isRenamed ? 1 : 0))
            return each.isRenamed ? tr("the schema %1 is another role's").arg(each.schema)
                                  : tr("this role may make nothing in %1").arg(each.schema);
        const auto rows = connection.exec(postgres::sqlFile(QStringLiteral("reset_move_schema")),
                                          {each.schema, each.aside});
        for (int row = 0; row < rows.rows(); ++row) {
            if (!rows.boolean(row, 1))
                return tr("%1 is another role's").arg(rows.text(row, 2));
        }
    }
    return {};
}

void SchemasAside::putAside(Connection &connection, AsideMark mark) const
{
    for (const AsideSchema &each : list) {
        if (each.isRenamed) {
            rename(connection, each.schema, each.aside);
            continue;
        }
        connection.exec(QStringLiteral("CREATE SCHEMA ") + quoteIdentifier(each.aside));
        move(connection, each.schema, each.aside);
    }
    setMark(connection, mark);
}

void SchemasAside::setMark(Connection &connection, AsideMark mark) const
{
    for (const AsideSchema &each : list)
        setComment(connection, each.aside, markText(mark, run));
}

std::optional<AsideMark> SchemasAside::mark(Connection &connection) const
{
    std::optional<AsideMark> found;
    for (const AsideSchema &each : list) {
        const auto comment = connection.exec(
            QStringLiteral("SELECT obj_description(oid, 'pg_namespace') FROM pg_namespace WHERE "
                           "nspname = $1"),
            {each.aside});
        if (comment.rows() == 0)
            return std::nullopt;
        for (const AsideMark mark : {AsideMark::Replacing, AsideMark::Kept}) {
            if (comment.text(0, 0) == markText(mark, run))
                found = mark;
        }
    }
    return found;
}

void SchemasAside::bringBack(Connection &connection) const
{
    for (const AsideSchema &each : list) {
        if (each.isRenamed) {
            rename(connection, each.aside, each.schema);
            setComment(connection, each.schema, each.comment);
            continue;
        }
        move(connection, each.aside, each.schema);
        // What was forgotten would speak up here.
        connection.exec(QStringLiteral("DROP SCHEMA ") + quoteIdentifier(each.aside));
    }
}

void SchemasAside::dropReplacement(Connection &connection) const
{
    for (const QString &name : extensionsOf(connection)) {
        if (!extensions.contains(name))
            connection.exec(
                QStringLiteral("DROP EXTENSION IF EXISTS %1 CASCADE").arg(quoteIdentifier(name)));
    }
    const QString waste = backup::databaseName(QStringLiteral("arborist_waste_"), run);
    connection.exec(QStringLiteral("CREATE SCHEMA ") + quoteIdentifier(waste));
    for (const SchemaFrame::Schema &now : SchemaFrame::read(connection).schemas) {
        if (now.name == waste)
            continue;
        const bool stays = std::ranges::any_of(list, [&](const AsideSchema &each) {
            return each.schema == now.name && !each.isRenamed;
        });
        if (stays)
            move(connection, now.name, waste);
        else
            connection.exec(
                QStringLiteral("DROP SCHEMA %1 CASCADE").arg(quoteIdentifier(now.name)));
    }
    connection.exec(QStringLiteral("DROP SCHEMA %1 CASCADE").arg(quoteIdentifier(waste)));
}

} // namespace arborist::data
