// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/data/transfer/archive.h"
#include "services/data/transfer/column_mapping.h"
#include "services/data/transfer/import.h"

namespace arborist::data {

class Aside;

/// For a statement, with commas between; `only`: without tables that inherit from them.
QString quotedNames(const DataTables &tables, const DataTables::Set &set, bool only);

/// Replaces rows of tables by those of an archive.
class PlannedImport final : public operations::PlannedOperation
{
public:
    /// Reads the manifest. `verb`: what it is done as, an import or an undo.
    PlannedImport(ImportOrder order, stages::Verb verb);

    const Plan &plan() const override { return m_plan; }
    const stages::OperationKind &kind() const override { return operationKind(m_verb); }
    bool hasWork() const override { return !m_plan.tables.empty(); }
    void make(postgres::Connection &connection, OperationContext &context);
    void run(operations::Run &run) override;

private:
    DataTables::Set chosen(const DataTables &tables) const;
    std::vector<ColumnMapping> mappings(const DataTables &tables, const DataTables::Set &set,
                                        postgres::Connection &connection) const;
    std::vector<qint64> rowsOf(const DataTables &tables, const DataTables::Set &set) const;
    DataTables::Set empty(const DataTables &tables, const DataTables::Set &set,
                          const Archive &former, postgres::Connection &connection) const;
    void describe(const DataTables &tables, const DataTables::Set &set,
                  const std::vector<ColumnMapping> &all, const Aside &aside, qint64 rows,
                  qint64 former);
    qint64 replace(operations::Run &run, postgres::Connection &connection);
    void analyze(operations::Run &run) const;

    ImportOrder m_order;
    stages::Verb m_verb;
    Archive m_archive;
    bool m_isWhole = false;
    Plan m_plan;
};

} // namespace arborist::data
