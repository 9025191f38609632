// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/postgres/embedded/server_binaries.h"

#include "services/core/error.h"
#include "services/postgres/embedded/server_text.h"
#include <QDir>
#include <QFileInfo>
#include <QProcess>
#include <QRegularExpression>
#include <QStandardPaths>
#include <algorithm>
#include <optional>
#include <vector>

namespace arborist::postgres {
namespace {

/// Client packages bring the folder without a server in it.
bool holdsServer(const ServerBinaries &binaries)
{
    return QFileInfo(binaries.program(QStringLiteral("initdb"))).isExecutable() &&
           QFileInfo(binaries.program(QStringLiteral("postgres"))).isExecutable();
}

QString outputOf(const QString &program, const QString &option)
{
    QProcess process;
    process.start(program, {option});
    if (!process.waitForFinished(10000) || process.exitCode() != 0)
        return {};
    return QString::fromLocal8Bit(process.readAllStandardOutput()).trimmed();
}

std::optional<ServerBinaries> fromPath()
{
    const QString config = QStandardPaths::findExecutable(QStringLiteral("pg_config"));
    if (config.isEmpty())
        return std::nullopt;
    ServerBinaries found{0, outputOf(config, QStringLiteral("--bindir"))};
    if (found.folder.isEmpty() || !holdsServer(found))
        return std::nullopt;
    // "postgres (PostgreSQL) 15.20 (Debian 15.20-0+deb12u1)", "postgres (PostgreSQL) 18beta1"
    static const QRegularExpression version(QStringLiteral("\\) (\\d+)"));
    const auto match =
        version.match(outputOf(found.program(QStringLiteral("postgres")), QStringLiteral("-V")));
    if (!match.hasMatch())
        return std::nullopt;
    found.major = match.captured(1).toInt();
    return found;
}

/// Debian's place, newest first; then PATH's.
std::vector<ServerBinaries> installed()
{
    std::vector<ServerBinaries> all;
    const QDir versions(QStringLiteral("/usr/lib/postgresql"));
    for (const QString &name : versions.entryList(QDir::Dirs | QDir::NoDotAndDotDot)) {
        const ServerBinaries found{name.toInt(), versions.filePath(name) + QStringLiteral("/bin")};
        if (found.major > 0 && holdsServer(found))
            all.push_back(found);
    }
    std::sort(all.begin(), all.end(),
              [](const auto &left, const auto &right) { return left.major > right.major; });
    return all;
}

} // namespace

ServerBinaries ServerBinaries::newest()
{
    const auto all = installed();
    if (!all.empty())
        return all.front();
    if (const auto found = fromPath())
        return *found;
    throw Error(ServerText::tr("No PostgreSQL server is installed on this computer."),
                ServerText::tr("Install it: sudo apt install postgresql-15"))
        .setWhere(QStringLiteral("/usr/lib/postgresql"));
}

ServerBinaries ServerBinaries::forCluster(int major, const QString &data)
{
    for (const ServerBinaries &found : installed()) {
        if (found.major == major)
            return found;
    }
    const auto found = fromPath();
    if (found && found->major == major)
        return *found;
    throw Error(
        ServerText::tr("The embedded cluster was made by PostgreSQL %1, which is not installed.")
            .arg(major),
        ServerText::tr("Install it: sudo apt install postgresql-%1\n"
                       "Or start afresh and keep the old data aside: mv %2 %2-%1")
            .arg(major)
            .arg(data))
        .setWhere(data);
}

} // namespace arborist::postgres
