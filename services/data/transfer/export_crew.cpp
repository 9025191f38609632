// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/data/transfer/export_crew.h"

#include "services/core/error.h"
#include "services/data/transfer/piece_writer.h"
#include "services/postgres/connection.h"
#include "services/postgres/rollback_guard.h"
#include <optional>
#include <thread>

namespace arborist::data {

namespace {

using postgres::Connection;

/// Measured with bench/run --only data: half of the processor time of pg_dump's default, and,
/// without the two digits that text has for each byte, not more on the disk where there are bytea
/// or uuid.
constexpr int kLevel = 3;

/// PostgreSQL manual, COPY, "Binary Format": signature, flags, length of the extension; -1.
constexpr char kHeader[] = "PGCOPY\n\377\r\n\0\0\0\0\0\0\0\0\0";
constexpr size_t kHeaderSize = 19;
constexpr char kTrailer[] = "\377\377";
constexpr size_t kTrailerSize = 2;

/// What texts look like, and the order of rows, is not to depend on the settings of role and
/// database, or on who else reads the table.
constexpr char kSettings[] = "SET LOCAL search_path = pg_catalog;"
                             "SET LOCAL row_security = off;"
                             "SET LOCAL synchronize_seqscans = off;"
                             "SET LOCAL statement_timeout = 0;"
                             "SET LOCAL DateStyle = 'ISO, YMD';"
                             "SET LOCAL IntervalStyle = 'postgres';"
                             "SET LOCAL TimeZone = 'UTC';"
                             "SET LOCAL extra_float_digits = 1;"
                             "SET LOCAL bytea_output = 'hex'";

void setUp(Connection &connection, bool isBytes)
{
    connection.execScript(kSettings);
    if (isBytes)
        connection.execScript("SET LOCAL client_encoding = 'SQL_ASCII'");
}

} // namespace

ExportCrew::ExportCrew(std::vector<ExportPiece> pieces, const QString &folder, int level,
                       bool isBytes, OperationContext &context)
    : m_folder(folder),
      m_level(level == 0 ? kLevel : level),
      m_isBytes(isBytes),
      m_context(context),
      m_pieces(std::make_move_iterator(pieces.begin()), std::make_move_iterator(pieces.end()))
{
}

std::vector<std::pair<size_t, ArchiveFile>>
ExportCrew::run(Connection &first, const QString &snapshot, int connections)
{
    const std::stop_callback stopAll(m_context.stop, [this] { m_stop.request_stop(); });
    {
        std::vector<std::jthread> threads;
        const int others = std::min(connections, int(m_pieces.size())) - 1;
        for (int i = 0; i < others; ++i)
            threads.emplace_back([this, snapshot] { workApart(snapshot); });
        first.setStopToken(m_stop.get_token());
        try {
            setUp(first, m_isBytes);
            work(first, true);
        } catch (...) {
            fail(std::current_exception());
        }
        // Only now are all pieces given out, those that others gave back, too.
        threads.clear();
        try {
            if (!m_error)
                work(first, true);
        } catch (...) {
            fail(std::current_exception());
        }
    }
    first.setStopToken(m_context.stop);
    m_context.throwIfStopped();
    if (m_error)
        std::rethrow_exception(m_error);
    return std::move(m_files);
}

void ExportCrew::workApart(const QString &snapshot)
{
    try {
        std::optional<Connection> connection;
        {
            const std::lock_guard guard(m_connecting);
            if (m_stop.stop_requested())
                return;
            connection.emplace(m_context.connect());
        }
        connection->setStopToken(m_stop.get_token());
        connection->execScript("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY; SET TRANSACTION "
                               "SNAPSHOT '" +
                               snapshot.toUtf8() + '\'');
        setUp(*connection, m_isBytes);
        work(*connection, false);
    } catch (const Error &error) {
        // One connection fewer is no failure where the server has no more of them.
        if (error.sqlState() != u"53300")
            fail(std::current_exception());
    } catch (...) {
        fail(std::current_exception());
    }
}

void ExportCrew::fail(std::exception_ptr error)
{
    const std::lock_guard guard(m_mutex);
    if (!m_error)
        m_error = std::move(error);
    m_stop.request_stop();
}

bool ExportCrew::take(ExportPiece &piece, bool isFirst)
{
    const std::lock_guard guard(m_mutex);
    std::deque<ExportPiece> &pieces = isFirst && !m_held.empty() ? m_held : m_pieces;
    if (pieces.empty() || m_error)
        return false;
    piece = std::move(pieces.front());
    pieces.pop_front();
    return true;
}

void ExportCrew::work(Connection &connection, bool isFirst)
{
    ExportPiece piece;
    while (take(piece, isFirst)) {
        if (isFirst || lock(connection, piece)) {
            write(connection, piece);
            continue;
        }
        const std::lock_guard guard(m_mutex);
        m_held.push_back(std::move(piece));
    }
}

/// A table that somebody waits to change is locked by the first connection alone: another one would
/// wait behind that somebody, who waits for the first, which waits for us.
bool ExportCrew::lock(Connection &connection, const ExportPiece &piece)
{
    try {
        connection.execScript("SAVEPOINT piece; LOCK TABLE " + piece.relation.toUtf8() +
                              " IN ACCESS SHARE MODE NOWAIT; RELEASE SAVEPOINT piece");
    } catch (const Error &error) {
        if (error.sqlState() != u"55P03")
            throw;
        connection.execScript("ROLLBACK TO SAVEPOINT piece");
        return false;
    }
    return true;
}

void ExportCrew::write(Connection &connection, const ExportPiece &piece)
{
    const bool isBinary = piece.format == CopyFormat::Binary;
    std::optional<PieceWriter> writer; // what has no rows needs no file
    bool isHeading = !isBinary;
    qint64 told = 0;
    constexpr qint64 kStep = 1 << 20;
    const auto tell = [&](qint64 upTo) {
        // Compressed on the server, or padded there: what comes is not what was expected.
        const qint64 now = std::min(upTo, piece.bytes);
        m_context.progress->advance(m_done += now - told);
        told = now;
    };
    QByteArray heading;
    connection.copyOut(piece.sql, [&](std::span<const char> row) {
        if (isHeading) {
            heading = QByteArray(row.data(), qsizetype(row.size()));
            isHeading = false;
            return;
        }
        if (!writer) {
            writer.emplace(m_folder, piece.file, m_level);
            writer->write(isBinary ? std::span(kHeader, kHeaderSize)
                                   : std::span(heading.constData(), size_t(heading.size())));
        }
        writer->write(row);
        writer->addRow();
        if (writer->rawBytes() - told >= kStep && told < piece.bytes)
            tell(writer->rawBytes());
    });
    tell(piece.bytes);
    if (!writer)
        return;
    if (isBinary)
        writer->write({kTrailer, kTrailerSize});
    ArchiveFile file = writer->finish();
    const std::lock_guard guard(m_mutex);
    m_files.emplace_back(piece.table, std::move(file));
}

} // namespace arborist::data
