// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/data/tables/data_tables.h"
#include "services/operations/operation.h"
#include <functional>

namespace arborist::data {

/// Empties tables before they are filled anew, in the same transaction: with all that refer to
/// them, each by name, and with an archive of every row made while they are locked.
class FreshStart
{
public:
    /// Counts the rows that will go.
    FreshStart(const DataTables &tables, const DataTables::Set &set,
               std::vector<migrations::LedgerName> ledgers, postgres::Connection &connection,
               OperationContext &context);

    /// Adds its steps, the tables and what is lost.
    void describe(Plan &plan) const;
    void run(operations::Run &run, const std::function<void(postgres::Connection &)> &fill) const;

private:
    QString names() const; ///< as SQL takes them
    QString title() const;

    const DataTables &m_tables;
    std::vector<migrations::LedgerName> m_ledgers;
    DataTables::Set m_asked;   ///< of the seed
    DataTables::Set m_emptied; ///< with those that refer to them
    std::vector<qint64> m_rows;
};

} // namespace arborist::data
