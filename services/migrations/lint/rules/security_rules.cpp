// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/migrations/lint/rule.h"

namespace arborist::migrations {
namespace {

using postgres::SqlNode;

constexpr RuleText kRules[] = {
    {"row-security-off", Severity::Warning,
     QT_TRANSLATE_NOOP("Lint", "Turns row level security off"),
     QT_TRANSLATE_NOOP("Lint", "Everyone who may read the table sees every row from then on."),
     QT_TRANSLATE_NOOP("Lint", "Change the policies instead, or take the right to read away.")},
    {"triggers-off", Severity::Warning, QT_TRANSLATE_NOOP("Lint", "Turns triggers off"),
     QT_TRANSLATE_NOOP("Lint", "Foreign keys and bookkeeping that triggers do are passed over, and "
                               "what is written meanwhile is not checked later."),
     QT_TRANSLATE_NOOP("Lint", "Leave them on, or turn off one trigger by its name and on again in "
                               "the same transaction.")},
    {"grant-to-public", Severity::Warning, QT_TRANSLATE_NOOP("Lint", "Grants to everyone"),
     QT_TRANSLATE_NOOP("Lint", "PUBLIC is every role of the server, those to come as well."),
     QT_TRANSLATE_NOOP("Lint", "Grant to the roles that need it.")},
    {"definer-search-path", Severity::Warning,
     QT_TRANSLATE_NOOP("Lint", "A function with its owner's rights and its caller's search path"),
     QT_TRANSLATE_NOOP("Lint", "A SECURITY DEFINER function without a fixed search_path finds "
                               "tables and operators that its caller has put in the way."),
     QT_TRANSLATE_NOOP("Lint", "CREATE FUNCTION ... SET search_path = '' with names written out.")},
    {"password-in-file", Severity::Warning, QT_TRANSLATE_NOOP("Lint", "Holds a password"),
     QT_TRANSLATE_NOOP(
         "Lint",
         "The password is in the repository, in the server's log and in the history of the run."),
     QT_TRANSLATE_NOOP("Lint", "Set it outside of migrations, from a secret.")},
};

bool hasOption(const SqlNode &options, QByteArrayView name, bool wantsValue)
{
    for (const SqlNode item : options) {
        const SqlNode option = item.as("DefElem");
        if (option["defname"].is(name) && (!wantsValue || option["arg"].inner().inner()))
            return true;
    }
    return false;
}

bool isDefiner(const SqlNode &function)
{
    for (const SqlNode item : function["options"]) {
        const SqlNode option = item.as("DefElem");
        if (option["defname"].is("security"))
            return option["arg"].as("Boolean")["boolval"].isTrue();
    }
    return false;
}

bool fixesPath(const SqlNode &function)
{
    for (const SqlNode item : function["options"]) {
        const SqlNode option = item.as("DefElem");
        if (option["defname"].is("set") &&
            option["arg"].as("VariableSetStmt")["name"].is("search_path"))
            return true;
    }
    return false;
}

void checkAlter(const Subject &subject, const SqlNode &alter, Report &report)
{
    const TableName table = tableName(alter["relation"]);
    for (const SqlNode item : alter["cmds"]) {
        const SqlNode subtype = item.as("AlterTableCmd")["subtype"];
        if (subtype.is("AT_DisableRowSecurity") && !subject.world.isNew(table))
            report.add("row-security-off", table.shown());
        if (subtype.is("AT_DisableTrigAll") || subtype.is("AT_DisableTrigUser") ||
            subtype.is("AT_DisableTrig"))
            report.add("triggers-off", table.shown());
    }
}

void check(const Subject &subject, Report &report)
{
    const QByteArrayView kind = subject.node.kind();
    const SqlNode inner = subject.node.inner();
    if (kind == "AlterTableStmt") {
        checkAlter(subject, inner, report);
    } else if (kind == "VariableSetStmt" && inner["name"].is("session_replication_role") &&
               inner["kind"].is("VAR_SET_VALUE")) {
        report.add("triggers-off", QStringLiteral("session_replication_role"));
    } else if (kind == "GrantStmt" && inner["is_grant"].isTrue()) {
        for (const SqlNode grantee : inner["grantees"]) {
            if (grantee.as("RoleSpec")["roletype"].is("ROLESPEC_PUBLIC"))
                report.add("grant-to-public", subject.summary());
        }
    } else if (kind == "CreateFunctionStmt" && isDefiner(inner) && !fixesPath(inner)) {
        report.add("definer-search-path", nameOfList(inner["funcname"]).shown());
    } else if (kind == "CreateRoleStmt" || kind == "AlterRoleStmt") {
        if (hasOption(inner["options"], "password", true))
            report.add("password-in-file", {});
    }
}

} // namespace

RuleFamily securityRules()
{
    return {kRules, check};
}

} // namespace arborist::migrations
