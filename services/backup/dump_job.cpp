// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/backup/dump_job.h"

#include "services/backup/client_login.h"
#include "services/backup/client_run.h"
#include "services/backup/dump_progress.h"
#include "services/backup/places.h"
#include "services/backup/shut_out_watch.h"
#include "services/backup/snapshot.h"
#include "services/backup/verify.h"
#include "services/core/error.h"
#include "services/core/file_lock.h"
#include <QCoreApplication>
#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <algorithm>
#include <cerrno>
#include <csignal>
#include <cstdio>
#include <fcntl.h>
#include <future>
#include <optional>
#include <unistd.h>

namespace arborist::backup {

namespace {

QString tr(const char *text)
{
    return QCoreApplication::translate("Backup", text);
}

QStringList commandOf(const DumpJob &job, const QString &into, const Snapshot &snapshot,
                      const ClientLogin &login)
{
    QStringList command{job.program.path,
                        QStringLiteral("--no-password"),
                        QStringLiteral("--verbose"),
                        QStringLiteral("--format=") + toWord(job.about.form),
                        QStringLiteral("--file=") + into,
                        QStringLiteral("--snapshot=") + snapshot.id()};
    switch (job.about.compression) {
    case Compression::None:
        command << QStringLiteral("--compress=0");
        break;
    case Compression::Gzip:
        command << QStringLiteral("--compress=6");
        break;
    case Compression::Zstd:
        command << QStringLiteral("--compress=zstd:3");
        break;
    }
    if (job.about.form == Form::Directory)
        command << QStringLiteral("--jobs=%1").arg(job.about.jobs);
    if (snapshot.onStandby())
        command << QStringLiteral("--no-unlogged-table-data");
    return command << login.argument();
}

bool saysNoRoom(const ClientResult &result)
{
    for (const QString &line : result.messages) {
        if (line.contains(QStringLiteral("No space left on device")) ||
            line.contains(QStringLiteral("Disk quota exceeded")) ||
            line.contains(QStringLiteral("File too large")))
            return true;
    }
    return result.exitCode == 128 + SIGXFSZ;
}

[[noreturn]] void fail(const ClientResult &result, const QString &path)
{
    if (saysNoRoom(result))
        throw Error(
            tr("There is no room for the backup on the disk of %1.").arg(QFileInfo(path).path()),
            tr("Free some room there, or choose another place with --output or [backup] "
               "folder in arborist.toml. Nothing of the backup was kept."))
            .setWhere(path)
            .setDetail(result.complaint());
    const bool killed = result.exitCode > 128;
    throw Error(killed ? tr("pg_dump was ended by signal %1.").arg(result.exitCode - 128)
                       : tr("pg_dump could not read the database: %1").arg(result.complaint()),
                killed ? tr("Somebody ended it, or the machine ran out of memory. Run it again.")
                : result.complaint().contains(u"large object")
                    ? tr("Its owner may let this role read it: GRANT SELECT ON LARGE OBJECT, or "
                         "ALTER LARGE OBJECT ... OWNER TO. Then run it again.")
                    : tr("Check that the role may read every table, and run it again."));
}

/// The counting half of a dump, on a thread and a connection of its own.
class Counting
{
public:
    Counting(const Snapshot &snapshot, std::vector<DumpedTable> tables,
             const OperationContext &context)
        : m_forward(context.stop, [this] { m_stop.request_stop(); }),
          m_result(std::async(std::launch::async, [this, &snapshot, tables = std::move(tables),
                                                   connect = context.connect] {
              postgres::Connection connection = connect();
              connection.setStopToken(m_stop.get_token());
              snapshot.join(connection);
              return countRows(connection, tables, m_stop.get_token());
          }))
    {
    }
    ~Counting() { m_stop.request_stop(); } // and the future waits

