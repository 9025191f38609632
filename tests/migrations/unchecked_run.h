// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/core/error.h"
#include "services/core/run_log.h"
#include "services/operations/operation.h"
#include "services/postgres/connection.h"

namespace arborist::testing {

/// The least that an operation may ask of its run: without policy and history, where the policy
/// wants a backup that nothing makes yet.
class UncheckedRun final : public operations::Run
{
public:
    UncheckedRun(OperationContext context, const QString &folder)
        : m_context(std::move(context)),
          m_connection(m_context.connect()),
          m_journal(journal::Journal::create(folder, RunLog::newId()))
    {
    }

    postgres::Connection &connection() override { return m_connection; }
    OperationContext &context() override { return m_context; }
    void reRegister(postgres::Connection &) override {}
    journal::Journal &journal() override { return m_journal; }
    void beginStep(const QString &title) override
    {
        m_report.steps.push_back({title, ReportStep::State::Done, -1, 0});
        m_stays = false;
    }
    void addRows(qint64 rows) override { m_report.steps.back().rows = rows; }
    void stepStays() override { m_stays = true; }
    void note(const QString &text) override { m_report.notes << text; }

    Report run(operations::PlannedOperation &operation)
    {
        try {
            operation.run(*this);
        } catch (const Error &error) {
            m_report.outcome = Report::Result::Failed;
            m_report.error = error;
            if (!m_report.steps.empty())
                m_report.steps.back().state =
                    m_stays ? ReportStep::State::Failed : ReportStep::State::RolledBack;
        }
        return m_report;
    }

private:
    OperationContext m_context;
    postgres::Connection m_connection;
    journal::Journal m_journal;
    Report m_report;
    bool m_stays = false;
};

} // namespace arborist::testing
