// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/data/transfer/piece_reader.h"

#include "services/core/error.h"
#include <QCoreApplication>
#include <QFile>
#include <memory>
#include <zstd.h>

namespace arborist::data {

namespace {

constexpr size_t kBuffer = 256 * 1024;
constexpr size_t kAhead = 8;

Error unreadable(const QString &path, const QString &what)
{
    return Error(QCoreApplication::translate("Import", "%1 cannot be read: %2.").arg(path, what),
                 QCoreApplication::translate("Import", "Take another copy of the archive."))
        .setWhere(path);
}

} // namespace

PieceReader::PieceReader(const QString &path)
    : m_path(path),
      m_thread([this](const std::stop_token &stop) {
          try {
              read(stop);
          } catch (...) {
              const std::lock_guard guard(m_mutex);
              m_error = std::current_exception();
          }
          const std::lock_guard guard(m_mutex);
          m_isDone = true;
          m_changed.notify_all();
      })
{
}

PieceReader::~PieceReader() = default;

bool PieceReader::put(std::vector<char> &&buffer, const std::stop_token &stop)
{
    std::unique_lock guard(m_mutex);
    if (!m_changed.wait(guard, stop, [this] { return m_ready.size() < kAhead; }))
        return false;
    m_ready.push_back(std::move(buffer));
    m_changed.notify_all();
    return true;
}

void PieceReader::read(const std::stop_token &stop)
{
    QFile file(m_path);
    if (!file.open(QIODevice::ReadOnly))
        throw unreadable(m_path, file.errorString());
    const std::unique_ptr<ZSTD_DCtx, size_t (*)(ZSTD_DCtx *)> zstd(ZSTD_createDCtx(),
                                                                   ZSTD_freeDCtx);
    std::vector<char> in(ZSTD_DStreamInSize());
    size_t left = 1;
    for (;;) {
        const qint64 size = file.read(in.data(), qint64(in.size()));
        if (size < 0)
            throw unreadable(m_path, file.errorString());
        if (size == 0)
            break;
        ZSTD_inBuffer from{in.data(), size_t(size), 0};
        bool isFull = false;
        while (from.pos < from.size || isFull) {
            std::vector<char> buffer(kBuffer);
            ZSTD_outBuffer to{buffer.data(), buffer.size(), 0};
            left = ZSTD_decompressStream(zstd.get(), &to, &from);
            if (ZSTD_isError(left))
                throw unreadable(m_path, QString::fromLatin1(ZSTD_getErrorName(left)));
            isFull = to.pos == to.size;
            buffer.resize(to.pos);
            if (!buffer.empty() && !put(std::move(buffer), stop))
                return;
        }
    }
    if (left != 0)
        throw unreadable(m_path, QCoreApplication::translate("Import", "it ends too early"));
}

std::span<const char> PieceReader::next()
{
    std::unique_lock guard(m_mutex);
    m_changed.wait(guard, [this] { return !m_ready.empty() || m_isDone; });
    if (m_ready.empty()) {
        if (m_error)
            std::rethrow_exception(m_error);
        return {};
    }
    m_current = std::move(m_ready.front());
    m_ready.pop_front();
    m_changed.notify_all();
    return m_current;
}

} // namespace arborist::data
