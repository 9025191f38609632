// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/backup/database_twin.h"
#include "services/backup/maintenance.h"
#include "services/backup/restore_rights.h"
#include "services/backup/sessions.h"
#include "services/backup/swap_run.h"
#include "services/core/error.h"
#include "services/core/private_folder.h"
#include "services/data/reset/copy_rows.h"
#include "services/data/reset/made_by_migrations.h"
#include "services/data/reset/reset.h"
#include "services/data/reset/schema_frame.h"
#include "services/data/seed/seed_runner.h"
#include "services/migrations/ledgers/settle_tool.h"
#include "services/migrations/run/migrate.h"
#include "services/migrations/run/plan_text.h"
#include "services/postgres/rollback_guard.h"
#include "services/postgres/sql_file.h"
#include <QCoreApplication>
#include <QJsonArray>
#include <QLocale>
#include <QTemporaryDir>

namespace arborist::data {

namespace {

using postgres::Connection;

QString tr(const char *text)
{
    return QCoreApplication::translate("Reset", text);
}

class PlannedReset final : public ResetOperation
{
public:
    explicit PlannedReset(const ResetRequest &request) : m_request(request) {}

    const Plan &plan() const override { return m_plan; }
    const stages::OperationKind &kind() const override
    {
        return operationKind(stages::Verb::Reset);
    }
    const std::vector<TestAccount> &accounts() const override { return m_accounts; }

    void make(Connection &connection, OperationContext &context);
    void run(operations::Run &run) override;

private:
    void readMigrations(Connection &connection);
    void readData(Connection &connection, OperationContext &context);
    void describe(Connection &connection, OperationContext &context);
    void tellLosses(Connection &connection, OperationContext &context);
    QString makeTitle() const;
    QString fillTitle() const;
    QString swapTitle() const;

    void build(operations::Run &run, backup::SwapRun &swap);
    void migrate(BesideRun &run);
    void fill(BesideRun &run, const QString &folder);
    void seed(BesideRun &run);

