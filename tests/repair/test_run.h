// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/operations/operation.h"
#include "services/postgres/connection.h"
#include <QStringList>

namespace arborist {

/// What a plan is run with where no stage and no history are needed: a connection and a journal of
/// its own.
class TestRun final : public operations::Run
{
public:
    TestRun(postgres::Connection connection, OperationContext context, journal::Journal journal)
        : m_connection(std::move(connection)),
          m_context(std::move(context)),
          m_journal(std::move(journal))
    {
    }

    postgres::Connection &connection() override { return m_connection; }
    OperationContext &context() override { return m_context; }
    void reRegister(postgres::Connection &) override {} // no stage, no record
    journal::Journal &journal() override { return m_journal; }
    void beginStep(const QString &title) override { m_steps += title; }
    void addRows(qint64 rows) override { m_rows += rows; }
    void note(const QString &text) override { m_notes += text; }

    qint64 rows() const { return m_rows; }
    const QStringList &steps() const { return m_steps; }
    const QStringList &notes() const { return m_notes; }

private:
    postgres::Connection m_connection;
    OperationContext m_context;
    journal::Journal m_journal;
    QStringList m_steps;
    QStringList m_notes;
    qint64 m_rows = 0;
};

} // namespace arborist
