// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/operations/reach_fixture.h"

#include "services/stages/fingerprint_verdict.h"
#include "tests/operations/update_operation.h"
#include "tests/support/pooler.h"
#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <netinet/in.h>
#include <stdexcept>
#include <sys/socket.h>
#include <unistd.h>

namespace arborist::testing {

using stages::Workspace;

namespace {

bool canListen6()
{
    const int fd = socket(AF_INET6, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in6 address{};
    address.sin6_family = AF_INET6;
    address.sin6_addr = in6addr_loopback;
    const bool can =
        fd >= 0 && bind(fd, reinterpret_cast<const sockaddr *>(&address), sizeof address) == 0;
    if (fd >= 0)
        close(fd);
    return can;
}

class Update final : public UpdateOperation
{
public:
    using UpdateOperation::UpdateOperation;
    void run(operations::Run &run) override
    {
        if (m_reconnects)
            run.context().connect();
        UpdateOperation::run(run);
    }
    bool m_reconnects = false;
};

QByteArray items()
{
    return "SET client_min_messages = warning; DROP TABLE IF EXISTS public.items;"
           "CREATE TABLE public.items (id int PRIMARY KEY, value text);"
           "INSERT INTO public.items SELECT g, 'old-' || g FROM generate_series(1, 100) g;";
}

} // namespace

ReachFixture::ReachFixture() : m_port(freePort()), m_ipv6(canListen6())
{
    TestCluster::Options options;
    options.port = m_port;
    options.settings = {QStringLiteral("listen_addresses = '127.0.0.1,127.0.0.2%1'")
                            .arg(m_ipv6 ? QStringLiteral(",::1") : QString()),
                        QStringLiteral("wal_level = replica"),
                        QStringLiteral("max_wal_senders = 4")};
    options.hbaLines = {QStringLiteral("host all all 127.0.0.0/8 trust"),
                        QStringLiteral("host all all ::1/128 trust"),
                        QStringLiteral("local replication all trust")};
    m_cluster = std::make_unique<TestCluster>(options);
    m_cluster->createDatabase(QStringLiteral("production"));
    m_cluster->createDatabase(QStringLiteral("local"));
    makeItems(QStringLiteral("production"));
    makeItems(QStringLiteral("local"));
}

ReachFixture::~ReachFixture() = default;

void ReachFixture::makeItems(const QString &database) const
{
    m_cluster->psql(database, items());
}

void ReachFixture::reset()
{
    for (const QByteArray &name : std::as_const(m_variables))
        qunsetenv(name.constData());
    m_variables.clear();
    for (const char *name : {"ARBORIST_STAGE", "DEVSTRIDE_STAGE", "DB_CONNECTION_STRING",
                             "DATABASE_URL", "POSTGRES_URL", "PGHOST", "PGPORT", "PGDATABASE",
                             "PGUSER", "PGPASSWORD", "PGSERVICE", "PGSERVICEFILE", "PGOPTIONS"})
        qunsetenv(name);
    m_folder = std::make_unique<QTemporaryDir>();
    forgetMachine();
    for (const auto &database : {QStringLiteral("production"), QStringLiteral("local")}) {
        if (changed(database) != 0)
            makeItems(database);
    }
    setStages(usualStages());
    setAddresses(url("local"), url("production"));
}

QByteArray ReachFixture::usualStages()
{
    return "[stages.local]\nurl = \"env:LOCAL_URL\"\nenvironment = \"development\"\n"
           "[stages.production]\nurl = \"env:PRODUCTION_URL\"\n";
}

QByteArray ReachFixture::url(const QByteArray &database, const QByteArray &host) const
{
    return "postgresql://postgres@" + host + ':' + QByteArray::number(m_port) + '/' + database;
}

QString ReachFixture::path(const QString &name) const
{
    const QString folder = m_folder->filePath(QStringLiteral("project"));
    return name.isEmpty() ? folder : folder + u'/' + name;
}

void ReachFixture::write(const QString &name, const QByteArray &text) const
{
    const QString file = QDir::isAbsolutePath(name) ? name : path(name);
    QDir().mkpath(QFileInfo(file).path());
    QFile out(file);
    if (!out.open(QIODevice::WriteOnly) || out.write(text) != text.size())
        throw std::runtime_error(out.errorString().toStdString());
}

void ReachFixture::setAddresses(const QByteArray &local, const QByteArray &production) const
{
    write(QStringLiteral(".env"),
          "LOCAL_URL=\"" + local + "\"\nPRODUCTION_URL=\"" + production + "\"\n");
}

void ReachFixture::setVariable(const char *name, const QByteArray &value)
{
    qputenv(name, value);
    m_variables << QByteArray(name);
}

void ReachFixture::forgetMachine()
{
    setVariable("ARBORIST_DATA_DIR",
                QFile::encodeName(outside(QStringLiteral("data-%1").arg(++m_machines))));
}

void ReachFixture::visit(const QStringList &names, const QString &folder) const
{
    const Workspace workspace = Workspace::open(folder.isEmpty() ? path() : folder);
    stages::FingerprintStore store;
    for (const QString &name : names) {
        const stages::Stage &stage = *workspace.stage(name);
        const stages::StageCheck check = stages::check(workspace, stage);
        if (!check.reachable)
            throw std::runtime_error(check.error->what());
        verifyFingerprint(workspace, stage, check, store);
    }
}

void ReachFixture::lock() const
{
    const Workspace workspace = Workspace::open(path());
    const stages::Stage &stage = *workspace.stage(QStringLiteral("production"));
    stages::writeLockRecord(path(), recordOf(stage, stages::check(workspace, stage)));
}

ReachFixture::Attempt ReachFixture::through(const QString &stage)
{
    Attempt attempt;
    attempt.stage = stage;
    return attempt;
}

Report ReachFixture::write(const Attempt &attempt) const
{
    const Workspace workspace =
        attempt.url.isEmpty() ? Workspace::open(attempt.folder.isEmpty() ? path() : attempt.folder)
                              : Workspace::ofUrl(attempt.url);
    const stages::Stage *stage =
        attempt.url.isEmpty() ? workspace.stage(attempt.stage) : &workspace.stages().front();
    if (!stage)
        throw std::runtime_error("no such stage");
    int opened = 0;
    OperationContext context;
    context.connect = [&] {
        return attempt.connect ? attempt.connect(opened++)
                               : postgres::Connection::open(workspace.resolve(*stage));
    };
    postgres::Connection connection = context.connect();
    Update operation(connection, 10);
    operation.m_reconnects = attempt.furtherConnection;
    operations::Order order;
    order.workspace = &workspace;
    order.stage = stage;
    order.workspaceKey = workspace.folder();
    order.nearby = attempt.nearby;
    order.consent.yes = true;
    order.consent.typedName = attempt.typed.isEmpty() ? stage->name : attempt.typed;
    return execute(operation, order, context);
}

int ReachFixture::changed(const TestCluster &cluster, const QString &database) const
{
    auto connection = postgres::Connection::open(cluster.info(database));
    return int(
        connection
            .exec(QStringLiteral("SELECT count(*) FROM public.items WHERE value LIKE 'new-%'"))
            .integer(0, 0));
}

} // namespace arborist::testing
