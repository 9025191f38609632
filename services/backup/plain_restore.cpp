// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/backup/plain_restore.h"

#include "services/core/error.h"
#include "services/core/redact.h"
#include "services/postgres/connection.h"
#include <QCoreApplication>

namespace arborist::backup {

namespace {

constexpr qsizetype kShown = 200;

/// Told with the place in the script; what ends the run for other reasons stays as it is.
Error failure(Error error, const QString &statement, const QString &place)
{
    if (error.kind() != ErrorKind::Failed || error.sqlState().isEmpty())
        return error;
    if (error.sqlState().startsWith(
            QStringLiteral("53"))) // no room, no memory: what helps is known
        return error.setWhere(place);
    const bool isOfRole =
        error.sqlState() == u"42704" && (statement.contains(QStringLiteral(" OWNER TO ")) ||
                                         statement.startsWith(QStringLiteral("GRANT ")) ||
                                         statement.startsWith(QStringLiteral("REVOKE ")));
    // The server may say it in another language.
    const QString hint = hintForFailedRestore(
        isOfRole ? error.message() + QStringLiteral(" (role \")") : error.message(),
        error.sqlState());
    return Error(QCoreApplication::translate("Restore", "The dump could not be restored: %1")
                     .arg(error.message()),
                 hint)
        .setWhere(place)
        .setSqlState(error.sqlState())
        .setDetail(
            (error.detail() + u'\n' + redacted(statement.simplified()).left(kShown)).trimmed());
}

void copy(postgres::Connection &connection, const PlainScript::Piece &piece, PlainScript &script)
{
    connection.beginCopyIn(QString::fromUtf8(piece.text));
    try {
        for (QByteArray rows = script.copyRows(); !rows.isEmpty(); rows = script.copyRows())
            connection.putCopyData(rows);
    } catch (const Error &error) {
        if (connection.isOpen())
            connection.abortCopyIn(error.message());
        throw;
    }
    connection.endCopyIn();
}

} // namespace

/// What is run of it in place; empty for nothing.
QByteArray PlainRestore::forCleared(const QByteArray &sql)
{
    static const QByteArray makesSchema = "CREATE SCHEMA ",
                            makesObject = "SELECT pg_catalog.lo_create('";
    // Around large objects; they would end what holds all of it together.
    if (sql == "BEGIN" || sql == "COMMIT")
        return {};
    // A script of --clean begins with what was done already, and in ways that fail.
    if (!m_makes && (sql.startsWith("DROP ") || sql.startsWith("ALTER TABLE ") ||
                     sql.startsWith("CREATE OR REPLACE VIEW ") || sql.contains("lo_unlink(")))
        return {};
    m_makes = m_makes || sql.startsWith("CREATE ");
    if (sql.startsWith(makesSchema) && sql != "CREATE SCHEMA public")
        return "CREATE SCHEMA IF NOT EXISTS " + sql.mid(makesSchema.size());
    if (sql.startsWith(makesObject)) {
        const QByteArray id = sql.mid(makesObject.size()).split('\'').first();
        connection->exec(QStringLiteral("SELECT pg_catalog.lo_unlink(oid) FROM "
                                        "pg_catalog.pg_largeobject_metadata WHERE oid = $1::oid"),
                         {QString::fromUtf8(id)});
    }
    return sql;
}

void PlainRestore::runStatement(const QByteArray &statement)
{
    const QString text = QString::fromUtf8(statement);
    if (judge->isPassedOver(text))
        return;
    if (!inTransaction) {
        connection->execScript(statement);
        return;
    }
    const QByteArray sql = forCleared(statement);
    if (sql.isEmpty())
        return;
    if (!judge->isHarmless(text)) {
        connection->execScript(sql);
        return;
    }
    connection->execScript("SAVEPOINT arborist_statement");
    try {
        connection->execScript(sql);
        connection->execScript("RELEASE arborist_statement");
    } catch (const Error &error) {
        if (!connection->isOpen() || error.sqlState().isEmpty())
            throw;
        connection->execScript("ROLLBACK TO arborist_statement");
        harmless << error.message();
    }
}

void PlainRestore::run(PlainScript &script, const QString &where, const OperationContext &context)
{
    for (PlainScript::Piece piece = script.next(); piece.kind != PlainScript::Kind::End;
         piece = script.next()) {
        context.throwIfStopped();
        try {
            if (piece.kind == PlainScript::Kind::Copy) {
                copy(*connection, piece, script);
                continue;
            }
            runStatement(piece.text);
        } catch (Error &error) {
            const QString text = QString::fromUtf8(piece.text.left(4000));
            const bool goesOn = !inTransaction && connection->isOpen() &&
                                error.kind() == ErrorKind::Failed && !error.sqlState().isEmpty() &&
                                piece.kind == PlainScript::Kind::Statement &&
                                judge->isHarmless(text, error.sqlState());
            if (!goesOn)
                throw failure(error, text,
                              hasLines ? QStringLiteral("%1:%2").arg(where).arg(piece.line)
                                       : where);
            harmless << error.message();
        }
    }
}

} // namespace arborist::backup
