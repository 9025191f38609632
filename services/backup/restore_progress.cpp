// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/backup/restore_progress.h"

#include <QFile>
#include <algorithm>

namespace arborist::backup {

namespace {

/// Data first; indexes and constraints, which no bytes tell of, take about as much of the time.
constexpr double kDataPart = 0.7;
constexpr int kDeepest = 4;

QByteArray contentOf(const QString &path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

/// What read() has given to a process and to those of its children that have ended; and to those
/// that live. Sockets do not count there.
qint64 bytesRead(const QByteArray &children, int depth)
{
    qint64 sum = 0;
    for (const QByteArray &pid : children.split(' ')) {
        if (pid.isEmpty())
            continue;
        const QString folder = QStringLiteral("/proc/") + QString::fromLatin1(pid);
        const QByteArray counts = contentOf(folder + QStringLiteral("/io"));
        sum += counts.mid(7, counts.indexOf('\n') - 7).toLongLong(); // "rchar: 4711"
        if (depth < kDeepest)
            sum += bytesRead(contentOf(folder + QStringLiteral("/task/") +
                                       QString::fromLatin1(pid) + QStringLiteral("/children")),
                             depth + 1);
    }
    return sum;
}

} // namespace

RestoreProgress::RestoreProgress(const Archive &archive, const OperationContext &context)
    : m_archive(archive),
      m_context(context)
{
}

void RestoreProgress::update()
{
    m_read = std::max(
        m_read, bytesRead(contentOf(QStringLiteral("/proc/thread-self/children")).trimmed(), 0));
    const double all = double(std::max<qint64>(1, m_archive.bytes));
    const double data = std::min(1.0, double(m_read) / all);
    const double items =
        std::min(1.0, double(m_items) / double(std::max<qint64>(1, m_archive.items)));
    m_context.progress->advance(qint64(all * (kDataPart * data + (1 - kDataPart) * items)));
}

} // namespace arborist::backup
