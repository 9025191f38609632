// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/migrations/run/parts_runner.h"

#include "services/core/error.h"
#include "services/postgres/rollback_guard.h"
#include <QCoreApplication>
#include <QFileInfo>
#include <algorithm>

namespace arborist::migrations {

namespace {

QString tr(const char *text)
{
    return QCoreApplication::translate("MigrationRun", text);
}

bool mentions(const Statement &statement, const QString &word)
{
    return statement.text.contains(word, Qt::CaseInsensitive);
}

} // namespace

PartsRunner::PartsRunner(operations::Run &run, const MigrateRequest &request, const Ledger &ledger,
                         RunSession &session, const Task &task)
    : m_run(run),
      m_request(request),
      m_ledger(ledger),
      m_session(session),
      m_task(task),
      m_migration(*task.migration),
      m_connection(session.connection()),
      m_table(request.set.ledger)
{
    if (task.partial)
        m_state = *task.partial;
    m_state.migration = task.key();
    m_state.run = QFileInfo(run.journal().file()).completeBaseName();
    const auto &all = task.parts.statements;
    m_isLimited = std::none_of(all.begin(), all.end(), [](const Statement &statement) {
        return statement.kind == u"VariableSetStmt" &&
               mentions(statement, QStringLiteral("lock_timeout"));
    });
}

void PartsRunner::run()
{
    if (isDoneByOthers(m_task, m_ledger.isRecorded(m_connection, m_migration), m_run)) {
        m_isRecorded = true;
        return;
    }
    m_table.create(m_connection);
    if (!m_task.isDown)
        m_ledger.markBegun(m_connection, m_migration);
    try {
        runParts();
    } catch (const Error &) {
        leaveNothing();
        throw;
    }
}

void PartsRunner::runParts()
{
    resume();
    const std::vector<Segment> &segments = m_task.parts.segments;
    for (size_t i = 0; i < segments.size() && !m_isRecorded; ++i) {
        const Segment &segment = segments[i];
        if (segment.endStatement() <= m_state.done)
            continue;
        m_run.context().throwIfStopped();
        if (segment.kind == Segment::Kind::Transaction)
            runTransaction(segment, i + 1 == segments.size());
        else
            runAlone(segment);
    }
    if (!m_isRecorded)
        record();
    m_session.resetSettings();
}

/// What a former run has left: read again, since it may have gone on after this one was planned.
void PartsRunner::resume()
{
    m_state.done = 0;
    m_state.running.reset();
    for (const PartialRun &found : m_table.read(m_connection)) {
        if (found.migration == m_task.key()) {
            m_state.done = found.done;
            m_state.running = found.running;
            m_state.runningSql = found.runningSql;
            if (found.doneHash != m_task.hashOf(found.done))
                throw editedSince(found.done);
        }
    }
    if (m_state.done > 0)
        repeatSettings();
    if (m_state.running)
        settle();
}

/// A statement was begun outside of a transaction: did it take effect?
void PartsRunner::settle()
{
    const int index = *m_state.running;
    Statement begun;
    begun.text = m_state.runningSql;
    const Effect effect = effectOf(begun, m_connection);
    const QString which = tr("%1, statement %2, was cut off: %3")
                              .arg(m_migration.name)
                              .arg(index + 1)
                              .arg(effect.text);
    bool isDone = effect.kind == Effect::Kind::Done || effect.kind == Effect::Kind::Completable;
    if (effect.kind == Effect::Kind::NotTelling && m_request.unsure == Unsure::Refuse)
        throw Error::refused(which, tr("Look whether it did, then run migrate with --unsure repeat "
                                       "or --unsure skip."))
            .setWhere(shownFile(m_request.set, m_task.script->file))
            .setDetail(begun.text);
    if (effect.kind == Effect::Kind::NotTelling)
        isDone = m_request.unsure == Unsure::Skip;
    m_run.note(which);
    if (!effect.cleanUp.isEmpty()) {
        m_run.note(tr("Ran before it: %1").arg(effect.cleanUp));
        m_connection.execScript(effect.cleanUp.toUtf8());
    }
    if (!isDone)
        return;
    const auto &segments = m_task.parts.segments;
    const auto segment = std::find_if(segments.begin(), segments.end(), [&](const Segment &each) {
        return each.firstStatement() == index && each.kind != Segment::Kind::Transaction;
    });
    if (segment == segments.end() || textOf(*segment) != m_state.runningSql)
        throw editedSince(index + 1);
    advanceTo(*segment);
}

QString PartsRunner::textOf(const Segment &segment) const
{
    return m_task.parts.statements[size_t(segment.firstStatement())].text;
}

Error PartsRunner::editedSince(int statements) const
{
    return Error::refused(
               tr("Of %1 the first %2 statements are in effect, and the file says something else "
                  "in "
                  "them by now.")
                   .arg(m_migration.name)
                   .arg(statements),
               tr("Put them back as they were and change only what follows; or record it as "
                  "applied: arboristctl baseline --only %1")
                   .arg(m_migration.name))
        .setWhere(shownFile(m_request.set, m_task.script->file));
}

void PartsRunner::advanceTo(const Segment &segment)
{
    m_state.done = segment.endStatement();
    m_state.running.reset();
    m_state.runningSql.clear();
    m_state.doneHash = m_task.hashOf(m_state.done);
    m_table.save(m_connection, m_state);
}

/// A new session does not know what the first statements have set for theirs.
void PartsRunner::repeatSettings()
{
    for (int i = 0; i < m_state.done; ++i) {
        const Statement &statement = m_task.parts.statements[size_t(i)];
        if (statement.kind == u"VariableSetStmt")
            m_connection.execScript(statement.text.toUtf8());
    }
}

void PartsRunner::runTransaction(const Segment &segment, bool isLast)
{
    m_session.retrying([&] {
        const postgres::RollbackGuard guard(m_connection, m_run.context().stop);
        const bool isWanted = m_session.begin(m_task, m_isLimited);
        if (isWanted)
            m_session.send(m_task, segment, m_state.done);
        if (!isWanted || isLast) {
            finish(isWanted);
            m_isRecorded = true;
            return;
        }
        PartialRun next = m_state;
        next.done = segment.endStatement();
        next.doneHash = m_task.hashOf(next.done);
        m_table.save(m_connection, next);
        m_session.commitPart(m_task);
        m_state = next;
    });
}

void PartsRunner::runAlone(const Segment &segment)
{
    // One that gave up half way would leave an invalid index behind; it lets others pass anyhow.
    const bool isLimited =
        m_isLimited && segment.kind == Segment::Kind::Alone &&
        !textOf(segment).contains(QStringLiteral("CONCURRENTLY"), Qt::CaseInsensitive);
    m_state.running = segment.firstStatement();
    m_state.runningSql = textOf(segment);
    m_state.doneHash = m_task.hashOf(m_state.done);
    m_table.save(m_connection, m_state);
    const auto send = [&] {
        const postgres::RollbackGuard guard(m_connection, m_run.context().stop);
        m_session.send(m_task, segment);
    };
    try {
        if (isLimited) {
            m_session.limitWaiting(true);
            m_session.retrying(send);
            m_session.limitWaiting(false);
        } else {
            send();
        }
    } catch (const Error &error) {
        lookAfterFailure(segment, error);
        throw;
    }
    advanceTo(segment);
}

/// What a statement outside of a transaction has left, told at once where it can be.
void PartsRunner::lookAfterFailure(const Segment &segment, const Error &error)
{
    if (!m_connection.isOpen())
        return;
    m_connection.setStopToken({});
    try {
        Statement begun;
        begun.text = m_state.runningSql;
        const Effect effect = effectOf(begun, m_connection);
        if (!effect.cleanUp.isEmpty())
            m_run.note(tr("%1 The next run begins with: %2").arg(effect.text, effect.cleanUp));
        if (hasNoEffect(segment, effect, error)) {
            m_state.running.reset();
            m_state.runningSql.clear();
            if (m_state.done > 0)
                m_table.save(m_connection, m_state);
        }
    } catch (const Error &) {
        // The next run looks again.
    }
    m_connection.setStopToken(m_run.context().stop);
}

/// The server refused a statement outside of a transaction: what it would have done is not there.
bool PartsRunner::hasNoEffect(const Segment &segment, const Effect &effect,
                              const Error &error) const
{
    if (segment.kind == Segment::Kind::Own || effect.kind == Effect::Kind::NotDone)
        return true;
    if (effect.kind != Effect::Kind::Done && effect.kind != Effect::Kind::NotTelling)
        return false;
    const Statement &statement = m_task.parts.statements[size_t(segment.firstStatement())];
    if (mayCommitInside(statement)) {
        static const QRegularExpression committing(
            QStringLiteral("\\b(COMMIT|ROLLBACK|CALL|EXECUTE)\\b"),
            QRegularExpression::CaseInsensitiveOption);
        return statement.kind == u"DoStmt" && !committing.match(statement.text).hasMatch();
    }
    return error.sqlState().startsWith(u"42"); // not even begun
}

/// A failure before anything took effect leaves nothing that speaks of it.
void PartsRunner::leaveNothing()
{
    if (m_isRecorded || m_state.done > 0 || m_state.running || !m_connection.isOpen())
        return;
    m_connection.setStopToken({});
    try {
        const postgres::RollbackGuard guard(m_connection, {});
        m_connection.execScript("BEGIN");
        m_table.forget(m_connection, m_task.key());
        if (!m_task.isDown)
            m_ledger.unmarkBegun(m_connection, m_migration);
        m_connection.execScript("COMMIT");
    } catch (const Error &) {
        // The next run finds out that there is nothing.
    }
    m_connection.setStopToken(m_run.context().stop);
}

void PartsRunner::record()
{
    m_session.retrying([&] {
        const postgres::RollbackGuard guard(m_connection, m_run.context().stop);
        const bool isWanted = m_session.begin(m_task, m_isLimited);
        finish(isWanted);
        m_isRecorded = true;
    });
}

void PartsRunner::finish(bool isWanted)
{
    m_table.forget(m_connection, m_task.key());
    if (isWanted)
        m_session.write(m_task);
    m_session.commit(m_task);
}

} // namespace arborist::migrations