    std::vector<ManifestTable> result() { return m_result.get(); }

private:
    std::stop_source m_stop;
    std::stop_callback<std::function<void()>> m_forward;
    std::future<std::vector<ManifestTable>> m_result;
};

/// The name of something unfinished, and the lock that tells that somebody works on it.
class Partial
{
public:
    explicit Partial(const QString &dump)
        : m_dump(dump),
          m_path(partialOf(dump)),
          m_lock(m_path + QStringLiteral(".lock"))
    {
        if (!m_lock.tryLock(FileLock::Mode::Exclusive))
            throw Error(tr("%1 is being written already.").arg(dump)).setWhere(dump);
        removeDump(m_path);
    }
    ~Partial()
    {
        removeDump(m_path);
        if (!m_isDone)
            QFile::remove(Manifest::fileOf(m_dump));
        QFile::remove(m_path + QStringLiteral(".lock"));
    }
    Partial(const Partial &) = delete;
    Partial &operator=(const Partial &) = delete;

    const QString &path() const { return m_path; }

    /// pg_dump has put the bytes on the disk; here it is the names. Never replaces anything.
    void finish()
    {
        const QByteArray from = QFile::encodeName(m_path), to = QFile::encodeName(m_dump);
        if (::renameat2(AT_FDCWD, from.constData(), AT_FDCWD, to.constData(), RENAME_NOREPLACE) !=
            0)
            throw Error(
                tr("The backup cannot be called %1: %2.").arg(m_dump, qt_error_string(errno)))
                .setWhere(m_dump);
        m_isDone = true;
        const QByteArray folder = QFile::encodeName(QFileInfo(m_dump).path());
        const int fd = ::open(folder.constData(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
        if (fd >= 0) {
            ::fsync(fd);
            ::close(fd);
        }
    }

private:
    QString m_dump, m_path;
    FileLock m_lock;
    bool m_isDone = false;
};

void requireNew(const QString &path)
{
    if (QFileInfo::exists(path) || QFileInfo::exists(Manifest::fileOf(path)))
        throw Error::usage(tr("%1 exists already: a backup replaces nothing.").arg(path),
                           tr("Choose another name."));
}

} // namespace

QString dumpTitle()
{
    return tr("Dump the database");
}

QString verifyTitle()
{
    return tr("Verify the backup");
}

Manifest makeDump(const DumpJob &job, OperationContext &context)
{
    requireNew(job.path);
    makeBackupFolder(QFileInfo(job.path).path());
    removePartials(QFileInfo(job.path).path());
    Partial partial(job.path);
    Manifest manifest = job.about;
    manifest.name = QFileInfo(job.path).fileName();
    manifest.dumpVersion = job.program.version;
    job.step(dumpTitle());
    {
        postgres::Connection connection = context.connect();
        Snapshot snapshot(connection, context.stop);
        std::vector<DumpedTable> tables = dumpedTables(connection);
        if (snapshot.onStandby())
            std::erase_if(tables, [](const DumpedTable &table) { return table.unlogged; });
        manifest.made = QDateTime::currentDateTimeUtc();
        snapshot.describe(manifest);
        DumpProgress progress(tables, connection, *context.progress, 0.9);
        Counting counting(snapshot, tables, context);
        const ClientLogin login(connection);
        ClientCommand command;
        command.command = commandOf(job, partial.path(), snapshot, login);
        command.environment = login.environment();
        ShutOutWatch shutOut(connection, job.patience);
        command.message = [&](const QString &line) {
            shutOut.heard();
            progress.read(line);
        };
        command.tick = [&] {
            shutOut.tick();
            progress.tick();
        };
        const ClientResult result = runClient(command, context.stop);
        if (result.exitCode != 0)
            fail(result, job.path);
        manifest.tables = counting.result();
        std::ranges::sort(manifest.tables, {}, &ManifestTable::name);
        if (snapshot.onStandby())
            job.note(tr("Read from a standby: rows of unlogged tables are not in the backup."));
    }
    context.throwIfStopped();
    job.step(verifyTitle());
    context.progress->enter(verifyTitle(), 0.1, -1, QStringLiteral("bytes"));
    manifest.files = checksums(partial.path(), manifest.form, *context.progress, context.stop);
    manifest.bytes = 0;
    for (ManifestFile &file : manifest.files) {
        manifest.bytes += file.bytes;
        if (manifest.form != Form::Directory)
            file.path = manifest.name;
    }
    listContents(partial.path(), manifest, context.stop);
    manifest.verification = Verification::Listed;
    manifest.verifiedAt = QDateTime::currentDateTimeUtc();
    manifest.write(job.path);
    partial.finish();
    return manifest;
}

} // namespace arborist::backup
