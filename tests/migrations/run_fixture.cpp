// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/migrations/run_fixture.h"

#include "services/operations/plan_target.h"
#include "tests/migrations/unchecked_run.h"
#include <QDir>
#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <stdexcept>

namespace arborist::testing {

namespace {

constexpr qint64 kFirst = 1795219685000;

constexpr const char *kEmpty = R"(
    SET client_min_messages = warning;
    SELECT pg_terminate_backend(pid) FROM pg_stat_activity
        WHERE datname = current_database() AND pid <> pg_backend_pid();
    DO $$ DECLARE name text; BEGIN
        FOR name IN SELECT nspname FROM pg_namespace
            WHERE nspname !~ '^pg_' AND nspname <> 'information_schema' LOOP
            EXECUTE format('DROP SCHEMA %I CASCADE', name);
        END LOOP;
    END $$;
    CREATE SCHEMA public;)";

} // namespace

RunFixture::RunFixture() : m_cluster(std::make_unique<TestCluster>())
{
    for (const char *name : {"ARBORIST_STAGE", "DEVSTRIDE_STAGE", "DB_CONNECTION_STRING",
                             "DATABASE_URL", "POSTGRES_URL"})
        qunsetenv(name);
}

RunFixture::~RunFixture() = default;

void RunFixture::reset()
{
    m_folder = std::make_unique<QTemporaryDir>();
    m_entries.clear();
    qputenv("ARBORIST_DATA_DIR", QFile::encodeName(path(QStringLiteral("data"))));
    const QString name = QStringLiteral("tracker");
    if (m_cluster
            ->psql(QStringLiteral("postgres"),
                   "SELECT 1 FROM pg_database WHERE datname = 'tracker'")
            .isEmpty())
        m_cluster->createDatabase(name);
    m_cluster->psql(name, kEmpty);
    const QByteArray url = m_cluster->info(name).toUrl().toUtf8();
    QDir().mkpath(folder() + QStringLiteral("/meta"));
    writeFile(QStringLiteral("../arborist.toml"),
              "[stages.local]\nurl = \"" + url +
                  "\"\nenvironment = \"test\"\n[migrations]\ntool = \"drizzle\"\n"
                  "folder = \"drizzle\"\n");
    writeJournal();
    m_workspace = std::make_unique<stages::Workspace>(stages::Workspace::open(project()));
}

QString RunFixture::folder() const
{
    return project() + QStringLiteral("/drizzle");
}

void RunFixture::writeFile(const QString &name, const QByteArray &text) const
{
    QFile file(folder() + u'/' + name);
    if (!file.open(QIODevice::WriteOnly) || file.write(text) != text.size())
        throw std::runtime_error(file.errorString().toStdString());
}

void RunFixture::removeFile(const QString &name) const
{
    QFile::remove(folder() + u'/' + name);
}

void RunFixture::add(const QString &tag, const QByteArray &sql, qint64 when)
{
    m_entries.emplace_back(tag, when > 0 ? when : kFirst + 1000 * qint64(m_entries.size()));
    writeFile(tag + QStringLiteral(".sql"), sql);
    writeJournal();
}

void RunFixture::writeJournal() const
{
    QJsonArray entries;
    for (const auto &[tag, when] : m_entries)
        entries += QJsonObject{{QStringLiteral("idx"), entries.size()},
                               {QStringLiteral("version"), QStringLiteral("7")},
                               {QStringLiteral("when"), when},
                               {QStringLiteral("tag"), tag},
                               {QStringLiteral("breakpoints"), true}};
    const QJsonObject journal{{QStringLiteral("version"), QStringLiteral("7")},
                              {QStringLiteral("dialect"), QStringLiteral("postgresql")},
                              {QStringLiteral("entries"), entries}};
    writeFile(QStringLiteral("meta/_journal.json"), QJsonDocument(journal).toJson());
}

migrations::MigrationSet RunFixture::set() const
{
    const auto sets = migrations::readSets(*m_workspace);
    if (sets.size() != 1)
        throw std::runtime_error("not one set but " + std::to_string(sets.size()));
    return sets.front();
}

postgres::Connection RunFixture::connect() const
{
    return postgres::Connection::open(m_cluster->info(QStringLiteral("tracker")));
}

OperationContext RunFixture::context() const
{
    OperationContext context;
    context.connect = [this] { return connect(); };
    return context;
}

operations::Order RunFixture::order() const
{
    operations::Order order;
    order.workspace = m_workspace.get();
    order.stage = m_workspace->stage(QStringLiteral("local"));
    order.workspaceKey = m_workspace->folder();
    order.consent.yes = true;
    order.consent.withoutBackup = true;
    return order;
}

migrations::MigrateRequest RunFixture::request() const
{
    using namespace std::chrono_literals;
    migrations::MigrateRequest request;
    request.set = set();
    request.patience.pause = 20ms;
    postgres::Connection connection = connect();
    request.target =
        operations::planTarget(*m_workspace->stage(QStringLiteral("local")), connection);
    return request;
}

Report RunFixture::migrate(const migrations::MigrateRequest &request)
{
    OperationContext planning = context();
    postgres::Connection connection = connect();
    const auto planned = planMigrate(request, connection, planning);
    return run(*planned, context());
}

Report RunFixture::run(operations::PlannedOperation &operation, OperationContext context)
{
    return operations::execute(operation, order(), context);
}

Report RunFixture::runUnchecked(operations::PlannedOperation &operation)
{
    return UncheckedRun(context(), path(QStringLiteral("journals"))).run(operation);
}

QByteArray RunFixture::sql(const QByteArray &script) const
{
    return m_cluster->psql(QStringLiteral("tracker"), script);
}

QByteArray RunFixture::ledger() const
{
    return sql("SELECT hash, created_at FROM drizzle.__drizzle_migrations ORDER BY id");
}

QByteArray told(const Report &report)
{
    return QJsonDocument(report.toJson()).toJson();
}

} // namespace arborist::testing
