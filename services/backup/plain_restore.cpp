// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/backup/plain_restore.h"

#include "services/core/error.h"
#include "services/postgres/connection.h"
#include <QCoreApplication>

namespace arborist::backup {

namespace {

/// Told with the place in the script; what ends the run for other reasons stays as it is.
Error failure(Error error, const QString &statement, const QString &place)
{
    if (error.kind() != ErrorKind::Failed || error.sqlState().isEmpty())
        return error;
    const bool isOfRole =
        error.sqlState() == u"42704" && (statement.contains(QStringLiteral(" OWNER TO ")) ||
                                         statement.startsWith(QStringLiteral("GRANT ")) ||
                                         statement.startsWith(QStringLiteral("REVOKE ")));
    const QString hint =
        isOfRole ? QCoreApplication::translate(
                       "Restore", "Create the roles that it names, or restore with --no-owner.")
                 : QCoreApplication::translate(
                       "Restore", "Nothing was replaced. Where the dump needs extensions or a "
                                  "newer server, install them first.");
    return Error(QCoreApplication::translate("Restore", "The dump could not be restored: %1")
                     .arg(error.message()),
                 hint)
        .setWhere(place)
        .setSqlState(error.sqlState())
        .setDetail(error.detail());
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

void PlainRestore::runStatement(const QByteArray &sql)
{
    const QString text = QString::fromUtf8(sql);
    if (judge->isPassedOver(text))
        return;
    if (!inTransaction) {
        connection->execScript(sql);
        return;
    }
    // Around large objects; they would end what holds all of it together.
    if (sql == "BEGIN" || sql == "COMMIT")
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
                throw failure(error, text, QStringLiteral("%1:%2").arg(where).arg(piece.line));
            harmless << error.message();
        }
    }
}

} // namespace arborist::backup
