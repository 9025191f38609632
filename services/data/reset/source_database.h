// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/core/operation_context.h"
#include "services/postgres/connection.h"

namespace arborist::data {

/// The database that a reset copies its rows from. Every connection to it is one that cannot write.
class SourceDatabase
{
public:
    /// Looks at it. Throws a refusing Error where it is the very database that `target` is
    /// connected to, whatever address leads there.
    SourceDatabase(const postgres::ConnectionInfo &info, postgres::Connection &target,
                   const OperationContext &context);

    /// Host, database and fingerprint, for people and to be compared.
    const QString &title() const { return m_title; }
    const QString &fingerprint() const { return m_fingerprint; }
    /// Opens one; throws Error where it leads to another database by now.
    postgres::Connection connect(std::stop_token stop) const;

private:
    static QString identityOf(postgres::Connection &connection);

    postgres::ConnectionInfo m_info;
    QString m_title;
    QString m_fingerprint;
};

} // namespace arborist::data
