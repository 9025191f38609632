// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/backup/rehearse.h"

#include "services/backup/client_login.h"
#include "services/backup/client_program.h"
#include "services/backup/client_run.h"
#include "services/backup/snapshot.h"
#include "services/core/error.h"
#include "services/core/log.h"
#include "services/postgres/connection.h"
#include "services/postgres/embedded_server.h"
#include "services/postgres/identifier.h"
#include "services/postgres/reached.h"
#include <QCoreApplication>
#include <QFileInfo>
#include <QRandomGenerator>

namespace arborist::backup {

namespace {

using postgres::Connection;
using postgres::ConnectionInfo;

QString tr(const char *text)
{
    return QCoreApplication::translate("Backup", text);
}

/// The name says when it was made and what for; rehearsals of migrations sweep old ones with it.
QString scratchName()
{
    return QStringLiteral("arborist_rehearsal_%1_%2")
        .arg(QDateTime::currentDateTimeUtc().toString(QStringLiteral("yyyyMMddHHmmss")))
        .arg(QRandomGenerator::system()->generate(), 8, 16, QLatin1Char('0'));
}

/// A database that goes with the object.
class Scratch
{
public:
    Scratch(const ConnectionInfo &server, const Manifest &manifest, const std::stop_token &stop)
        : m_server(server),
          m_name(scratchName())
    {
        m_server.setValue(QStringLiteral("dbname"), QStringLiteral("postgres"));
        Connection connection = Connection::open(m_server, stop);
        const QString create = QStringLiteral("CREATE DATABASE %1 TEMPLATE template0")
                                   .arg(postgres::quoteIdentifier(m_name));
        m_isMade = true;
        QString encoded = create;
        if (!manifest.encoding.isEmpty())
            encoded +=
                QStringLiteral(" ENCODING '%1'").arg(QString(manifest.encoding).remove(u'\''));
        try {
            connection.exec(encoded);
        } catch (const Error &error) {
            if (error.kind() == ErrorKind::Cancelled)
                throw;
            connection.exec(create); // an encoding that the server's locale does not go with
        }
    }

    ~Scratch()
    {
        if (!m_isMade)
            return;
        try {
            Connection::open(m_server).exec(
                QStringLiteral("DROP DATABASE IF EXISTS %1 WITH (FORCE)")
                    .arg(postgres::quoteIdentifier(m_name)));
        } catch (const std::exception &error) {
            log::warning(QStringLiteral("%1 was not dropped: %2")
                             .arg(m_name, QString::fromUtf8(error.what())));
        }
    }
    Scratch(const Scratch &) = delete;
    Scratch &operator=(const Scratch &) = delete;

