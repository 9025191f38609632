// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/migrations/sql/placement.h"

#include <QCoreApplication>

namespace arborist::migrations {
namespace {

using postgres::SqlNode;

/// A boolean option in parentheses: absent is `otherwise`, present without a value is true.
bool option(const SqlNode &options, QByteArrayView name, bool otherwise)
{
    bool value = otherwise;
    for (const SqlNode item : options) {
        const SqlNode element = item.as("DefElem");
        if (!element["defname"].is(name))
            continue;
        const SqlNode argument = element["arg"];
        if (argument.kind() == "Integer")
            value = argument.inner()["ival"].integer() != 0;
        else if (argument.kind() == "Boolean")
            value = argument.inner()["boolval"].isTrue();
        else
            value = !argument || !QStringList{QStringLiteral("false"), QStringLiteral("off"),
                                              QStringLiteral("0"), QStringLiteral("no")}
                                      .contains(argument.inner()["sval"].text().toLower());
    }
    return value;
}

bool hasOption(const SqlNode &options, QByteArrayView name)
{
    for (const SqlNode item : options) {
        if (item.as("DefElem")["defname"].is(name))
            return true;
    }
    return false;
}

bool detachesConcurrently(const SqlNode &table)
{
    for (const SqlNode command : table["cmds"]) {
        const SqlNode inner = command.as("AlterTableCmd");
        if (inner["subtype"].is("AT_DetachPartition") &&
            inner["def"].as("PartitionCmd")["concurrent"].isTrue()) {
            return true;
        }
    }
    return false;
}

/// The words of the statement that PostgreSQL's own message would name.
const char *wordsOfLone(const SqlNode &statement)
{
    const QByteArrayView kind = statement.kind();
    const SqlNode inner = statement.inner();
    if (kind == "IndexStmt")
        return inner["concurrent"].isTrue() ? "CREATE INDEX CONCURRENTLY" : nullptr;
    if (kind == "DropStmt")
        return inner["concurrent"].isTrue() ? "DROP INDEX CONCURRENTLY" : nullptr;
    if (kind == "ReindexStmt") {
        if (option(inner["params"], "concurrently", false))
            return "REINDEX CONCURRENTLY";
        const SqlNode what = inner["kind"];
        return what.is("REINDEX_OBJECT_DATABASE") ? "REINDEX DATABASE"
               : what.is("REINDEX_OBJECT_SYSTEM") ? "REINDEX SYSTEM"
               : what.is("REINDEX_OBJECT_SCHEMA") ? "REINDEX SCHEMA"
                                                  : nullptr;
    }
    if (kind == "VacuumStmt")
        return inner["is_vacuumcmd"].isTrue() ? "VACUUM" : nullptr;
    if (kind == "ClusterStmt")
        return inner["relation"] ? nullptr : "CLUSTER";
    if (kind == "AlterTableStmt")
        return detachesConcurrently(inner) ? "DETACH PARTITION CONCURRENTLY" : nullptr;
    if (kind == "AlterDatabaseStmt")
        return hasOption(inner["options"], "tablespace") ? "ALTER DATABASE SET TABLESPACE"
                                                         : nullptr;
    if (kind == "CreateSubscriptionStmt") {
        const bool makesSlot = option(inner["options"], "connect", true) &&
                               option(inner["options"], "create_slot", true);
        return makesSlot ? "CREATE SUBSCRIPTION" : nullptr;
    }
    if (kind == "AlterSubscriptionStmt") {
        const SqlNode what = inner["kind"];
        const bool refreshes = what.is("ALTER_SUBSCRIPTION_REFRESH") ||
                               ((what.is("ALTER_SUBSCRIPTION_SET_PUBLICATION") ||
                                 what.is("ALTER_SUBSCRIPTION_ADD_PUBLICATION") ||
                                 what.is("ALTER_SUBSCRIPTION_DROP_PUBLICATION")) &&
                                option(inner["options"], "refresh", true));
        return refreshes ? "ALTER SUBSCRIPTION ... REFRESH" : nullptr;
    }
    if (kind == "DiscardStmt")
        return inner["target"].is("DISCARD_ALL") ? "DISCARD ALL" : nullptr;
    if (kind == "TransactionStmt") {
        return inner["kind"].is("TRANS_STMT_COMMIT_PREPARED")     ? "COMMIT PREPARED"
               : inner["kind"].is("TRANS_STMT_ROLLBACK_PREPARED") ? "ROLLBACK PREPARED"
                                                                  : nullptr;
    }
    constexpr std::pair<const char *, const char *> kAlways[] = {
        {"CreatedbStmt", "CREATE DATABASE"},
        {"DropdbStmt", "DROP DATABASE"},
        {"CreateTableSpaceStmt", "CREATE TABLESPACE"},
        {"DropTableSpaceStmt", "DROP TABLESPACE"},
        {"AlterSystemStmt", "ALTER SYSTEM"},
        {"DropSubscriptionStmt", "DROP SUBSCRIPTION"},
    };
    for (const auto &[name, words] : kAlways) {
        if (kind == name)
            return words;
    }
    return nullptr;
}

} // namespace

QString whyAlone(const SqlNode &statement)
{
    const char *words = wordsOfLone(statement);
    return words ? QCoreApplication::translate("Migrations",
                                               "%1 cannot run inside a transaction block.")
                       .arg(QLatin1String(words))
                 : QString();
}

bool isTransactionControl(const SqlNode &statement)
{
    const SqlNode kind = statement.as("TransactionStmt")["kind"];
    return kind.is("TRANS_STMT_BEGIN") || kind.is("TRANS_STMT_START") ||
           kind.is("TRANS_STMT_COMMIT") || kind.is("TRANS_STMT_ROLLBACK") ||
           kind.is("TRANS_STMT_PREPARE");
}

} // namespace arborist::migrations
