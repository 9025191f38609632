// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/data/reset/reset_content.h"

#include "services/backup/snapshot.h"
#include "services/core/error.h"
#include "services/core/private_folder.h"
#include "services/data/reset/copy_preview.h"
#include "services/data/reset/copy_rows.h"
#include "services/data/seed/seed_runner.h"
#include "services/migrations/ledgers/settle_tool.h"
#include "services/migrations/run/migrate.h"
#include "services/migrations/run/plan_text.h"
#include "services/postgres/rollback_guard.h"
#include <QCoreApplication>
#include <QJsonArray>
#include <QLocale>

namespace arborist::data {

namespace {

using postgres::Connection;

QString tr(const char *text)
{
    return QCoreApplication::translate("Reset", text);
}

} // namespace

QString outsideText()
{
    return tr("Accounts outside of the database (Cognito, Stripe) stay as they are: they are not "
              "connected yet.");
}

ResetContent::ResetContent(const ResetRequest &request, Connection &connection,
                           OperationContext &context)
    : m_request(request)
{
    readMigrations(connection);
    m_own = MadeByMigrations::of(m_sets);
    readData(connection, context);
}

void ResetContent::readMigrations(Connection &connection)
{
    for (migrations::MigrationSet &found : migrations::findSets(*m_request.workspace)) {
        settleTool(found, connection);
        migrations::MigrationSet set = readSet(std::move(found));
        for (const migrations::Migration &migration : set.migrations) {
            if (!migration.up || !migration.isRunnable)
                throw Error::refused(
                    tr("%1 can only be run by the project's own command.").arg(migration.name),
                    tr("Reset with that command."))
                    .setWhere(migration.file);
        }
        m_ledgers.push_back(set.ledger);
        if (!set.migrations.empty())
            m_sets.push_back(std::move(set));
    }
    if (m_sets.empty())
        throw Error::usage(tr("The project has no migrations: nothing could make the tables anew."),
                           tr("Name tool and folder in [migrations] of arborist.toml."));
}

void ResetContent::readData(Connection &connection, OperationContext &context)
{
    if (m_request.data == ResetData::Source) {
        if (!m_request.source)
            throw Error::usage(tr("There is no source to copy from."),
                               tr("Name one: --source-db URL, or SOURCE_DB_CONNECTION_STRING in "
                                  ".env."));
        m_source.emplace(*m_request.source, connection, context);
    } else if (m_request.data == ResetData::Seed) {
        m_seedFolder = seedFolder(*m_request.workspace);
        if (m_seedFolder.isEmpty())
            throw Error::usage(tr("The project has no seed."));
        m_seedFiles = seedFiles(m_seedFolder, *m_request.workspace);
        m_accounts = declaredAccounts(m_seedFolder, m_seedFiles);
        for (const SeedFile &file :
             m_seedFiles) { // what does not read is told before anything runs
            const auto text = std::make_shared<const SeedText>(file.path, file.shown);
            if (file.form == SeedFile::Form::Sql)
                SqlSeed::parse(*text);
            else if (file.form == SeedFile::Form::Csv)
                csvRows(text);
            else
                jsonRows(text);
        }
    }
}

QString ResetContent::fillTitle() const
{
    return m_source                  ? tr("Copy the rows of %1").arg(m_source->title())
           : m_seedFiles.size() == 1 ? tr("Load the seed: %1").arg(m_seedFiles.front().shown)
                                     : tr("Load the seed: %1 files").arg(m_seedFiles.size());
}

void ResetContent::describe(Plan &plan, Connection &connection, OperationContext &context) const
{
    QJsonArray migrations;
    for (const migrations::MigrationSet &set : m_sets) {
        for (const migrations::Migration &migration : set.migrations) {
            migrations += QJsonObject{{QStringLiteral("name"), migration.name},
                                      {QStringLiteral("sha256"), fileHash(migration)}};
            plan.steps.push_back({migration.name, -1, {}, {}});
        }
    }
    if (m_request.data != ResetData::None)
        plan.steps.push_back({fillTitle(), -1, {}, {}});
    QJsonArray files;
    for (const SeedFile &file : m_seedFiles)
        files += QJsonObject{{QStringLiteral("file"), file.shown},
                             {QStringLiteral("sha256"), SeedText(file.path, file.shown).sha256()}};
    plan.request = {{QStringLiteral("migrations"), migrations},
                    {QStringLiteral("source"), m_source ? m_source->fingerprint() : QString()},
                    {QStringLiteral("seed"), files}};
    DataTables now = DataTables::read(connection, m_ledgers);
    now.countRows(connection, now.all(), context);
    plan.schema = backup::schemaPrint(connection, context.stop); // what goes was looked at
    tellLosses(plan, now, connection.info().database());
    if (m_source)
        previewCopy(plan, *m_source, now, m_ledgers, connection, context);
}

void ResetContent::tellLosses(Plan &plan, const DataTables &tables, const QString &database) const
{
    qint64 rows = 0;
    for (const DataTable &table : tables.tables()) {
        rows += table.rows;
        plan.tables.push_back({table.title(), table.rows});
    }
    plan.loses << tr("All of %1: %2 tables with %3 rows")
                      .arg(database, QString::number(tables.tables().size()),
                           QLocale().toString(rows));
}

void ResetContent::apply(BesideRun &run, const QString &folder)
{
    migrate(run);
    run.passNotes();
    fill(run, folder);
    run.passNotes();
    run.connection().exec(QStringLiteral("ANALYZE"));
}

void ResetContent::migrate(BesideRun &run)
{
    for (const migrations::MigrationSet &set : m_sets) {
        migrations::MigrateRequest request;
        request.set = set;
        request.target = m_request.target;
        planMigrate(request, run.connection(), run.context())->run(run);
    }
}

void ResetContent::fill(BesideRun &run, const QString &folder)
{
    if (m_request.data == ResetData::None)
        return;
    run.beginStep(fillTitle());
    run.hideSteps();
    if (m_request.data == ResetData::Seed) {
        seed(run);
        return;
    }
    makePrivateFolder(folder);
    m_rows = copyRows(*m_source, run, m_ledgers, folder);
}

void ResetContent::seed(BesideRun &run)
{
    Connection &connection = run.connection();
    const DataTables tables = DataTables::read(connection, m_ledgers);
    const SeedOrder order = seedOrder(m_seedFiles, {}, tables);
    const KeysByTable keys = readKeys(connection, tables, tablesOf(order.units));
    SeedRunner runner(order, tables, keys);
    try {
        const postgres::RollbackGuard guard(connection, run.context().stop);
        connection.exec(QStringLiteral("BEGIN"));
        runner.load(connection, run.context());
        run.context().throwIfStopped();
        connection.exec(QStringLiteral("COMMIT"));
    } catch (const Error &error) {
        throw run.context().stop.stop_requested() ? error
                                                  : runner.find(error, connection, run.context());
    }
    for (const auto &[table, rows] : runner.loaded()) {
        m_rows += rows.added;
        run.note(tr("%1: %2 rows").arg(tables.at(table).title(), QLocale().toString(rows.added)));
    }
}

} // namespace arborist::data
