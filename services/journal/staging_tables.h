// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QHash>
#include <QString>

namespace arborist::postgres {
class Connection;
}

namespace arborist::journal {

/// The temporary tables of a session, one for each shape of batch. They are made once and empty
/// themselves at the end of each transaction; behind a pooler, where the next transaction may meet
/// another session, each transaction makes its own. Dropped with this object.
class StagingTables
{
public:
    explicit StagingTables(postgres::Connection &connection);
    ~StagingTables();
    StagingTables(const StagingTables &) = delete;
    StagingTables &operator=(const StagingTables &) = delete;

    /// To be called outside of a transaction.
    void prepare(const QString &definition);
    /// To be called within the transaction; returns the table's name.
    QString use(const QString &definition);

private:
    postgres::Connection &m_connection;
    const bool m_pooled;
    QHash<QString, QString> m_names; ///< by definition
};

} // namespace arborist::journal
