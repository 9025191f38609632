// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/core/operation_context.h"
#include "services/data/transfer/export_pieces.h"
#include <atomic>
#include <deque>
#include <exception>
#include <mutex>

namespace arborist::postgres {
class Connection;
}

namespace arborist::data {

/// Several connections that share out the pieces of an export: each reads and compresses on a
/// thread of its own, all by one snapshot.
class ExportCrew
{
public:
    /// `isBytes`: texts are taken as they are (a database without an encoding).
    ExportCrew(std::vector<ExportPiece> pieces, const QString &folder, int level, bool isBytes,
               OperationContext &context);

    /// `first` holds the snapshot and the locks; it works, too. Returns what was written, with the
    /// index of the table. Throws the first Error of any.
    std::vector<std::pair<size_t, ArchiveFile>> run(postgres::Connection &first,
                                                    const QString &snapshot, int connections);

private:
    void workApart(const QString &snapshot);
    void work(postgres::Connection &connection, bool isFirst);
    /// False: none is left.
    bool take(ExportPiece &piece, bool isFirst);
    bool lock(postgres::Connection &connection, const ExportPiece &piece);
    void write(postgres::Connection &connection, const ExportPiece &piece);
    void fail(std::exception_ptr error);

    const QString m_folder;
    const int m_level;
    const bool m_isBytes;
    OperationContext &m_context;
    std::stop_source m_stop; ///< of all connections
    std::atomic<qint64> m_done = 0;
    std::mutex m_connecting;
    std::mutex m_mutex;
    std::deque<ExportPiece> m_pieces;
    std::deque<ExportPiece> m_held; ///< that only the first connection can read
    std::vector<std::pair<size_t, ArchiveFile>> m_files;
    std::exception_ptr m_error;
};

} // namespace arborist::data
