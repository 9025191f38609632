// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/query/statement_rules.h"

#include "services/core/error.h"
#include <QCoreApplication>
#include <QRegularExpression>
#include <QSet>

namespace arborist::query {
namespace {

QString tr(const char *text)
{
    return QCoreApplication::translate("Query", text);
}

Error refused(const postgres::SqlStatement &statement, const QString &message, const QString &hint)
{
    return Error::refused(message, hint).setPosition(int(statement.begin) + 1);
}

/// What they do outlives a roll-back, or happens outside of the database.
const QRegularExpression &lastingFunctions()
{
    static const QRegularExpression names(QRegularExpression::anchoredPattern(QStringLiteral(
        // files of the server
        "lo_import|lo_export|pg_(read|read_binary|stat)_file|pg_ls_dir|pg_file_.*|pg_logdir_ls|"
        // other sessions, and locks that outlive the transaction
        "pg_(terminate|cancel)_backend|pg_log_backend_memory_contexts|"
        "pg_(try_)?advisory_(lock|unlock).*|"
        // the server as a whole
        "pg_reload_conf|pg_rotate_logfile.*|pg_switch_wal|pg_create_restore_point|pg_promote|"
        "pg_(start|stop)_backup|pg_backup_(start|stop)|pg_wal_replay_(pause|resume)|"
        "pg_(create|copy|drop)_.*slot|pg_replication_(slot_advance|origin_.*)|"
        "pg_logical_slot_get_.*|pg_logical_emit_message|pg_log_standby_snapshot|"
        "pg_stat_reset.*|pg_stat_statements_reset|"
        // pages of tables and indexes
        "heap_force_.*|brin_.*summarize.*|gin_clean_pending_list|pg_truncate_visibility_map|"
        // other databases, and SQL that is hidden in a text
        "dblink.*|query_to_xml.*|ts_stat|ts_rewrite|crosstab.*|connectby|xpath_table")));
    return names;
}

/// Settings that a transaction that reads depends on.
bool isGuarded(const QString &setting)
{
    static const QSet<QString> names{QStringLiteral("TRANSACTION"),
                                     QStringLiteral("TRANSACTION SNAPSHOT"),
                                     QStringLiteral("SESSION CHARACTERISTICS"),
                                     QStringLiteral("transaction_read_only"),
                                     QStringLiteral("transaction_isolation"),
                                     QStringLiteral("transaction_deferrable"),
                                     QStringLiteral("default_transaction_read_only"),
                                     QStringLiteral("role"),
                                     QStringLiteral("session_authorization"),
                                     QStringLiteral("standard_conforming_strings"),
                                     QStringLiteral("client_encoding")};
    return setting.isEmpty() || names.contains(setting); // empty: RESET ALL
}

bool changesRows(const QString &kind)
{
    static const QSet<QString> kinds{QStringLiteral("InsertStmt"), QStringLiteral("UpdateStmt"),
                                     QStringLiteral("DeleteStmt"), QStringLiteral("MergeStmt")};
    return kinds.contains(kind);
}

void checkFunctions(const postgres::SqlStatement &statement)
{
    for (const QString &function : statement.functions) {
        if (lastingFunctions().match(function.toLower()).hasMatch()) {
            throw refused(
                statement,
                tr("%1 does more than read, and no roll-back would undo it.").arg(function),
                tr("Use psql for it, if you mean to."));
        }
    }
}

} // namespace

QString wayToWrite()
{
    return tr("Queries only read. Run it as a change, with plan and confirmation: --write, or "
              "“Plan change” in the window.");
}

void checkReads(const postgres::SqlStatement &statement)
{
    const QString &kind = statement.kind;
    if (kind == u"TransactionStmt") {
        throw refused(statement, tr("A query has no BEGIN, COMMIT, ROLLBACK or SAVEPOINT."),
                      tr("It runs in a transaction of its own, which only reads. Leave the "
                         "statement out."));
    }
    if (kind == u"VariableSetStmt" && isGuarded(statement.setting.trimmed())) {
        throw refused(statement,
                      tr("A query does not change how its transaction runs, or as whom."),
                      tr("Leave the statement out. To work as another role, connect as that "
                         "role."));
    }
    if (kind == u"CopyStmt") {
        throw refused(statement, tr("COPY does not run as a query."),
                      tr("Write the query alone, and export its rows: --csv, or Export in the "
                         "window."));
    }
    if (changesRows(kind)) {
        throw refused(statement, tr("This statement writes, and queries only read."), wayToWrite());
    }
    if (kind != u"SelectStmt" && kind != u"ExplainStmt" && kind != u"VariableShowStmt" &&
        kind != u"VariableSetStmt") {
        throw refused(statement,
                      tr("Only SELECT, VALUES, TABLE, EXPLAIN, SHOW and SET run as a "
                         "query."),
                      tr("Leave the statement out."));
    }
    checkFunctions(statement);
}

void checkExplains(const postgres::SqlStatement &statement)
{
    if (!changesRows(statement.kind) && statement.kind != u"SelectStmt") {
        throw refused(statement, tr("EXPLAIN takes a SELECT, INSERT, UPDATE, DELETE or MERGE."),
                      tr("Leave other statements, and EXPLAIN itself, out."));
    }
    checkFunctions(statement);
}

void checkWrites(const postgres::SqlStatement &statement)
{
    if (!changesRows(statement.kind) && statement.kind != u"SelectStmt") {
        throw refused(statement,
                      tr("A change may INSERT, UPDATE, DELETE, MERGE and SELECT, nothing else."),
                      tr("It runs in one transaction, and all that it changes must be rows that "
                         "can be put back."));
    }
}

bool beginsLikeQuery(const postgres::SqlStatement &statement)
{
    static const QRegularExpression first(
        QStringLiteral("^[\\s(]*(select|with|values|table|show|explain)\\b"),
        QRegularExpression::CaseInsensitiveOption);
    static const QRegularExpression word(QStringLiteral("\\w+"));
    if (!first.match(statement.text).hasMatch() ||
        statement.text.contains(QStringLiteral("U&"), Qt::CaseInsensitive))
        return false;
    auto words = word.globalMatch(statement.text);
    while (words.hasNext()) {
        if (lastingFunctions().match(words.next().captured().toLower()).hasMatch())
            return false;
    }
    return true;
}

} // namespace arborist::query
