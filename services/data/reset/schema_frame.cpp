// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/data/reset/schema_frame.h"

#include "services/backup/database_twin.h"
#include "services/core/error.h"
#include "services/postgres/connection.h"
#include "services/postgres/identifier.h"
#include "services/postgres/sql_file.h"
#include <QCoreApplication>
#include <QJsonArray>
#include <QJsonDocument>

namespace arborist::data {

namespace {

using postgres::Connection;
using postgres::quoteIdentifier;

std::optional<QString> textOf(const postgres::Result &rows, int row, int column)
{
    return rows.isNull(row, column) ? std::nullopt : std::optional(rows.text(row, column));
}

/// Sends statements; those that this role may not send are told and passed over.
class Applier
{
public:
    explicit Applier(Connection &connection) : m_connection(connection) {}

    void send(const QString &sql)
    {
        try {
            m_connection.exec(sql);
        } catch (const Error &error) {
            if (error.sqlState() != u"42501")
                throw;
            m_left << QCoreApplication::translate("Reset", "This role may not carry over: %1")
                          .arg(sql);
        }
    }
    QStringList left() const { return m_left; }

private:
    Connection &m_connection;
    QStringList m_left;
};

void makeSchema(Connection &connection, Applier &applier, const SchemaFrame::Schema &schema)
{
    const QString name = quoteIdentifier(schema.name);
    const auto found = connection.exec(
        QStringLiteral("SELECT pg_get_userbyid(nspowner) FROM pg_namespace WHERE nspname = $1"),
        {schema.name});
    const bool isThere = found.rows() > 0;
    // Privileges that were never touched are not the same as none.
    if (isThere && !schema.hasPrivileges)
        connection.exec(QStringLiteral("DROP SCHEMA ") + name);
    if (!isThere || !schema.hasPrivileges)
        connection.exec(QStringLiteral("CREATE SCHEMA ") + name);
    const auto owner = connection.exec(
        QStringLiteral("SELECT pg_get_userbyid(nspowner) FROM pg_namespace WHERE nspname = $1"),
        {schema.name});
    if (owner.text(0, 0) != schema.owner)
        applier.send(
            QStringLiteral("ALTER SCHEMA %1 OWNER TO %2").arg(name, quoteIdentifier(schema.owner)));
    if (schema.hasPrivileges) {
        applier.send(QStringLiteral("REVOKE ALL ON SCHEMA %1 FROM PUBLIC").arg(name));
        applier.send(QStringLiteral("REVOKE ALL ON SCHEMA %1 FROM %2")
                         .arg(name, quoteIdentifier(schema.owner)));
        for (const QString &grant : schema.grants)
            applier.send(grant);
    }
    applier.send(QStringLiteral("COMMENT ON SCHEMA %1 IS %2")
                     .arg(name, schema.comment ? backup::quoteLiteral(*schema.comment)
                                               : QStringLiteral("NULL")));
}

} // namespace

SchemaFrame SchemaFrame::read(Connection &connection)
{
    SchemaFrame frame;
    const auto schemas = connection.exec(postgres::sqlFile(QStringLiteral("reset_schemas")));
    for (int row = 0; row < schemas.rows(); ++row) {
        Schema schema{schemas.text(row, 0),
                      schemas.text(row, 1),
                      textOf(schemas, row, 2),
                      schemas.boolean(row, 3),
                      {},
                      schemas.integer(row, 5)};
        for (const QJsonValue &grant :
             QJsonDocument::fromJson(schemas.text(row, 4).toUtf8()).array())
            schema.grants << grant.toString();
        frame.schemas.push_back(std::move(schema));
    }
    const auto extensions = connection.exec(postgres::sqlFile(QStringLiteral("reset_extensions")));
    for (int row = 0; row < extensions.rows(); ++row)
        frame.extensions.push_back({extensions.text(row, 0), extensions.text(row, 1),
                                    extensions.text(row, 2), textOf(extensions, row, 3)});
    const auto privileges =
        connection.exec(postgres::sqlFile(QStringLiteral("reset_default_privileges")));
    for (int row = 0; row < privileges.rows(); ++row)
        frame.defaultPrivileges.push_back({privileges.text(row, 0), privileges.text(row, 1)});
    return frame;
}

void SchemaFrame::leaveTo(const QStringList &made)
{
    std::erase_if(schemas, [&](const Schema &schema) { return made.contains(schema.name); });
    std::erase_if(defaultPrivileges, [&](const DefaultPrivilege &privilege) {
        return made.contains(privilege.schema);
    });
}

QStringList SchemaFrame::apply(Connection &connection) const
{
    Applier applier(connection);
    connection.execScript("SET client_min_messages = warning"); // of what is there already
    if (std::ranges::none_of(schemas,
                             [](const Schema &schema) { return schema.name == u"public"; }))
        connection.exec(QStringLiteral("DROP SCHEMA IF EXISTS public"));
    for (const Schema &schema : schemas)
        makeSchema(connection, applier, schema);
    for (const Extension &extension : extensions) {
        const bool hasSchema = std::ranges::any_of(
            schemas, [&](const Schema &schema) { return schema.name == extension.schema; });
        connection.exec(
            QStringLiteral("CREATE EXTENSION IF NOT EXISTS %1 WITH%2 VERSION %3 CASCADE")
                .arg(quoteIdentifier(extension.name),
                     hasSchema ? QStringLiteral(" SCHEMA ") + quoteIdentifier(extension.schema)
                               : QString(),
                     quoteIdentifier(extension.version)));
        if (extension.comment)
            applier.send(QStringLiteral("COMMENT ON EXTENSION %1 IS %2")
                             .arg(quoteIdentifier(extension.name),
                                  backup::quoteLiteral(*extension.comment)));
    }
    for (const DefaultPrivilege &privilege : defaultPrivileges)
        applier.send(privilege.sql);
    connection.execScript("RESET client_min_messages");
    return applier.left();
}

} // namespace arborist::data
