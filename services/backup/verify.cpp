// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/backup/verify.h"

#include "services/backup/client_program.h"
#include "services/backup/client_run.h"
#include "services/backup/sha256.h"
#include "services/cloud/child_process.h"
#include "services/core/error.h"
#include <QCoreApplication>
#include <QDir>
#include <QDirIterator>
#include <QFile>
#include <algorithm>

namespace arborist::backup {

namespace {

const QByteArray kPlainEnd = "PostgreSQL database dump complete";
constexpr qsizetype kTail = 4096;

QString tr(const char *text)
{
    return QCoreApplication::translate("Backup", text);
}

Error damaged(const QString &dump, const QString &why)
{
    return Error(tr("%1 is no whole backup: %2").arg(QFileInfo(dump).fileName(), why),
                 tr("Make another one, or take another one."))
        .setWhere(dump);
}

QProcessEnvironment environment()
{
    QProcessEnvironment bare = cloud::bareEnvironment();
    bare.insert(QStringLiteral("LC_ALL"), QStringLiteral("C.UTF-8"));
    return bare;
}

bool isGzip(const QString &path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) && file.read(2) == "\x1f\x8b";
}

/// The tail of a plain dump; unpacked, which checks gzip's own checksum.
QByteArray plainTail(const QString &dump, const std::stop_token &stop)
{
    QByteArray tail;
    if (!isGzip(dump)) {
        QFile file(dump);
        if (!file.open(QIODevice::ReadOnly))
            throw damaged(dump, file.errorString());
        file.seek(std::max<qint64>(0, file.size() - kTail));
        return file.readAll();
    }
    ClientCommand command;
    command.command = {gzipProgram(), QStringLiteral("-dc")};
    command.environment = environment();
    command.inputFile = dump;
    command.output = [&tail](std::span<const char> bytes) {
        tail.append(bytes.data(), qsizetype(bytes.size()));
        if (tail.size() > 64 * kTail)
            tail = tail.right(kTail);
    };
    const ClientResult result = runClient(command, stop);
    if (result.exitCode != 0)
        throw damaged(dump, result.complaint());
    return tail.right(kTail);
}

bool isTar(const QString &path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) && file.read(kTail).mid(257, 5) == "ustar";
}

/// Walks along the members of a tar to its end: pg_restore takes a cut one for a whole one, or
/// never comes to an end.
void checkTar(const QString &dump)
{
    constexpr qint64 kBlock = 512;
    QFile file(dump);
    if (!file.open(QIODevice::ReadOnly))
        throw damaged(dump, file.errorString());
    for (qint64 at = 0;;) {
        if (!file.seek(at))
            throw damaged(dump, tr("it is cut."));
        const QByteArray header = file.read(kBlock);
        if (header.size() < kBlock)
            throw damaged(dump, tr("it is cut."));
        if (header.count('\0') == kBlock)
            return;
        bool isNumber = false;
        const qint64 size =
            QByteArray(header.mid(124, 12)).replace('\0', ' ').trimmed().toLongLong(&isNumber, 8);
        if (!isNumber || header.mid(257, 5) != "ustar")
            throw damaged(dump, tr("one of its parts cannot be read."));
        at += kBlock + (size + kBlock - 1) / kBlock * kBlock;
    }
}

/// Runs pg_restore without a database; gives its lines to `line`.
void readArchive(const QString &dump, const QStringList &options, const std::stop_token &stop,
                 const std::function<void(QByteArrayView)> &line)
{
    ClientCommand command;
    command.command = QStringList{clientProgram(ClientTool::Restore, 0, {}, Age::Newest).path} +
                      options + QStringList{dump};
    command.environment = environment();
    QByteArray rest;
    command.output = [&](std::span<const char> bytes) {
        if (!line)
            return;
        rest.append(bytes.data(), qsizetype(bytes.size()));
        qsizetype from = 0, end;
        while ((end = rest.indexOf('\n', from)) >= 0) {
            line(QByteArrayView(rest).sliced(from, end - from));
            from = end + 1;
        }
        rest.remove(0, from);
    };
    const ClientResult result = runClient(command, stop);
    if (result.exitCode != 0)
        throw damaged(dump, result.complaint());
}

/// Into the manifest, where that can be written.
void note(const QString &dump, Manifest manifest, bool isFine)
{
    if (!isFine)
        manifest.verification = Verification::None;
    else if (manifest.verification == Verification::None)
        manifest.verification = Verification::Listed;
    manifest.verifiedAt = QDateTime::currentDateTimeUtc();
    try {
        manifest.write(dump);
    } catch (const Error &) {
        // On a disk that is only read the answer is the same.
    }
}

} // namespace

