// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/core/error.h"
#include <QByteArray>
#include <condition_variable>
#include <deque>
#include <mutex>
#include <optional>
#include <stop_token>

namespace arborist::backup {

/// Bytes from one thread to another, of which only a little waits in between.
class BytePipe
{
public:
    /// False once nobody wants any more.
    bool write(QByteArray bytes, const std::stop_token &stop)
    {
        std::unique_lock lock(m_mutex);
        if (!m_wake.wait(lock, stop, [&] { return m_closed || m_size < kMost; }) || m_closed)
            return false;
        m_size += bytes.size();
        m_pieces.push_back(std::move(bytes));
        m_wake.notify_all();
        return true;
    }
    /// There will be no more; with an error, the reader gets it in place of the end.
    void finish(std::optional<Error> error = {})
    {
        const std::lock_guard lock(m_mutex);
        m_ended = true;
        m_error = std::move(error);
        m_wake.notify_all();
    }
    /// The next bytes; empty at the end. Throws Error.
    QByteArray read(const std::stop_token &stop)
    {
        std::unique_lock lock(m_mutex);
        if (!m_wake.wait(lock, stop, [&] { return m_ended || !m_pieces.empty(); }))
            throw Error::cancelled();
        if (m_pieces.empty()) {
            if (m_error)
                throw *m_error;
            return {};
        }
        QByteArray bytes = std::move(m_pieces.front());
        m_pieces.pop_front();
        m_size -= bytes.size();
        m_wake.notify_all();
        return bytes;
    }
    /// The reader wants no more.
    void close()
    {
        const std::lock_guard lock(m_mutex);
        m_closed = true;
        m_wake.notify_all();
    }

private:
    static constexpr qsizetype kMost = 4 << 20;

    std::mutex m_mutex;
    std::condition_variable_any m_wake;
    std::deque<QByteArray> m_pieces;
    qsizetype m_size = 0;
    bool m_ended = false;
    bool m_closed = false;
    std::optional<Error> m_error;
};

} // namespace arborist::backup
