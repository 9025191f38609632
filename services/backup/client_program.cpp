// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/backup/client_program.h"

#include "services/cloud/child_process.h"
#include "services/core/error.h"
#include <QCoreApplication>
#include <QDir>
#include <QRegularExpression>
#include <QStandardPaths>
#include <algorithm>
#include <optional>
#include <vector>

namespace arborist::backup {

namespace {

using namespace std::chrono_literals;

QString tr(const char *text)
{
    return QCoreApplication::translate("ClientProgram", text);
}

QStringList usualFolders()
{
    QStringList folders;
    for (const auto &[parent, pattern, below] :
         {std::tuple{QStringLiteral("/usr/lib/postgresql"), QStringLiteral("*"),
                     QStringLiteral("/bin")},
          std::tuple{QStringLiteral("/usr"), QStringLiteral("pgsql-*"), QStringLiteral("/bin")}}) {
        const QDir versions(parent);
        for (const QString &name : versions.entryList({pattern}, QDir::Dirs | QDir::NoDotAndDotDot))
            folders << versions.filePath(name) + below;
    }
    folders << qEnvironmentVariable("PATH").split(u':', Qt::SkipEmptyParts);
    return folders;
}

/// nullopt for what does not answer as PostgreSQL's own programs do.
std::optional<ClientProgram> inspect(const QString &path)
{
    static const QRegularExpression answer(QStringLiteral("\\(PostgreSQL\\) ((\\d+)\\S*)"));
    try {
        const cloud::ChildResult result =
            cloud::runChild({path, QStringLiteral("--version")}, cloud::bareEnvironment(), 10s, {});
        const QRegularExpressionMatch match = answer.match(QString::fromUtf8(result.out));
        if (result.exitCode == 0 && match.hasMatch())
            return ClientProgram{path, match.captured(2).toInt(), match.captured(1)};
    } catch (const Error &) {
        // Not one that runs here.
    }
    return std::nullopt;
}

} // namespace

QString toString(ClientTool tool)
{
    switch (tool) {
    case ClientTool::Dump:
        return QStringLiteral("pg_dump");
    case ClientTool::Restore:
        return QStringLiteral("pg_restore");
    case ClientTool::Psql:
        break;
    }
    return QStringLiteral("psql");
}

ClientProgram clientProgram(ClientTool tool, int major, const QStringList &folders, Age age)
{
    const QString name = toString(tool);
    QStringList seen;
    std::optional<ClientProgram> best;
    int newest = 0;
    for (const QString &folder : folders.isEmpty() ? usualFolders() : folders) {
        const QFileInfo file(folder + u'/' + name);
        const QString real = file.canonicalFilePath();
        // What pg_wrapper of Debian starts is in the folders before it, and was looked at.
        if (!file.isExecutable() || seen.contains(real) ||
            (real.endsWith(QStringLiteral("/pg_wrapper")) && !seen.isEmpty()))
            continue;
        seen << real;
        const auto found = inspect(file.absoluteFilePath());
        if (!found)
            continue;
        newest = std::max(newest, found->major);
        const bool isBetter =
            !best || (age == Age::Oldest ? found->major < best->major : found->major > best->major);
        if (found->major >= major && isBetter)
            best = found;
    }
    if (best)
        return *best;
    throw Error(newest == 0
                    ? tr("%1 is not installed here.").arg(name)
                    : tr("The server is PostgreSQL %1, and the newest %2 here is %3: it reads no "
                         "newer servers.")
                          .arg(QString::number(major), name, QString::number(newest)),
                tr("Install the package postgresql-client%1 (Debian; newer versions are at "
                   "apt.postgresql.org).")
                    .arg(major > 0 ? QStringLiteral("-%1").arg(major) : QString()));
}

QString gzipProgram()
{
    const QString name = QStringLiteral("gzip");
    QString path = QStandardPaths::findExecutable(name);
    if (path.isEmpty()) // every Debian has it, whatever PATH says
        path = QStandardPaths::findExecutable(name,
                                              {QStringLiteral("/usr/bin"), QStringLiteral("/bin")});
    if (path.isEmpty())
        throw Error(tr("gzip is not installed here."), tr("Install the package gzip."));
    return path;
}

bool knowsZstd(const ClientProgram &dump)
{
    if (dump.major < 16)
        return false;
    // It looks at this before it connects; the connection to nowhere fails.
    const cloud::ChildResult result =
        cloud::runChild({dump.path, QStringLiteral("--compress=zstd"), QStringLiteral("-Fc"),
                         QStringLiteral("--file=/dev/null"),
                         QStringLiteral("--dbname=host=/nonexistent dbname=none")},
                        cloud::bareEnvironment(), 10s, {});
    return !result.err.contains("zstd") && !result.err.contains("ZSTD");
}

} // namespace arborist::backup
