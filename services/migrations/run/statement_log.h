// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/core/progress.h"
#include "services/migrations/run/task.h"

namespace arborist {
class Error;
}

namespace arborist::postgres {
struct Notice;
}

namespace arborist::migrations {

/// Tells who follows a run of each of its statements, as the server answers them, and of what the
/// server says meanwhile. Asks nothing of the server; does nothing where nobody follows.
class StatementLog
{
public:
    explicit StatementLog(ProgressSink &sink) : m_sink(sink) {}

    /// It is sent: the server's answers are waited for from now on. Those of a chunk of several
    /// statements come at once, so that only the time of all of them is known.
    void begin(const Chunk &chunk);
    /// `index` among the task's statements.
    void done(const Task &task, int index, qint64 rows);
    void failed(const Task &task, int index, const Error &error);
    void said(const postgres::Notice &notice);

private:
    using Clock = std::chrono::steady_clock;

    ProgressEvent eventOf(const Task &task, int index) const;

    ProgressSink &m_sink;
    const Chunk *m_chunk = nullptr;
    Clock::time_point m_since;
};

} // namespace arborist::migrations
