// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/postgres/embedded_server.h"

#include "services/core/error.h"
#include "services/core/file_lock.h"
#include "services/core/whole_file.h"
#include "services/postgres/embedded/cluster_setup.h"
#include "services/postgres/embedded/server_process.h"
#include "services/postgres/embedded/server_text.h"
#include <QDebug>
#include <QFile>
#include <QSaveFile>

namespace arborist::postgres {
namespace {

using namespace std::chrono_literals;

QByteArray contentOf(const QString &path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

/// Held while a server is being started or stopped: making a cluster takes seconds, crash recovery
/// minutes.
FileLock lockStart(const ClusterFolder &folder, const std::stop_token &stop)
{
    FileLock lock(folder.startFile());
    if (!lock.lock(FileLock::Mode::Exclusive, 5min, stop)) {
        throw Error(
            ServerText::tr("Another program has been starting or stopping the embedded server for "
                           "minutes."),
            ServerText::tr("End that program; its lock is then gone."))
            .setWhere(folder.startFile());
    }
    return lock;
}

} // namespace

struct EmbeddedServer::Private {
    ClusterFolder folder;
    ServerAccount account;
    FileLock lease;
    QString socketFolder;
    QString version;

    Private(ClusterFolder place, ServerAccount runAs, FileLock held, QString sockets, QString major)
        : folder(std::move(place)),
          account(std::move(runAs)),
          lease(std::move(held)),
          socketFolder(std::move(sockets)),
          version(std::move(major))
    {
    }
    ~Private();
    void leave();
};

/// The marker counts for the run of the server that it was written for, not for one after a reboot.
void EmbeddedServer::Private::leave()
{
    FileLock start(folder.startFile());
    // Leaving is short, so a long wait means that somebody starts: the server is theirs then.
    if (!start.lock(FileLock::Mode::Exclusive, 30s))
        return;
    lease.unlock();
    if (!lease.tryLock(FileLock::Mode::Exclusive))
        return;
    const ServerProcess process(folder, account);
    const auto postmaster = process.find();
    if (postmaster && contentOf(folder.keepFile()) != postmaster->run().toUtf8())
        process.stop();
}

EmbeddedServer::Private::~Private()
{
    try {
        leave();
    } catch (const Error &error) {
        qWarning("%s", qUtf8Printable(error.message()));
    }
}

EmbeddedServer EmbeddedServer::start(OperationContext &context, const QString &folder)
{
    ClusterFolder place(folder);
    place.make();
    const ServerAccount account = ServerAccount::choose(place.data());
    account.requirePassage(place.path());

    const FileLock start = lockStart(place, context.stop);
    FileLock lease(place.leaseFile());
    // Only a program that is leaving holds it exclusively, and that under the start lock.
    if (!lease.lock(FileLock::Mode::Shared, 10s, context.stop))
        throw Error(ServerText::tr("The lease file is locked by another program."))
            .setWhere(place.leaseFile());

    const ServerProcess process(place, account);
    auto postmaster = process.settle(context);
    if (postmaster) {
        place.trimLog();
    } else {
        const ServerBinaries binaries = prepareCluster(place, account, context);
        const QString sockets = place.makeSocketFolder(account);
        writeSettings(place, account, sockets);
        postmaster = process.start(binaries, sockets, context);
    }
    return EmbeddedServer(std::make_unique<Private>(
        place, account, std::move(lease), postmaster->socketFolder, clusterVersion(place)));
}

bool EmbeddedServer::isRunning(const QString &folder)
{
    const ClusterFolder place(folder);
    const auto postmaster = ServerProcess(place, ServerAccount::choose(place.data())).find();
    return postmaster && postmaster->state == Postmaster::State::Ready;
}

void EmbeddedServer::stop(const QString &folder)
{
    const ClusterFolder place(folder);
    if (clusterVersion(place).isEmpty())
        return;
    const FileLock start = lockStart(place, {});
    QFile::remove(place.keepFile());
    ServerProcess(place, ServerAccount::choose(place.data())).stop();
}

EmbeddedServer::EmbeddedServer(std::unique_ptr<Private> data) : d(std::move(data)) {}
EmbeddedServer::EmbeddedServer(EmbeddedServer &&) noexcept = default;
EmbeddedServer &EmbeddedServer::operator=(EmbeddedServer &&) noexcept = default;
EmbeddedServer::~EmbeddedServer() = default;

ConnectionInfo EmbeddedServer::connectionInfo(const QString &database) const
{
    ConnectionInfo info;
    info.setValue(QStringLiteral("host"), d->socketFolder);
    info.setValue(QStringLiteral("port"), QStringLiteral("5432"));
    info.setValue(QStringLiteral("user"), QLatin1String(kSuperuser));
    info.setValue(QStringLiteral("dbname"), database);
    return info;
}

QString EmbeddedServer::folder() const
{
    return d->folder.path();
}

QString EmbeddedServer::serverVersion() const
{
    return d->version;
}

void EmbeddedServer::keepRunning()
{
    const auto postmaster = ServerProcess(d->folder, d->account).find();
    QSaveFile file(d->folder.keepFile());
    if (!postmaster || !file.open(QIODevice::WriteOnly) ||
        file.write(postmaster->run().toUtf8()) < 0 || !commitWhole(file)) {
        throw serverError(ServerText::tr("The embedded server cannot be told to stay."),
                          file.errorString(), d->folder);
    }
}

} // namespace arborist::postgres
