// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/journal/change_batch.h"
#include "services/journal/target.h"

namespace arborist::postgres {
class Connection;
}

namespace arborist::journal {

/// The temporary table through which a batch reaches the server: o (place in the batch), v (xmin),
/// m (mask of changed columns), k0.. (key), b0.. (before), a0.. (after); columns that the batch
/// does not need are left out.
class Staging
{
public:
    enum Part : quint8 { Version = 1, Mask = 2, Before = 4, After = 8 };

    /// What it takes to write the batch. Throws Error for a batch that contradicts itself or the
    /// table.
    Staging(const ChangeBatch &batch, const Target &target);
    /// What it takes to compare the table with both sides of the batch.
    static Staging forComparison(const ChangeBatch &batch, const Target &target);

    bool has(Part part) const { return (m_parts & part) != 0; }
    /// Bits of the columns that change in some row, and in every row.
    quint64 changedInSome() const { return m_some; }
    quint64 changedInAll() const { return m_all; }
    /// Whether some row is guarded by its old values.
    bool guardsByValues() const { return m_byValues; }

    /// CREATE TEMPORARY TABLE without the name: "(o integer, ...)". Equal for equal shapes.
    QString definition() const;
    /// Fills the table by COPY.
    void fill(postgres::Connection &connection, const QString &name) const;

private:
    void check() const;

    const ChangeBatch &m_batch;
    const Target &m_target;
    quint8 m_parts = 0;
    bool m_byValues = false;
    quint64 m_some = 0;
    quint64 m_all = ~quint64(0);
};

} // namespace arborist::journal
