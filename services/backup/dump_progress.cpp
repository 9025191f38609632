// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/backup/dump_progress.h"

#include "services/postgres/sql_file.h"
#include <QCoreApplication>
#include <numeric>

namespace arborist::backup {

namespace {

constexpr qint64 kAskMs = 500;
constexpr int kReportsCopies = 140000;

} // namespace

DumpProgress::DumpProgress(const std::vector<DumpedTable> &tables, postgres::Connection &connection,
                           ProgressSink &sink, double weight)
    : m_connection(connection),
      m_sink(sink)
{
    qint64 total = 0;
    for (const DumpedTable &table : tables) {
        m_bytes.insert(table.schema + u'.' + table.relation, table.bytes);
        total += table.bytes;
    }
    sink.enter(QCoreApplication::translate("Backup", "Dumping the database"), weight,
               std::max<qint64>(1, total), QStringLiteral("bytes"));
    m_asked.start();
}

void DumpProgress::read(const QString &line)
{
    static const QString mark = QStringLiteral("dumping contents of table \"");
    const qsizetype at = line.indexOf(mark);
    if (at < 0)
        return;
    const QString name = line.mid(at + mark.size()).chopped(1);
    const qint64 bytes = m_bytes.value(name);
    m_begun += bytes;
    m_current.insert(name, bytes);
}

void DumpProgress::tick()
{
    if (m_asked.elapsed() < kAskMs)
        return;
    m_asked.start();
    qint64 missing = 0;
    if (m_connection.serverVersion() >= kReportsCopies) {
        const postgres::Result running =
            m_connection.exec(postgres::sqlFile(QStringLiteral("backup_progress")));
        QHash<QString, qint64> still;
        for (int row = 0; row < running.rows(); ++row) {
            const auto found = m_current.constFind(running.text(row, 0));
            if (found == m_current.cend())
                continue;
            still.insert(found.key(), *found);
            missing += std::max<qint64>(0, *found - running.integer(row, 1));
        }
        m_current = still;
    } else {
        missing = std::accumulate(m_current.cbegin(), m_current.cend(), qint64(0)) / 2;
    }
    m_shown = std::max(m_shown, m_begun - missing);
    m_sink.advance(m_shown);
}

} // namespace arborist::backup
