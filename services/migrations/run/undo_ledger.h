// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/migrations/ledgers/ledger.h"
#include <QSet>

namespace arborist::migrations {

/// A ledger for taking back migrations of which some are half way: for these the progress that a
/// run has kept stands for the row.
class UndoLedger final : public Ledger
{
public:
    UndoLedger(std::unique_ptr<Ledger> ledger, const LedgerName &name);

    void addHalfWay(const Migration &migration) { m_halfWay.insert(migration.id); }

    LedgerState read(postgres::Connection &connection) const override;
    void create(postgres::Connection &connection) const override;
    void lock(postgres::Connection &connection) const override;
    bool isRecorded(postgres::Connection &connection, const Migration &migration) const override;
    bool begin(postgres::Connection &connection, const QByteArray &script,
               const Migration &migration) const override;
    void record(postgres::Connection &connection, const Migration &migration) const override;
    void forget(postgres::Connection &connection, const Migration &migration) const override;
    QString recordSql(const Migration &migration) const override;
    QString forgetSql(const Migration &migration) const override;

private:
    bool isHalfWay(const Migration &migration) const { return m_halfWay.contains(migration.id); }

    std::unique_ptr<Ledger> m_ledger;
    ProgressTable m_progress;
    QSet<QString> m_halfWay; ///< ids
};

} // namespace arborist::migrations
