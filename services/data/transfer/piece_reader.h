// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>
#include <condition_variable>
#include <deque>
#include <exception>
#include <mutex>
#include <span>
#include <stop_token>
#include <thread>
#include <vector>

namespace arborist::data {

/// Decompresses a file on a thread of its own, some buffers ahead of who reads them.
class PieceReader
{
public:
    explicit PieceReader(const QString &path);
    ~PieceReader();
    PieceReader(const PieceReader &) = delete;
    PieceReader &operator=(const PieceReader &) = delete;

    /// The next bytes, valid until the next call; empty at the end. Throws Error for what is no
    /// zstd file or a damaged one.
    std::span<const char> next();

private:
    void read(const std::stop_token &stop);
    bool put(std::vector<char> &&buffer, const std::stop_token &stop);

    const QString m_path;
    std::mutex m_mutex;
    std::condition_variable_any m_changed;
    std::deque<std::vector<char>> m_ready;
    std::vector<char> m_current;
    bool m_isDone = false;
    std::exception_ptr m_error;
    std::jthread m_thread; ///< last: works on all of the above
};

} // namespace arborist::data