    Connection connect(const std::stop_token &stop) const
    {
        ConnectionInfo info = m_server;
        info.setValue(QStringLiteral("dbname"), m_name);
        return Connection::open(info, stop);
    }

private:
    ConnectionInfo m_server;
    QString m_name;
    bool m_isMade = false;
};

/// What the child said that went wrong; empty for nothing.
QStringList restoreInto(const QString &dump, const Manifest &manifest, Connection &connection,
                        const std::stop_token &stop)
{
    const ClientLogin login(connection);
    ClientCommand command;
    command.environment = login.environment();
    const int major = connection.serverVersion() / 10000;
    if (manifest.form == Form::Plain) {
        const QString psql = clientProgram(ClientTool::Psql, major).path;
        command.command = {QStringLiteral("/bin/sh"),
                           QStringLiteral("-c"),
                           QStringLiteral("\"$4\" -dcf < \"$1\" | \"$2\" --no-psqlrc --quiet "
                                          "--no-password --set=ON_ERROR_STOP=1 \"$3\""),
                           QStringLiteral("sh"),
                           dump,
                           psql,
                           login.argument(),
                           gzipProgram()};
        command.output = [](std::span<const char>) {};
    } else {
        command.command = {clientProgram(ClientTool::Restore, major, {}, Age::Newest).path,
                           QStringLiteral("--no-password"),
                           QStringLiteral("--no-owner"),
                           QStringLiteral("--no-privileges"),
                           QStringLiteral("--jobs=2"),
                           login.argument(),
                           dump};
    }
    const ClientResult result = runClient(command, stop);
    if (result.exitCode == 0)
        return {};
    return {tr("It could not be restored without errors: %1").arg(result.complaint())};
}

QStringList compare(const Manifest &manifest, Connection &connection, const std::stop_token &stop)
{
    QStringList problems;
    for (const ManifestTable &table : manifest.tables) {
        if (stop.stop_requested())
            throw Error::cancelled();
        try {
            const qint64 rows =
                connection.exec(QStringLiteral("SELECT count(*) FROM ONLY ") + table.name)
                    .integer(0, 0);
            if (rows != table.rows)
                problems << tr("%1 has %2 rows instead of %3.")
                                .arg(table.name)
                                .arg(rows)
                                .arg(table.rows);
        } catch (const Error &error) {
            if (error.kind() == ErrorKind::Cancelled)
                throw;
            problems << error.message();
        }
    }
    if (problems.isEmpty() && differsInSchema(connection, manifest, stop))
        problems << tr("Its schema is not the one that was backed up.");
    return problems;
}

} // namespace

bool mayRestoreBeside(const stages::Stage &stage, const ConnectionInfo &address)
{
    const bool isWork = stage.environment == stages::Environment::Development ||
                        stage.environment == stages::Environment::Test;
    return isWork && !stage.isProtected && !stage.readOnly && address.isLoopback();
}

VerifiedBackup rehearseRestore(const QString &dump, const stages::Stage &stage,
                               const ConnectionInfo &address, OperationContext &context)
{
    // Behind a look through the file, which was all of it as far as that knew.
    context.progress->goBack(tr("Restoring %1 to try it").arg(QFileInfo(dump).fileName()), 0);
    VerifiedBackup verified;
    verified.dump = dump;
    verified.how = tr("restored, rows counted");
    std::optional<Manifest> manifest = Manifest::read(dump);
    verified.isOurs = manifest.has_value();
    Manifest wanted;
    if (manifest)
        wanted = *manifest;
    else if (const auto form = formOf(dump))
        wanted.form = *form;
    else
        throw Error(tr("%1 is not a dump of PostgreSQL.").arg(dump)).setWhere(dump);
    std::unique_ptr<postgres::EmbeddedServer> embedded;
    std::unique_ptr<Scratch> scratch;
    if (mayRestoreBeside(stage, address)) {
        try {
            // Of several hosts, the one that answers now.
            const postgres::Reached reached = context.connect().reached();
            ConnectionInfo server;
            for (auto it = reached.values.cbegin(); it != reached.values.cend(); ++it)
                server.setValue(it.key(), *it);
            scratch = std::make_unique<Scratch>(server, wanted, context.stop);
        } catch (const Error &error) {
            if (error.kind() == ErrorKind::Cancelled)
                throw;
            verified.how = tr("restored on Arborist's own server, rows counted");
        }
    }
    if (!scratch) {
        embedded =
            std::make_unique<postgres::EmbeddedServer>(postgres::EmbeddedServer::start(context));
        scratch = std::make_unique<Scratch>(embedded->connectionInfo(), wanted, context.stop);
    }
    Connection connection = scratch->connect(context.stop);
    verified.problems = restoreInto(dump, wanted, connection, context.stop);
    if (manifest && verified.problems.isEmpty())
        verified.problems = compare(*manifest, connection, context.stop);
    if (manifest && verified.problems.isEmpty()) {
        manifest->verification = Verification::Restored;
        manifest->verifiedAt = QDateTime::currentDateTimeUtc();
        manifest->write(dump);
    }
    return verified;
}

} // namespace arborist::backup
