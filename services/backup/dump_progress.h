// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/backup/snapshot.h"
#include "services/core/progress.h"
#include <QElapsedTimer>
#include <QHash>

namespace arborist::backup {

/// How far pg_dump has come, in bytes of the tables: what it says (--verbose, in English) tells
/// which it has begun, the server (from PostgreSQL 14 on) how much of those under way it has sent.
class DumpProgress
{
public:
    /// Enters a step of that weight. Asks over the connection, which is the snapshot's.
    DumpProgress(const std::vector<DumpedTable> &tables, postgres::Connection &connection,
                 ProgressSink &sink, double weight);

    void read(const QString &line);
    void tick();

private:
    QHash<QString, qint64> m_bytes; ///< by the name that pg_dump says
    postgres::Connection &m_connection;
    ProgressSink &m_sink;
    QElapsedTimer m_asked;
    qint64 m_begun = 0;
    qint64 m_shown = 0;
    QHash<QString, qint64> m_current; ///< begun, perhaps not finished
};

} // namespace arborist::backup