    ResetRequest m_request;
    backup::DatabaseTraits m_traits;
    SchemaFrame m_frame;
    MadeByMigrations m_own;
    std::vector<migrations::MigrationSet> m_sets;
    std::vector<migrations::LedgerName> m_ledgers;
    std::optional<SourceDatabase> m_source;
    QString m_seedFolder;
    std::vector<SeedFile> m_seedFiles;
    std::vector<TestAccount> m_accounts;
    Plan m_plan;
    qint64 m_rows = 0;
    int m_steps = 0;
};

void PlannedReset::make(Connection &connection, OperationContext &context)
{
    context.progress->enter(tr("Planning the reset"), 1);
    const QString name = connection.exec(QStringLiteral("SELECT current_database()")).text(0, 0);
    m_traits = backup::readTraits(connection, name).value_or(backup::DatabaseTraits());
    if (const QString why = backup::whyNotBeside(connection, m_traits, context.stop);
        !why.isEmpty())
        throw Error::refused(
            tr("No new database can be made in the place of %1: %2.").arg(name, why),
            tr("Let the role create databases (ALTER ROLE ... CREATEDB) and own this one, or use "
               "one that does."));
    readMigrations(connection);
    m_frame = SchemaFrame::read(connection);
    m_own = MadeByMigrations::of(m_sets);
    m_frame.leaveTo(m_own.schemas);
    readData(connection, context);
    describe(connection, context);
}

void PlannedReset::readMigrations(Connection &connection)
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

void PlannedReset::readData(Connection &connection, OperationContext &context)
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

QString PlannedReset::makeTitle() const
{
    return tr("Make a new database like %1").arg(m_traits.name);
}

QString PlannedReset::fillTitle() const
{
    return m_source                  ? tr("Copy the rows of %1").arg(m_source->title())
           : m_seedFiles.size() == 1 ? tr("Load the seed: %1").arg(m_seedFiles.front().shown)
                                     : tr("Load the seed: %1 files").arg(m_seedFiles.size());
}

QString PlannedReset::swapTitle() const
{
    return tr("End all sessions, and put it in the place of %1").arg(m_traits.name);
}

void PlannedReset::describe(Connection &connection, OperationContext &context)
{
    m_plan.operation = QStringLiteral("reset");
    m_plan.target = m_request.target;
    m_plan.steps.push_back({makeTitle(), -1, {}, {}});
    QJsonArray migrations;
    for (const migrations::MigrationSet &set : m_sets) {
        for (const migrations::Migration &migration : set.migrations) {
            migrations += QJsonObject{{QStringLiteral("name"), migration.name},
                                      {QStringLiteral("sha256"), fileHash(migration)}};
            m_plan.steps.push_back({migration.name, -1, {}, {}});
        }
    }
    if (m_request.data != ResetData::None)
        m_plan.steps.push_back({fillTitle(), -1, {}, {}});
    m_plan.steps.push_back({swapTitle(), -1, {}, tr("nobody can connect for a moment")});
    QJsonArray files;
    for (const SeedFile &file : m_seedFiles)
        files += file.shown;
    m_plan.request = {{QStringLiteral("migrations"), migrations},
                      {QStringLiteral("source"), m_source ? m_source->fingerprint() : QString()},
                      {QStringLiteral("seed"), files}};
    tellLosses(connection, context);
    m_plan.remarks << tr(
        "Accounts outside of the database (Cognito, Stripe) stay as they are: they "
        "are not connected yet.");
    if (const auto sessions = backup::readSessions(connection, m_traits.name); !sessions.empty())
        m_plan.remarks
            << tr("Who is connected is disconnected: %1.").arg(backup::sessionsText(sessions));
    const auto left = connection.exec(postgres::sqlFile(QStringLiteral("reset_left_behind")));
    for (int row = 0; row < left.rows(); ++row)
        m_plan.remarks << tr("Not carried over, unless migrations make them: %1 %2")
                              .arg(left.text(row, 1), left.text(row, 0));
    m_plan.wayBack =
        tr("%1 as it is now is kept beside the new one for %2 days; Undo puts it back. "
           "Until the last step it is in use as it is.")
            .arg(m_traits.name)
            .arg(m_request.keepDays);
}

void PlannedReset::tellLosses(Connection &connection, OperationContext &context)
{
    DataTables tables = DataTables::read(connection, m_ledgers);
    tables.countRows(connection, tables.all(), context);
    qint64 rows = 0;
    for (const DataTable &table : tables.tables()) {
        rows += table.rows;
        m_plan.tables.push_back({table.title(), table.rows});
    }
    m_plan.loses << tr("All of %1: %2 tables with %3 rows")
                        .arg(m_traits.name, QString::number(tables.tables().size()),
                             QLocale().toString(rows));
}

void PlannedReset::run(operations::Run &run)
{
    const auto traits = backup::readTraits(run.connection(), m_traits.name);
    if (!traits || traits->oid != m_traits.oid)
        throw Error::refused(tr("%1 is another database than planned for.").arg(m_traits.name),
                             tr("Plan again."));
    const QString id = backup::SwapRun::idOf(run);
    backup::Swap names;
    names.name = traits->name;
    names.made = backup::databaseName(traits->name, QStringLiteral("_reset_") + id);
    names.aside = backup::asideName(traits->name, id);
    names.run = id;
    names.oid = traits->oid;
    names.comment = names.newComment = traits->comment;
    backup::SwapRun swap(run, names);
    try {
        m_steps = 1;
        run.beginStep(makeTitle());
        run.context().progress->enter(makeTitle(), 0.05);
        backup::createTwin(run.connection(), *traits, names.made);
        backup::setComment(run.connection(), names.made, backup::markOf(id));
        swap.setMade(backup::readTraits(run.connection(), names.made)
                         .value_or(backup::DatabaseTraits())
                         .oid);
        build(run, swap);
        for (const QString &text : backup::equipTwin(run.connection(), traits->name, names.made))
            run.note(text);
        run.beginStep(swapTitle());
        ++m_steps;
        run.context().progress->enter(swapTitle(), 0.05);
        swap.perform();
    } catch (const Error &) {
        swap.abandon();
        run.rolledBack(m_steps);
        run.note(tr("%1 is as it was: nothing was put in its place.").arg(traits->name));
        throw;
    }
    run.addRows(std::max<qint64>(1, m_rows));
    run.note(tr("%1 as it was before is kept as %2 for %3 days.")
                 .arg(traits->name, names.aside, QString::number(m_request.keepDays)));
}

void PlannedReset::build(operations::Run &run, backup::SwapRun &swap)
{
    const QString made = swap.swap().made;
    const auto connect = [&run, made] {
        return backup::openBeside(run.connection(), made, run.context().stop);
    };
    Connection connection = connect();
    for (const QString &text : m_frame.apply(connection))
        run.note(text);
    QTemporaryDir folder; // 0700
    journal::Journal journal = journal::Journal::create(folder.filePath(QStringLiteral("journal")),
                                                        QStringLiteral("made"));
    BesideRun beside(run, connection, connect, journal);
    try {
        migrate(beside);
        beside.passNotes();
        fill(beside, folder.filePath(QStringLiteral("rows")));
        beside.passNotes();
        connection.exec(QStringLiteral("ANALYZE"));
    } catch (...) {
        m_steps += beside.steps();
        throw;
    }
    m_steps += beside.steps();
}

void PlannedReset::migrate(BesideRun &run)
{
    for (const migrations::MigrationSet &set : m_sets) {
        migrations::MigrateRequest request;
        request.set = set;
        request.target = m_request.target;
        planMigrate(request, run.connection(), run.context())->run(run);
    }
}

void PlannedReset::fill(BesideRun &run, const QString &folder)
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

void PlannedReset::seed(BesideRun &run)
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

} // namespace

std::shared_ptr<ResetOperation> planReset(const ResetRequest &request, Connection &connection,
                                          OperationContext &context)
{
    auto planned = std::make_shared<PlannedReset>(request);
    planned->make(connection, context);
    return planned;
}

} // namespace arborist::data
