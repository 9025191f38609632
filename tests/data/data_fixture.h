// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/data/transfer/export.h"
#include "services/data/transfer/import.h"
#include "services/data/wipe/wipe.h"
#include "tests/operations/operations_fixture.h"
#include "tests/support/database_text.h"

namespace arborist::testing {

/// Exports, imports and wipes of the stage "local" (or of a bare URL), as a person at a desk does
/// them who gives every consent; and an independent look at what became of the data.
class DataFixture
{
public:
    /// The stage's database is made anew, without the items of the operations' tests.
    void reset();
    /// One table or more of every kind that PostgreSQL has, with odd names and values.
    void makeEverything(const QString &database = QStringLiteral("local"));

    OperationsFixture &operations() { return m_operations; }
    TestCluster &cluster() { return m_operations.cluster(); }
    QString path(const QString &name) const { return m_operations.path(name); }
    QByteArray psql(const QByteArray &script, const QString &database = QStringLiteral("local"))
    {
        return m_operations.cluster().psql(database, script);
    }
    /// pg_dump of schema and data, in lines that compare; without the ledgers and such.
    QByteArray dump(const QString &database = QStringLiteral("local")) const;

    data::ExportOrder exportOrder(const QString &folder, const QStringList &tables = {});
    data::ImportOrder importOrder(const QString &folder, const QStringList &tables = {});
    operations::PlannedOperationPtr plan(const data::ExportOrder &order);
    operations::PlannedOperationPtr plan(const data::ImportOrder &order,
                                         const QString &database = QStringLiteral("local"));
    operations::PlannedOperationPtr plan(const data::WipeOrder &order);
    operations::PlannedOperationPtr planUndo(const Report &report);
    Report execute(operations::PlannedOperation &planned,
                   const QString &database = QStringLiteral("local"), const QString &undoes = {});
    Report execute(operations::PlannedOperation &planned, OperationContext &context,
                   const QString &database = QStringLiteral("local"), const QString &undoes = {});
    /// Plans and runs; the test fails where it does not succeed.
    void exportTo(const QString &folder, const QStringList &tables = {});
    Report importFrom(const QString &folder, const QStringList &tables = {});
    /// Nothing of an export in the making, and no table or type of ours, is left.
    QByteArray leftovers() const;

private:
    OperationsFixture m_operations;
};

/// Throws what a report failed with.
void require(const Report &report);

} // namespace arborist::testing
