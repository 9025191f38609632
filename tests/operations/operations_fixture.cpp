// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/operations/operations_fixture.h"

#include "services/core/audit.h"
#include <QDir>
#include <QFile>
#include <QJsonDocument>
#include <stdexcept>

namespace arborist::testing {

OperationsFixture::OperationsFixture() : m_cluster(std::make_unique<TestCluster>())
{
    for (const char *name : {"ARBORIST_STAGE", "DEVSTRIDE_STAGE", "DB_CONNECTION_STRING",
                             "DATABASE_URL", "POSTGRES_URL"})
        qunsetenv(name);
}

OperationsFixture::~OperationsFixture() = default;

void OperationsFixture::reset()
{
    m_folder = std::make_unique<QTemporaryDir>();
    qputenv("ARBORIST_DATA_DIR", QFile::encodeName(path(QStringLiteral("data"))));
    for (const QString &name : {QStringLiteral("local"), QStringLiteral("production")})
        makeFresh(name);
    writeProject(url(QStringLiteral("local")).toUtf8(), url(QStringLiteral("production")).toUtf8());
}

void OperationsFixture::makeFresh(const QString &database)
{
    const QByteArray name = database.toUtf8();
    if (m_cluster
            ->psql(QStringLiteral("postgres"),
                   "SELECT 1 FROM pg_database WHERE datname = '" + name + '\'')
            .isEmpty())
        m_cluster->createDatabase(database);
    m_cluster->psql(
        database,
        "ALTER DATABASE \"" + name +
            "\" RESET ALL; RESET search_path; SET client_min_messages = warning;"
            "DROP SCHEMA IF EXISTS public, standby CASCADE; CREATE SCHEMA public;"
            "CREATE TABLE public.items (id int PRIMARY KEY, value text);"
            "INSERT INTO public.items SELECT g, 'old-' || g FROM generate_series(1, 100) g");
}

void OperationsFixture::writeFile(const QString &name, const QByteArray &text) const
{
    const QString file = path(QStringLiteral("project/") + name);
    QDir().mkpath(QFileInfo(file).path());
    QFile out(file);
    if (!out.open(QIODevice::WriteOnly) || out.write(text) != text.size())
        throw std::runtime_error(out.errorString().toStdString());
}

void OperationsFixture::writeProject(const QByteArray &local, const QByteArray &production,
                                     const QByteArray &more)
{
    writeFile(QStringLiteral("arborist.toml"),
              "[stages.local]\nurl = \"" + local + "\"\nenvironment = \"development\"\n" + more +
                  "[stages.production]\nurl = \"" + production + "\"\n");
    reopen();
}

void OperationsFixture::reopen()
{
    m_workspace = std::make_unique<stages::Workspace>(
        stages::Workspace::open(path(QStringLiteral("project"))));
}

postgres::Connection OperationsFixture::connect(const QString &database) const
{
    return postgres::Connection::open(m_cluster->info(database));
}

OperationContext OperationsFixture::context(const QString &database) const
{
    OperationContext context;
    context.connect = [this, database] { return connect(database); };
    return context;
}

operations::Order OperationsFixture::order(const QString &stage) const
{
    operations::Order order;
    order.workspace = m_workspace.get();
    order.stage = m_workspace->stage(stage);
    order.workspaceKey = m_workspace->folder();
    order.consent.yes = true;
    return order;
}

operations::Order OperationsFixture::orderOfUrl(const QString &database)
{
    m_urlWorkspace = std::make_unique<stages::Workspace>(stages::Workspace::ofUrl(url(database)));
    operations::Order order;
    order.workspace = m_urlWorkspace.get();
    order.stage = &m_urlWorkspace->stages().front();
    order.workspaceKey = url(database);
    order.consent.yes = true;
    return order;
}

QByteArray OperationsFixture::table(const QString &database) const
{
    return m_cluster->psql(database, "SELECT * FROM items ORDER BY id");
}

RunRecord OperationsFixture::record(const Report &report) const
{
    const auto run = RunLog().run(report.run);
    if (!run)
        throw std::runtime_error("the run is not in the history");
    return *run;
}

int OperationsFixture::auditRows() const
{
    const AuditVerdict verdict = verifyAudit();
    return verdict.brokenAt ? -1 : int(verdict.rows);
}

QByteArray told(const Report &report)
{
    return QJsonDocument(report.toJson()).toJson();
}

} // namespace arborist::testing