std::optional<Form> formOf(const QString &dump)
{
    if (QFileInfo(dump).isDir())
        return QFileInfo::exists(dump + QStringLiteral("/toc.dat")) ? std::optional(Form::Directory)
                                                                    : std::nullopt;
    QFile file(dump);
    if (!file.open(QIODevice::ReadOnly))
        return std::nullopt;
    const QByteArray head = file.read(kTail);
    // tar: pg_restore reads it like its own form.
    if (head.startsWith("PGDMP") || head.mid(257, 5) == "ustar" || head.startsWith("toc.dat"))
        return Form::Custom;
    if (head.startsWith("\x1f\x8b") || head.contains("PostgreSQL database"))
        return Form::Plain;
    return std::nullopt;
}

std::vector<ManifestFile> checksums(const QString &dump, Form form, ProgressSink &progress,
                                    const std::stop_token &stop)
{
    std::vector<ManifestFile> files;
    qint64 total = 0;
    const auto add = [&](const QString &path, const QString &name) {
        const qint64 bytes = QFileInfo(path).size();
        files.push_back({name, bytes, {}});
        total += bytes;
    };
    if (form == Form::Directory) {
        for (QDirIterator each(dump, QDir::Files | QDir::Hidden); each.hasNext();) {
            const QString path = each.next();
            add(path, QFileInfo(path).fileName());
        }
        std::ranges::sort(files, {}, &ManifestFile::path);
    } else {
        add(dump, QFileInfo(dump).fileName());
    }
    progress.setTotal(total);
    qint64 done = 0;
    for (ManifestFile &file : files) {
        const QString path = form == Form::Directory ? dump + u'/' + file.path : dump;
        file.sha256 = sha256Of(path, stop, [&](qint64 bytes) {
            done += bytes;
            progress.advance(done);
        });
    }
    return files;
}

void listContents(const QString &dump, const Manifest &manifest, const std::stop_token &stop)
{
    if (manifest.form == Form::Plain) {
        if (!plainTail(dump, stop).contains(kPlainEnd))
            throw damaged(dump, tr("its end is missing."));
        return;
    }
    size_t tables = 0;
    readArchive(dump, {QStringLiteral("--list")}, stop, [&tables](QByteArrayView line) {
        tables += line.contains(QByteArrayView(" TABLE DATA ")) ? 1 : 0;
    });
    if (tables < manifest.tables.size())
        throw damaged(
            dump,
            tr("it holds the rows of %1 tables, not %2.").arg(tables).arg(manifest.tables.size()));
}

VerifiedBackup verifyBackup(const QString &dump, ProgressSink &progress,
                            const std::stop_token &stop)
{
    VerifiedBackup verified;
    verified.dump = dump;
    const auto attempt = [&](const auto &what) {
        try {
            what();
        } catch (const Error &error) {
            if (error.kind() == ErrorKind::Cancelled)
                throw;
            verified.problems << error.message();
        }
    };
    attempt([&] {
        progress.enter(tr("Reading %1").arg(QFileInfo(dump).fileName()), 1, -1,
                       QStringLiteral("bytes"));
        if (!QFileInfo::exists(dump))
            throw Error(tr("There is no %1.").arg(dump));
        std::optional<Manifest> manifest;
        attempt([&] { manifest = Manifest::read(dump); });
        verified.isOurs = manifest.has_value();
        if (!manifest) {
            const auto form = formOf(dump);
            if (!form)
                throw damaged(dump, tr("it is not a dump of PostgreSQL."));
            verified.how = tr("read to its end");
            if (*form == Form::Plain) {
                Manifest plain;
                plain.form = Form::Plain;
                listContents(dump, plain, stop);
            } else {
                if (isTar(dump))
                    checkTar(dump);
                readArchive(dump, {QStringLiteral("--file=-")}, stop, {});
            }
            return;
        }
        verified.how = tr("checksums and contents");
        const auto found = checksums(dump, manifest->form, progress, stop);
        for (const ManifestFile &file : manifest->files) {
            // A dump may have been given another name, together with its manifest.
            const auto same = std::ranges::find_if(found, [&](const ManifestFile &each) {
                return manifest->form != Form::Directory || each.path == file.path;
            });
            if (same == found.end())
                verified.problems << tr("%1 is missing.").arg(file.path);
            else if (same->bytes != file.bytes)
                verified.problems << tr("%1 has %2 bytes instead of %3.")
                                         .arg(file.path)
                                         .arg(same->bytes)
                                         .arg(file.bytes);
            else if (same->sha256 != file.sha256)
                verified.problems << tr("%1 holds other bytes than were written.").arg(file.path);
        }
        if (found.size() > manifest->files.size())
            verified.problems << tr("There are files that were not written with it.");
        attempt([&] {
            if (verified.problems.isEmpty())
                listContents(dump, *manifest, stop);
        });
        note(dump, *manifest, verified.problems.isEmpty());
    });
    return verified;
}

} // namespace arborist::backup
