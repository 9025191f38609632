// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/core/run_log.h"
#include "services/operations/execute.h"
#include "services/operations/target_guard.h"
#include "services/postgres/connection.h"
#include <QElapsedTimer>
#include <optional>

namespace arborist::operations {

/// One run of one operation from its checks to its record; execute() makes it and drops it.
class Execution final : public Run
{
public:
    Execution(PlannedOperation &operation, const Order &order, OperationContext &context);

    Report execute();

    postgres::Connection &connection() override { return *m_connection; }
    OperationContext &context() override { return m_context; }
    void reRegister(postgres::Connection &connection) override;
    journal::Journal &journal() override { return *m_journal; }
    void beginStep(const QString &title) override;
    void addRows(qint64 rows) override;
    void stepStays() override;
    void leaveOpen() override { m_isLeftOpen = true; }
    void rolledBack(int steps) override;
    void wrote(const QString &path) override { m_report.file = path; }
    void note(const QString &text) override;

private:
    void check();
    void begin();
    void work();
    void settle();
    void tellBackup();
    void endStep(ReportStep::State state);
    void fail(const Error &error);
    void skipTheRest();
    void finish();
    void recordUnbegun(const Error &error);
    void recordingFailed(const Error &error);
    qint64 changedRows() const;
    RunLog runLog() const;

    PlannedOperation &m_operation;
    const Order &m_order;
    OperationContext m_context; ///< the caller's, with connections to the one database only
    RunRecord m_record;
    Report m_report;
    std::optional<TargetLock> m_target;
    std::optional<postgres::Connection> m_connection;
    std::optional<journal::Journal> m_journal;
    std::optional<QElapsedTimer> m_step; ///< runs while a step is under way
    bool m_stepStays = false;
    bool m_somethingStays = false; ///< of any step
    bool m_wantsCopy = false;      ///< a backup comes first
    bool m_isLeftOpen = false;
    qint64 m_rows = 0;
};

} // namespace arborist::operations
