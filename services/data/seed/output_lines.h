// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/core/progress.h"
#include "services/migrations/author/terminal_process.h"

namespace arborist::data {

/// What a program writes at its terminal, told line by line as notices to who follows a run.
class OutputLines
{
public:
    explicit OutputLines(ProgressSink &progress) : m_progress(progress) {}

    void add(const QByteArray &bytes)
    {
        if (!m_progress.isFollowed())
            return;
        m_rest += bytes;
        const qsizetype end = m_rest.lastIndexOf('\n') + 1;
        tell(m_rest.first(end));
        m_rest.remove(0, end);
        if (m_rest.size() > kLongest)
            this->end();
    }
    /// Tells the last line, which has no end.
    void end() { tell(std::exchange(m_rest, {})); }

private:
    static constexpr qsizetype kLongest = 64 * 1024; ///< bytes of a line

    void tell(const QByteArray &bytes)
    {
        const QStringList lines = migrations::plainText(bytes).split(u'\n', Qt::SkipEmptyParts);
        for (const QString &line : lines)
            m_progress.tell({.kind = ProgressEvent::Kind::Notice, .text = line, .error = {}});
    }

    ProgressSink &m_progress;
    QByteArray m_rest;
};

} // namespace arborist::data
