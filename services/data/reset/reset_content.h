// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/data/reset/beside_run.h"
#include "services/data/reset/made_by_migrations.h"
#include "services/data/reset/reset.h"
#include "services/data/reset/source_database.h"
#include "services/data/seed/seed_files.h"
#include "services/data/tables/data_tables.h"

namespace arborist::data {

/// What a reset does not touch, for the plan.
QString outsideText();

/// What a reset puts into an empty database, or one whose former content is out of the way: tables
/// by all migrations, rows by the source or the seed.
class ResetContent
{
public:
    /// Reads files and source. Throws Error: no migrations, one that cannot be run, no source.
    ResetContent(const ResetRequest &request, postgres::Connection &connection,
                 OperationContext &context);

    /// Schemas and extensions that migrations make, whatever there is.
    const MadeByMigrations &made() const { return m_own; }
    const std::vector<TestAccount> &accounts() const { return m_accounts; }
    /// Adds its steps, the request and what is lost.
    void describe(Plan &plan, postgres::Connection &connection, OperationContext &context) const;

    /// `folder` takes rows that are on their way. Throws Error.
    void apply(BesideRun &run, const QString &folder);
    qint64 rows() const { return m_rows; } ///< that were put there

private:
    void readMigrations(postgres::Connection &connection);
    void readData(postgres::Connection &connection, OperationContext &context);
    QString fillTitle() const;
    void tellLosses(Plan &plan, const DataTables &tables, const QString &database) const;
    void migrate(BesideRun &run);
    void fill(BesideRun &run, const QString &folder);
    void seed(BesideRun &run);

    ResetRequest m_request;
    MadeByMigrations m_own;
    std::vector<migrations::MigrationSet> m_sets;
    std::vector<migrations::LedgerName> m_ledgers;
    std::optional<SourceDatabase> m_source;
    QString m_seedFolder;
    std::vector<SeedFile> m_seedFiles;
    std::vector<TestAccount> m_accounts;
    qint64 m_rows = 0;
};

} // namespace arborist::data
