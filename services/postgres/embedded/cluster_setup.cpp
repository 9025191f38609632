// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/postgres/embedded/cluster_setup.h"

#include "services/core/error.h"
#include "services/core/private_folder.h"
#include "services/core/whole_file.h"
#include "services/postgres/embedded/child_process.h"
#include "services/postgres/embedded/server_text.h"
#include <QDir>
#include <QFile>
#include <QSaveFile>
#include <QUuid>
#include <cerrno>
#include <chrono>
#include <sys/stat.h>
#include <thread>
#include <unistd.h>

namespace arborist::postgres {
namespace {

QString makingPrefix()
{
    return QStringLiteral("making-");
}

/// Clusters whose making was interrupted: never used, so nothing is lost. An initdb whose starter
/// was killed may need a moment to end, and writes until then.
void removeHalfMade(const ClusterFolder &folder)
{
    const QDir dir(folder.path());
    for (int attempt = 0; attempt < 100; ++attempt) {
        const QStringList names =
            dir.entryList({makingPrefix() + u'*'}, QDir::Dirs | QDir::NoDotAndDotDot);
        if (names.isEmpty())
            return;
        for (const QString &name : names)
            QDir(dir.filePath(name)).removeRecursively();
        std::this_thread::sleep_for(std::chrono::milliseconds(50));
    }
}

void makeCluster(const ClusterFolder &folder, const ServerAccount &account,
                 const ServerBinaries &binaries, OperationContext &context)
{
    context.progress->enter(ServerText::tr("Making the embedded database cluster"), 0);
    const QString making =
        folder.path() + u'/' + makingPrefix() + QUuid::createUuid().toString(QUuid::Id128).left(12);
    makePrivateFolder(making);
    struct Remover {
        QString path;
        ~Remover() { QDir(path).removeRecursively(); }
    } const remover{making}; // finds nothing once it was renamed
    account.takeOver(making);
    const ChildResult made =
        runChild(binaries.program(QStringLiteral("initdb")),
                 {QStringLiteral("--pgdata"), making, QStringLiteral("--username"),
                  QLatin1String(kSuperuser), QStringLiteral("--auth=trust"),
                  QStringLiteral("--encoding=UTF8"), QStringLiteral("--locale=C.UTF-8"),
                  QStringLiteral("--data-checksums"), QStringLiteral("--no-instructions")},
                 account, context.stop);
    if (made.exitCode != 0)
        throw serverError(ServerText::tr("The embedded database cluster cannot be made."),
                          made.output, folder);
    if (::rename(QFile::encodeName(making).constData(),
                 QFile::encodeName(folder.data()).constData()) != 0) {
        const QString reason = qt_error_string();
        throw serverError(
            ServerText::tr("The embedded database cluster cannot be put in its place."), reason,
            folder);
    }
}

/// In a quoted value of a configuration file.
QString quoted(QString value)
{
    value.replace(u'\\', QStringLiteral("\\\\")).replace(u'\'', QStringLiteral("''"));
    return u'\'' + value + u'\'';
}

} // namespace

QString clusterVersion(const ClusterFolder &folder)
{
    QFile file(folder.data() + QStringLiteral("/PG_VERSION"));
    return file.open(QIODevice::ReadOnly) ? QString::fromLatin1(file.readAll()).trimmed()
                                          : QString();
}

ServerBinaries prepareCluster(const ClusterFolder &folder, const ServerAccount &account,
                              OperationContext &context)
{
    removeHalfMade(folder);
    const QString version = clusterVersion(folder);
    if (!version.isEmpty() && QFile::exists(folder.data() + QStringLiteral("/global/pg_control")))
        return ServerBinaries::forCluster(version.toInt(), folder.data());
    // rename() replaces an empty folder; one with anything in it may hold somebody's data.
    if (QDir(folder.data()).exists() && !QDir(folder.data()).isEmpty()) {
        throw Error(
            ServerText::tr("The folder %1 holds no whole PostgreSQL cluster.").arg(folder.data()),
            ServerText::tr("Move it aside, and a new cluster is made: mv %1 %1-old")
                .arg(folder.data()))
            .setWhere(folder.data());
    }
    const ServerBinaries binaries = ServerBinaries::newest();
    makeCluster(folder, account, binaries, context);
    return binaries;
}

void writeSettings(const ClusterFolder &folder, const ServerAccount &account,
                   const QString &socketFolder)
{
    QString text = QStringLiteral("# Written by Arborist at each start; changes are lost.\n"
                                  "include 'data/postgresql.conf'\n"
                                  "listen_addresses = ''\n"
                                  "port = 5432\n"
                                  "unix_socket_permissions = 0700\n"
                                  "logging_collector = off\n"
                                  "log_destination = 'stderr'\n"
                                  "log_line_prefix = '%m [%p] '\n"
                                  "log_min_messages = warning\n"
                                  "log_checkpoints = off\n"
                                  "log_autovacuum_min_duration = -1\n"
                                  // Statements may hold personal data and passwords.
                                  "log_statement = 'none'\n"
                                  "log_min_error_statement = panic\n"
                                  // A crash may cost the last moments, never the consistency.
                                  "fsync = on\n"
                                  "synchronous_commit = off\n"
                                  "wal_level = minimal\n"
                                  "max_wal_senders = 0\n"
                                  "archive_mode = off\n"
                                  "max_wal_size = '4GB'\n"
                                  "checkpoint_timeout = '15min'\n"
                                  "shared_buffers = '256MB'\n"
                                  "maintenance_work_mem = '256MB'\n"
                                  "work_mem = '16MB'\n"
                                  "max_connections = 100\n");
    text += QStringLiteral("cluster_name = %1\n").arg(quoted(folder.name()));
    text += QStringLiteral("unix_socket_directories = %1\n").arg(quoted(socketFolder));
    QSaveFile file(folder.config());
    const bool written = file.open(QIODevice::WriteOnly) && file.write(text.toUtf8()) >= 0;
    if (!written || !commitWhole(file))
        throw serverError(ServerText::tr("The server's settings cannot be written."),
                          file.errorString(), folder);
    ::chmod(QFile::encodeName(folder.config()).constData(), account.dropped ? 0644 : 0600);
}

Error serverError(const QString &message, const QString &output, const ClusterFolder &folder)
{
    QString hint = ServerText::tr("The reason is in the details and in %1.").arg(folder.log());
    if (output.contains(qt_error_string(ENOSPC), Qt::CaseInsensitive))
        hint = ServerText::tr("The disk of %1 is full: free some room there.").arg(folder.path());
    else if (output.contains(qt_error_string(EACCES), Qt::CaseInsensitive))
        hint = ServerText::tr(
                   "Look at the permissions of %1: it has to belong to the account that runs the "
                   "server.")
                   .arg(folder.path());
    else if (output.contains(u"shared memory") || output.contains(qt_error_string(ENOMEM)))
        hint = ServerText::tr("The system has too little memory left for the server.");
    Error error(message, hint);
    error.setWhere(folder.path()).setDetail(output.trimmed());
    return error;
}

} // namespace arborist::postgres
