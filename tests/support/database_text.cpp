// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/database_text.h"

#include <QProcess>
#include <stdexcept>

namespace arborist {

QByteArray databaseText(const TestCluster &cluster, const QString &database,
                        const QStringList &options)
{
    QProcess process;
    process.start(QStringLiteral("pg_dump"),
                  options + QStringList{QStringLiteral("-d"), cluster.info(database).toUrl()});
    if (!process.waitForFinished(120'000) || process.exitCode() != 0)
        throw std::runtime_error("pg_dump: " + process.readAllStandardError().toStdString());
    QByteArrayList lines = process.readAllStandardOutput().split('\n');
    // What later releases of pg_dump put there to keep psql from reading on is another each time.
    lines.removeIf([](const QByteArray &line) {
        return line.startsWith("\\restrict") || line.startsWith("\\unrestrict");
    });
    return lines.join('\n');
}

QByteArray difference(const QByteArray &found, const QByteArray &wanted)
{
    const QByteArrayList left = found.split('\n');
    const QByteArrayList right = wanted.split('\n');
    for (qsizetype i = 0; i < std::max(left.size(), right.size()); ++i) {
        if (left.value(i) != right.value(i))
            return "found: " + left.value(i).left(500) + "\nwanted: " + right.value(i).left(500);
    }
    return {};
}

} // namespace arborist
