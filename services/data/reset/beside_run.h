// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/operations/operation.h"
#include "services/postgres/connection.h"
#include <functional>
#include <utility>

namespace arborist::data {

/// A run whose database is another one of the same server: what is planned for a stage's database
/// works on one that is still being made. What it does there is gone where the outer run fails, so
/// nothing of it "stays", and its way back is not part of the outer one's.
class BesideRun final : public operations::Run
{
public:
    /// `connect` opens further connections to that database. `journal` is the run's own.
    BesideRun(operations::Run &outer, postgres::Connection &connection,
              std::function<postgres::Connection()> connect, journal::Journal &journal)
        : m_outer(outer),
          m_connection(connection),
          m_context(outer.context()),
          m_journal(journal)
    {
        m_context.connect = std::move(connect);
    }

    postgres::Connection &connection() override { return m_connection; }
    OperationContext &context() override { return m_context; }
    void reRegister(postgres::Connection &) override {}
    journal::Journal &journal() override { return m_journal; }
    /// What follows is part of the step that was begun last.
    void hideSteps() { m_hidesSteps = true; }
    void beginStep(const QString &title) override
    {
        if (m_hidesSteps)
            return;
        ++m_steps;
        m_outer.beginStep(title);
    }
    void addRows(qint64 rows) override { m_rows += rows; }
    void note(const QString &text) override { m_notes << text; }

    /// What was told is worth telling, since it all went well: of a failure the outer run knows
    /// better what it means.
    void passNotes()
    {
        for (const QString &text : std::exchange(m_notes, {}))
            m_outer.note(text);
    }

    qint64 rows() const { return m_rows; } ///< that were added to its steps
    int steps() const { return m_steps; }  ///< that were begun

private:
    operations::Run &m_outer;
    postgres::Connection &m_connection;
    OperationContext m_context;
    journal::Journal &m_journal;
    QStringList m_notes;
    qint64 m_rows = 0;
    int m_steps = 0;
    bool m_hidesSteps = false;
};

} // namespace arborist::data
