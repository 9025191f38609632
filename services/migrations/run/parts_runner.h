// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/migrations/run/effect.h"
#include "services/migrations/run/run_session.h"
#include "services/migrations/run/task.h"

namespace arborist::migrations {

/// Applies one migration that cannot, or shall not, be one transaction: what takes effect together
/// is committed together with a note of how far it is, so that a later run can go on behind it.
class PartsRunner
{
public:
    PartsRunner(operations::Run &run, const MigrateRequest &request, const Ledger &ledger,
                RunSession &session, const Task &task);

    void run();
    /// Statements that are in effect by now, as far as is known, and that no row tells of.
    int done() const { return m_isRecorded ? 0 : m_state.done; }

private:
    void runParts();
    void resume();
    void settle();
    void lookAfterFailure(const Segment &segment, const Error &error);
    bool hasNoEffect(const Segment &segment, const Effect &effect, const Error &error) const;
    void leaveNothing();
    void repeatSettings();
    void runTransaction(const Segment &segment, bool isLast);
    void runAlone(const Segment &segment);
    void record();
    void finish(bool isWanted);
    void advanceTo(const Segment &segment);
    QString textOf(const Segment &segment) const;
    Error editedSince(int statements) const;

    operations::Run &m_run;
    const MigrateRequest &m_request;
    const Ledger &m_ledger;
    RunSession &m_session;
    const Task &m_task;
    const Migration &m_migration;
    postgres::Connection &m_connection;
    ProgressTable m_table;
    PartialRun m_state;
    bool m_isLimited = true; ///< the file sets no lock_timeout itself
    bool m_isRecorded = false;
};

} // namespace arborist::migrations
