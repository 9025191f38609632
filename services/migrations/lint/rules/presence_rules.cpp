// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/migrations/lint/rule.h"

namespace arborist::migrations {
namespace {

using postgres::SqlNode;

constexpr RuleText kRules[] = {
    {"missing-extension", Severity::Error,
     QT_TRANSLATE_NOOP("Lint", "The server has no such extension"),
     QT_TRANSLATE_NOOP(
         "Lint", "CREATE EXTENSION fails where the extension's files are not installed (0A000)."),
     QT_TRANSLATE_NOOP("Lint", "Install it on the server, or have the provider allow it.")},
    {"missing-role", Severity::Error, QT_TRANSLATE_NOOP("Lint", "The server has no such role"),
     QT_TRANSLATE_NOOP(
         "Lint", "GRANT, OWNER TO and CREATE POLICY fail for a role that is not there (42704)."),
     QT_TRANSLATE_NOOP(
         "Lint",
         "Create the role on this server first: roles belong to the server, not to the database.")},
    {"missing-schema", Severity::Error,
     QT_TRANSLATE_NOOP("Lint", "The database has no such schema"),
     QT_TRANSLATE_NOOP("Lint", "What is made in a schema that is not there fails (3F000)."),
     QT_TRANSLATE_NOOP("Lint", "CREATE SCHEMA IF NOT EXISTS before it.")},
    {"server-wide-role", Severity::Warning,
     QT_TRANSLATE_NOOP("Lint", "Makes a role for the whole server"),
     QT_TRANSLATE_NOOP("Lint", "Roles are shared by all databases of a server: the migration fails "
                               "in the second one (42710)."),
     QT_TRANSLATE_NOOP(
         "Lint",
         "Make the role only where it is missing, in a DO block that looks into pg_roles.")},
};

void checkSchema(const Subject &subject, const QString &schema, Report &report)
{
    if (!schema.isEmpty() && subject.world.catalog()->isMissing(QStringLiteral("schema"), schema) &&
        !subject.world.isNewSchema(schema))
        report.add("missing-schema", schema);
}

/// The schema that a statement makes something in.
QString targetSchema(const SqlNode &node)
{
    const QByteArrayView kind = node.kind();
    const SqlNode inner = node.inner();
    if (kind == "CreateStmt" || kind == "AlterTableStmt" || kind == "IndexStmt" ||
        kind == "InsertStmt")
        return tableName(inner["relation"]).schema;
    if (kind == "CreateTableAsStmt")
        return tableName(inner["into"]["rel"]).schema;
    if (kind == "ViewStmt")
        return tableName(inner["view"]).schema;
    if (kind == "CreateSeqStmt")
        return tableName(inner["sequence"]).schema;
    if (kind == "CreateEnumStmt" || kind == "AlterEnumStmt")
        return nameOfList(inner["typeName"]).schema;
    if (kind == "CreateFunctionStmt")
        return nameOfList(inner["funcname"]).schema;
    if (kind == "AlterObjectSchemaStmt")
        return inner["newschema"].text();
    return {};
}

void check(const Subject &subject, Report &report)
{
    const QByteArrayView kind = subject.node.kind();
    if (kind == "CreateRoleStmt")
        report.add("server-wide-role", subject.node.inner()["role"].text());
    const Catalog *catalog = subject.world.catalog();
    if (!catalog || !subject.node)
        return;
    if (kind == "CreateExtensionStmt") {
        const QString name = subject.node.inner()["extname"].text();
        if (catalog->isMissing(QStringLiteral("extension"), name))
            report.add("missing-extension", name);
    }
    checkSchema(subject, targetSchema(subject.node), report);
    if (kind == "DropRoleStmt")
        return;
    QSet<QString> seen;
    const auto checkRole = [&](const SqlNode &role) {
        const QString name = role["rolename"].text();
        if (!name.isEmpty() && !seen.contains(name) && !subject.world.isNewRole(name) &&
            catalog->isMissing(QStringLiteral("role"), name)) {
            report.add("missing-role", name);
            seen.insert(name);
        }
    };
    subject.node.walk([&](const SqlNode &node) {
        if (node["roletype"].is("ROLESPEC_CSTRING"))
            checkRole(node);
    });
}

} // namespace

RuleFamily presenceRules()
{
    return {kRules, check};
}

} // namespace arborist::migrations
