// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/migrations/run/statement_log.h"

#include "services/core/error.h"
#include "services/postgres/connection.h"

namespace arborist::migrations {

namespace {

constexpr qsizetype kMostLetters = 120;

/// The first line that says something, without the comments before it.
QString firstLine(const QString &sql)
{
    QStringView rest(sql);
    while (!rest.isEmpty()) {
        const qsizetype end = rest.indexOf(u'\n');
        const QStringView line = (end < 0 ? rest : rest.first(end)).trimmed();
        if (!line.isEmpty() && !line.startsWith(u"--"))
            return line.size() <= kMostLetters
                       ? line.toString()
                       : line.first(kMostLetters - 1).toString() + QChar(u'…');
        rest = end < 0 ? QStringView() : rest.sliced(end + 1);
    }
    return {};
}

} // namespace

void StatementLog::begin(const Chunk &chunk)
{
    m_chunk = &chunk;
    if (m_sink.isFollowed())
        m_since = Clock::now();
}

ProgressEvent StatementLog::eventOf(const Task &task, int index) const
{
    const auto &all = task.parts.statements;
    ProgressEvent event;
    event.total = int(all.size());
    if (index >= 0 && index < event.total) {
        event.number = index + 1;
        event.text = firstLine(all[size_t(index)].text);
    }
    return event;
}

void StatementLog::done(const Task &task, int index, qint64 rows)
{
    if (!m_sink.isFollowed())
        return;
    ProgressEvent event = eventOf(task, index);
    event.rows = rows;
    if (index + 1 == m_chunk->firstStatement + m_chunk->statements) {
        event.took = std::chrono::duration_cast<std::chrono::microseconds>(Clock::now() - m_since);
        event.together = m_chunk->statements;
    }
    if (event.number > 0)
        m_sink.tell(event);
}

void StatementLog::failed(const Task &task, int index, const Error &error)
{
    if (!m_sink.isFollowed())
        return;
    ProgressEvent event = eventOf(task, index);
    event.kind = ProgressEvent::Kind::Failed;
    event.error = error.message();
    m_sink.tell(event);
}

void StatementLog::said(const postgres::Notice &notice)
{
    if (!m_sink.isFollowed())
        return;
    ProgressEvent event;
    event.kind = ProgressEvent::Kind::Notice;
    event.text = notice.severity + QStringLiteral(": ") + notice.message;
    m_sink.tell(event);
}

} // namespace arborist::migrations
