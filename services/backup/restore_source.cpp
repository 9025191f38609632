// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/backup/restore_source.h"

#include "services/backup/byte_pipe.h"
#include "services/backup/checksum_watch.h"
#include "services/backup/checksums.h"
#include "services/backup/client_login.h"
#include "services/backup/client_run.h"
#include "services/backup/plain_restore.h"
#include "services/backup/restore_progress.h"
#include "services/cloud/child_process.h"
#include "services/core/error.h"
#include "services/postgres/connection.h"
#include "services/postgres/identifier.h"
#include <QCoreApplication>
#include <QFileInfo>
#include <QJsonObject>
#include <thread>

namespace arborist::backup {

namespace {

using postgres::Connection;

constexpr int kOldestProgram = 10; // all of them read the dumps of those before

QString tr(const char *text)
{
    return QCoreApplication::translate("Restore", text);
}

QFileInfo fileOf(const Archive &archive)
{
    return QFileInfo(archive.form == ArchiveForm::Directory
                         ? archive.path + QStringLiteral("/toc.dat")
                         : archive.path);
}

/// One that can read it: pg_restore reads the dumps of older ones.
ClientProgram programFor(const Archive &archive)
{
    const int major = archive.majorOfDump();
    try {
        return clientProgram(ClientTool::Restore, std::max(kOldestProgram, major));
    } catch (const Error &error) {
        if (error.kind() != ErrorKind::Failed || major == 0)
            throw;
        throw Error(
            tr("The dump was made by pg_dump %1, and no pg_restore here is as new.").arg(major),
            error.hint())
            .setWhere(archive.path);
    }
}

Error failedRestore(const QStringList &harmful)
{
    if (harmful.value(0).contains(QStringLiteral("No space left on device")))
        return Error(tr("The dump could not be restored: %1").arg(harmful.value(0)),
                     tr("Nothing was replaced. The server's disk is full: free space there, then "
                        "run this again."));
    return Error(tr("The dump could not be restored: %1").arg(harmful.value(0)),
                 hintForFailedRestore(harmful.value(0)))
        .setDetail(firstOf(harmful.mid(1)));
}

} // namespace

RestoreSource::RestoreSource(const QString &path, bool noOwner, OperationContext &context)
    : m_archive(inspectArchive(path, context)),
      m_judge(noOwner),
      m_noOwner(noOwner)
{
    m_manifest = Manifest::read(m_archive.path);
    if (m_manifest)
        compareSizes(m_archive.path, *m_manifest);
    m_changed = fileOf(m_archive).lastModified();
    if (isScript())
        return;
    m_program = programFor(m_archive);
    // What reads it in the end has the last word.
    ClientCommand command;
    command.command = {m_program->path, QStringLiteral("--list"),
                       QStringLiteral("--file=/dev/null"), m_archive.path};
    command.environment = cloud::bareEnvironment();
    command.environment.insert(QStringLiteral("LC_ALL"), QStringLiteral("C.UTF-8"));
    const ClientResult result = runClient(command, context.stop);
    if (result.exitCode != 0)
        throw Error(tr("pg_restore cannot read the dump: %1").arg(result.complaint()),
                    tr("Take another dump, or copy this one anew."))
            .setWhere(m_archive.path);
}

bool RestoreSource::canUseJobs() const
{
    return m_archive.form == ArchiveForm::Custom || m_archive.form == ArchiveForm::Directory;
}

QJsonObject RestoreSource::identity() const
{
    return {{QStringLiteral("file"), m_archive.path},
            {QStringLiteral("form"), toKey(m_archive.form)},
            {QStringLiteral("bytes"), m_archive.bytes},
            {QStringLiteral("changed"), m_changed.toUTC().toString(Qt::ISODateWithMs)}};
}

std::vector<ManifestTable> RestoreSource::expectedRows() const
{
    if (m_manifest)
        return m_manifest->tables;
    std::vector<ManifestTable> tables;
    for (const ArchiveTable &table : m_archive.tables) {
        if (table.rows >= 0)
            tables.push_back({table.sqlName, table.rows, table.bytes});
    }
    return tables;
}

void RestoreSource::requireUnchanged() const
{
    const QFileInfo now = fileOf(m_archive);
    const bool isSame = now.exists() && now.lastModified() == m_changed &&
                        (m_archive.form == ArchiveForm::Directory || now.size() == m_archive.bytes);
    if (!isSame)
        throw Error::refused(tr("The dump has changed since it was looked at."), tr("Plan again."))
            .setWhere(m_archive.path);
    if (m_manifest)
        compareSizes(m_archive.path, *m_manifest);
}

QStringList RestoreSource::fill(const Connection &server, Connection &database, int jobs,
                                const OperationContext &context) const
{
    context.progress->enter(tr("Restoring %1").arg(QFileInfo(m_archive.path).fileName()), 0.9,
                            m_archive.bytes, QStringLiteral("bytes"));
    ChecksumWatch checksums(m_archive.path, m_manifest);
    QStringList harmless;
    if (isScript()) {
        ByteSource source(m_archive.path);
        PlainScript script(
            [&] {
                context.progress->advance(source.position());
                return source.read();
            },
            m_archive.path);
        PlainRestore restore;
        restore.connection = &database;
        restore.judge = &m_judge;
        restore.run(script, m_archive.path, context);
        harmless = restore.harmless;
        database.execScript("RESET ALL");
    } else {
        runProgram(server, database.info().database(), jobs, harmless, context);
    }
    checksums.finish(context.stop);
    return harmless;
}

void RestoreSource::runProgram(const Connection &server, const QString &database, int jobs,
                               QStringList &harmless, const OperationContext &context) const
{
    const ClientLogin login(server, database);
    RestoreMessages messages(m_judge);
    RestoreProgress progress(m_archive, context);
    messages.item = [&](const QString &) { progress.addItem(); };
    ClientCommand command;
    command.command = QStringList{m_program->path, QStringLiteral("--verbose"),
                                  QStringLiteral("--no-password"), login.argument()};
    if (m_noOwner)
        command.command << QStringLiteral("--no-owner");
    if (canUseJobs() && jobs > 1)
        command.command << QStringLiteral("--jobs=%1").arg(jobs);
    command.command << m_archive.path;
    command.environment = login.environment();
    bool isTolerant = false;
    command.message = [&](const QString &line) {
        messages.take(line);
        isTolerant = isTolerant || line.contains(QStringLiteral("errors ignored on restore"));
        // The rest of it would be in vain.
        if (!messages.harmful().isEmpty())
            throw failedRestore(messages.harmful());
    };
    command.tick = [&] { progress.update(); };
    const ClientResult result = runClient(command, context.stop);
    messages.finish();
    if (!messages.harmful().isEmpty())
        throw failedRestore(messages.harmful());
    if (result.exitCode > 128)
        throw Error(tr("pg_restore was ended by signal %1.").arg(result.exitCode - 128),
                    tr("Somebody ended it, or the machine ran out of memory. Run it again."));
    if (result.exitCode != 0 && !isTolerant)
        throw Error(tr("pg_restore has failed: %1").arg(result.complaint()),
                    hintForFailedRestore(result.complaint()));
    harmless = messages.harmless();
}

void RestoreSource::replace(Connection &connection, const Clearing &planned,
                            const OperationContext &context) const
{
    if (m_manifest) {
        context.progress->enter(tr("Comparing checksums"), 0.1, m_archive.bytes,
                                QStringLiteral("bytes"));
        compareChecksums(m_archive.path, *m_manifest, context.stop,
                         [&](qint64 done) { context.progress->advance(done); });
    }
    context.progress->enter(tr("Restoring %1").arg(QFileInfo(m_archive.path).fileName()), 0.8,
                            m_archive.bytes, QStringLiteral("bytes"));
    Clearing clearing = planned;
    clearing.run(m_archive, planned.dependents, connection);
    runScript(connection, context);
    clearing.finish(m_archive, connection);
}

void RestoreSource::runScript(Connection &connection, const OperationContext &context) const
{
    PlainRestore restore;
    restore.connection = &connection;
    restore.judge = &m_judge;
    restore.inTransaction = true;
    restore.hasLines = isScript();
    if (isScript()) {
        ByteSource source(m_archive.path);
        PlainScript script(
            [&] {
                context.progress->advance(source.position());
                return source.read();
            },
            m_archive.path);
        restore.run(script, m_archive.path, context);
        return;
    }
    // pg_restore as a writer of SQL alone: what runs it is the connection that was checked.
    ClientCommand command;
    command.command = QStringList{m_program->path, QStringLiteral("--file=-")};
    if (m_noOwner)
        command.command << QStringLiteral("--no-owner");
    command.command << m_archive.path;
    command.environment = cloud::bareEnvironment();
    command.environment.insert(QStringLiteral("LC_ALL"), QStringLiteral("C.UTF-8"));
    BytePipe pipe;
    RestoreProgress progress(m_archive, context);
    const std::jthread writer([&](const std::stop_token &stop) {
        try {
            command.output = [&](std::span<const char> bytes) {
                if (!pipe.write(QByteArray(bytes.data(), qsizetype(bytes.size())), stop))
                    throw Error::cancelled();
            };
            command.tick = [&] { progress.update(); };
            const ClientResult result = runClient(command, stop);
            if (result.exitCode != 0)
                throw Error(tr("pg_restore has failed: %1").arg(result.complaint()),
                            hintForFailedRestore(result.complaint()));
            pipe.finish();
        } catch (const Error &error) {
            pipe.finish(error);
        }
    });
    try {
        PlainScript script([&] { return pipe.read(context.stop); }, m_archive.path);
        restore.run(script, m_archive.path, context);
    } catch (...) {
        pipe.close();
        throw;
    }
}

qint64 RestoreSource::compareRows(Connection &connection, const OperationContext &context) const
{
    const std::vector<ManifestTable> expected = expectedRows();
    if (expected.empty())
        return -1;
    context.progress->enter(tr("Counting rows"), 0.1, qint64(expected.size()),
                            QStringLiteral("tables"));
    qint64 sum = 0, done = 0;
    QStringList differences;
    for (const ManifestTable &table : expected) {
        context.throwIfStopped();
        const qint64 rows =
            connection
                .exec(QStringLiteral("SELECT pg_catalog.count(*) FROM ONLY %1").arg(table.name))
                .integer(0, 0);
        if (rows != table.rows)
            differences << tr("%1 has %2 rows instead of %3")
                               .arg(table.name, QString::number(rows), QString::number(table.rows));
        sum += rows;
        context.progress->advance(++done);
    }
    if (!differences.isEmpty())
        throw Error(tr("What was restored is not what was dumped: %1.").arg(differences.value(0)),
                    tr("Nothing was replaced. Take another dump."))
            .setDetail(firstOf(differences.mid(1)));
    return sum;
}

} // namespace arborist::backup
