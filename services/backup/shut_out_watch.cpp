// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/backup/shut_out_watch.h"

#include "services/core/error.h"
#include "services/postgres/sql_file.h"
#include <QCoreApplication>

namespace arborist::backup {

namespace {

QString tr(const char *text)
{
    return QCoreApplication::translate("Backup", text);
}

} // namespace

ShutOutWatch::ShutOutWatch(postgres::Connection &snapshot, std::chrono::milliseconds patience)
    : m_snapshot(snapshot),
      m_patience(patience)
{
    m_silent.start();
}

void ShutOutWatch::tick()
{
    if (m_isConnected || m_silent.elapsed() < m_patience.count())
        return;
    m_silent.restart(); // and ask again after as long
    const postgres::Result found =
        m_snapshot.exec(postgres::sqlFile(QStringLiteral("backup_shut_out")));
    if (found.rows() == 0)
        return;
    throw Error(
        tr("Nobody can connect to the database: %1 (%2) waits to lock %3, and would wait "
           "for this backup while the backup waits to connect.")
            .arg(found.text(0, 0), found.text(0, 1).simplified().left(80), found.text(0, 2)),
        tr("Back up again once it has ended. Nothing of the backup was kept."));
}

} // namespace arborist::backup
