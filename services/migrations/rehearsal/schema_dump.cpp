// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/migrations/rehearsal/schema_dump.h"

#include "services/cloud/child_process.h"
#include "services/core/error.h"
#include "services/migrations/sql/statement.h"
#include "services/postgres/connection.h"
#include <QCoreApplication>
#include <QDir>
#include <QRegularExpression>
#include <QStandardPaths>

namespace arborist::migrations {

namespace {

constexpr std::chrono::minutes kDumpTime{10};
constexpr int kToldFailures = 3;

QString tr(const char *text, const char *comment = nullptr, int n = -1)
{
    return QCoreApplication::translate("Rehearsal", text, comment, n);
}

/// The oldest that is new enough: pg_dump reads older servers, never newer ones.
QString dumpProgram(int major)
{
    const QDir versions(QStringLiteral("/usr/lib/postgresql"));
    int best = 0, newest = 0;
    for (const QString &name : versions.entryList(QDir::Dirs | QDir::NoDotAndDotDot)) {
        const int version = name.toInt();
        if (!QFileInfo::exists(versions.filePath(name + QStringLiteral("/bin/pg_dump"))))
            continue;
        newest = std::max(newest, version);
        if (version >= major && (best == 0 || version < best))
            best = version;
    }
    if (best > 0)
        return versions.filePath(QStringLiteral("%1/bin/pg_dump").arg(best));
    const QString inPath = QStandardPaths::findExecutable(QStringLiteral("pg_dump"));
    if (newest == 0 && !inPath.isEmpty())
        return inPath;
    throw Error(tr("No pg_dump can read PostgreSQL %1 here.").arg(major),
                tr("Install postgresql-client-%1 (apt.postgresql.org has it).").arg(major));
}

QByteArray dump(const postgres::ConnectionInfo &from, int serverVersion, std::stop_token stop)
{
    if (!from.sshHost().isEmpty())
        throw Error(tr("The schema of a database behind ssh is not copied."),
                    tr("Open a tunnel of your own, and rehearse by its address with --db."));
    QProcessEnvironment environment =
        cloud::bareEnvironment({QStringLiteral("PGPASSFILE"), QStringLiteral("PGSSLROOTCERT"),
                                QStringLiteral("PGSERVICEFILE")});
    const QString password = from.value(QStringLiteral("password"));
    if (!password.isEmpty())
        environment.insert(QStringLiteral("PGPASSWORD"), password);
    environment.insert(QStringLiteral("PGOPTIONS"),
                       QStringLiteral("-c default_transaction_read_only=on"));
    const cloud::ChildResult result = cloud::runChild(
        {dumpProgram(serverVersion / 10000), QStringLiteral("--schema-only"),
         QStringLiteral("--no-owner"), QStringLiteral("--no-privileges"),
         QStringLiteral("--no-tablespaces"), QStringLiteral("--no-publications"),
         QStringLiteral("--no-subscriptions"), QStringLiteral("--no-security-labels"),
         QStringLiteral("--lock-wait-timeout=10s"), QStringLiteral("--no-password"),
         QStringLiteral("--dbname"), from.toUrl()},
        environment, kDumpTime, std::move(stop));
    if (result.exitCode != 0)
        throw Error(tr("The schema could not be read: %1").arg(result.complaint()),
                    tr("Check that the role may read it, and that nobody holds a lock on it."));
    return result.out;
}

} // namespace

QStringList copySchema(const postgres::ConnectionInfo &from, int serverVersion,
                       const postgres::ConnectionInfo &into, OperationContext &context)
{
    context.progress->enter(tr("Copying the schema"), 0.3);
    QString sql = QString::fromUtf8(dump(from, serverVersion, context.stop));
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
