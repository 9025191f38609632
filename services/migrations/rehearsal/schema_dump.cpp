// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/migrations/rehearsal/schema_dump.h"

#include "services/backup/client_login.h"
#include "services/backup/client_program.h"
#include "services/backup/client_run.h"
#include "services/backup/snapshot.h"
#include "services/core/error.h"
#include "services/migrations/sql/statement.h"
#include "services/postgres/connection.h"
#include <QCoreApplication>
#include <QRegularExpression>

namespace arborist::migrations {

namespace {

constexpr int kToldFailures = 3;

QString tr(const char *text, const char *comment = nullptr, int n = -1)
{
    return QCoreApplication::translate("Rehearsal", text, comment, n);
}

/// As pg_dump writes it, on a snapshot of the connection that the context gives.
QByteArray dump(OperationContext &context)
{
    postgres::Connection stage = context.connect();
    const backup::Snapshot snapshot(stage, context.stop);
    const backup::ClientLogin login(stage);
    QByteArray sql;
    backup::ClientCommand command;
    command.command = {
        backup::clientProgram(backup::ClientTool::Dump, stage.serverVersion() / 10000).path,
        QStringLiteral("--schema-only"),
        QStringLiteral("--no-owner"),
        QStringLiteral("--no-privileges"),
        QStringLiteral("--no-tablespaces"),
        QStringLiteral("--no-publications"),
        QStringLiteral("--no-subscriptions"),
        QStringLiteral("--no-security-labels"),
        QStringLiteral("--lock-wait-timeout=10s"),
        QStringLiteral("--no-password"),
        QStringLiteral("--snapshot=") + snapshot.id(),
        login.argument()};
    command.environment = login.environment();
    command.output = [&sql](std::span<const char> bytes) {
        sql.append(bytes.data(), qsizetype(bytes.size()));
    };
    const backup::ClientResult result = runClient(command, context.stop);
    if (result.exitCode != 0)
        throw Error(tr("The schema could not be read: %1").arg(result.complaint()),
                    tr("Check that the role may read it, and that nobody holds a lock on it."));
    return sql;
}

} // namespace

QStringList copySchema(const postgres::ConnectionInfo &into, OperationContext &context)
{
    context.progress->enter(tr("Copying the schema"), 0.3);
    QString sql = QString::fromUtf8(dump(context));
    // For psql alone.
    static const QRegularExpression restrict(QStringLiteral("^\\\\(un)?restrict \\w+$"),
                                             QRegularExpression::MultilineOption);
    sql.remove(restrict);
    Script script;
    script.pieces = {Piece{sql.toUtf8(), 0, 1}};

    postgres::Connection connection = postgres::Connection::open(into, context.stop);
    QStringList failures;
    for (const Statement &statement : statementsOf(script)) {
        context.throwIfStopped();
        // template0 has it.
        if (statement.text.startsWith(QStringLiteral("CREATE SCHEMA public")))
            continue;
        try {
            connection.execScript(statement.text.toUtf8());
        } catch (const Error &error) {
            if (error.kind() == ErrorKind::Cancelled || !connection.isOpen())
                throw;
            failures << tr("%1… (%2)").arg(statement.text.simplified().left(60), error.message());
        }
    }
    if (failures.isEmpty())
        return {};
    const auto told = failures.mid(0, kToldFailures);
    return {
        tr("%n statements of the schema could not be copied: %1.", nullptr, int(failures.size()))
            .arg(told.join(QStringLiteral("; ")))};
}

} // namespace arborist::migrations
