// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/migrations/status.h"
#include "services/postgres/connection.h"
#include "tests/migrations/project.h"
#include "tests/support/test_cluster.h"
#include <optional>

namespace arborist::migrations {

/// A server with a ledger of Drizzle, for the tests of it.
class DrizzleLedgerFixture
{
protected:
    void startCluster(const TestCluster::Options &options = {}) { m_cluster.emplace(options); }
    void empty()
    {
        m_connection.emplace(postgres::Connection::open(m_cluster->info()));
        m_connection->execScript("SET client_min_messages = error; DROP SCHEMA IF EXISTS drizzle "
                                 "CASCADE; DROP SCHEMA public CASCADE; CREATE SCHEMA public");
    }
    QByteArray rows() const
    {
        return m_cluster
            ->psql(QStringLiteral("postgres"), "SELECT hash, created_at FROM "
                                               "drizzle.__drizzle_migrations ORDER BY id")
            .trimmed();
    }
    void makeTable(const char *more = "")
    {
        m_connection->execScript(QByteArray("CREATE SCHEMA drizzle; CREATE TABLE "
                                            "drizzle.__drizzle_migrations (id serial PRIMARY KEY, "
                                            "hash text NOT NULL, created_at bigint") +
                                 more + ")");
    }
    void insert(const QString &hash, const QByteArray &time)
    {
        m_connection->execScript("INSERT INTO drizzle.__drizzle_migrations (hash, created_at) "
                                 "VALUES ('" +
                                 hash.toUtf8() + "', " + time + ")");
    }
    SetStatus read(const MigrationSet &set)
    {
        return statusOf(set, Ledger::of(set)->read(*m_connection));
    }

    /// "applied pending"
    static QString states(const SetStatus &status)
    {
        QStringList keys;
        for (const MigrationStatus &each : status.migrations)
            keys.append(toKey(each.state));
        return keys.join(u' ');
    }

    std::optional<TestCluster> m_cluster;
    std::optional<postgres::Connection> m_connection;
};

} // namespace arborist::migrations
