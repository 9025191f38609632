// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/migrations/alternation_fixture.h"

#include "services/migrations/read_status.h"
#include "services/migrations/run/migrate.h"
#include "services/operations/plan_target.h"
#include "tests/migrations/npm_packages.h"
#include "tests/migrations/unchecked_run.h"
#include <QTest>

namespace arborist::testing {

using namespace arborist::migrations;

AlternationFixture::AlternationFixture()
{
    for (const char *name : {"ARBORIST_STAGE", "DB_CONNECTION_STRING", "DATABASE_URL"})
        qunsetenv(name);
    qputenv("ARBORIST_DATA_DIR", QFile::encodeName(m_data.path()));
}

void AlternationFixture::reset()
{
    m_project.emplace();
    m_project->remove(QStringLiteral(".env"));
    nextDatabase();
}

void AlternationFixture::nextDatabase()
{
    m_database = QStringLiteral("shared%1").arg(++m_number);
    const QByteArray url = m_cluster.createDatabase(m_database).toUrl().toUtf8();
    sql("CREATE SCHEMA app; ALTER DATABASE " + m_database.toUtf8() +
        " SET search_path = app, public");
    sql("CREATE TABLE public.log (id serial PRIMARY KEY, what int)");
    m_project->write(QStringLiteral("arborist.toml"),
                     "[stages.shared]\nurl = \"" + url + "\"\nenvironment = \"test\"\n");
}

void AlternationFixture::dropDatabase() const
{
    m_cluster.psql(QStringLiteral("postgres"),
                   "SET client_min_messages = warning; DROP DATABASE " + m_database.toUtf8() +
                       " WITH (FORCE); DROP ROLE IF EXISTS app_admin, app_reader;");
}

bool AlternationFixture::prepare(const Peer &peer)
{
    m_packages = npmPackages(peer.packages);
    for (const auto &[name, text] : peer.files)
        m_project->write(name, text);
    return !m_packages.isEmpty();
}

QByteArray AlternationFixture::log() const
{
    return sql("SELECT coalesce(string_agg(what::text, ' ' ORDER BY id), '') FROM log").trimmed();
}

QString AlternationFixture::status() const
{
    auto connection = postgres::Connection::open(m_cluster.info(m_database));
    const StageSet found = readStatuses(m_project->workspace(), connection).at(0);
    const QString counts =
        QStringLiteral("%1/%2").arg(found.status.applied).arg(found.status.pending);
    return (QStringList{counts} + codes(found.status.problems)).join(QStringLiteral(", "));
}

RanProgram AlternationFixture::runTheirs(const QStringList &command) const
{
    return runPeer(command, *m_project, m_packages, m_cluster, m_database);
}

void AlternationFixture::theirs(const QStringList &command) const
{
    const RanProgram ran = runTheirs(command);
    QVERIFY2(ran.fine, ran.output.constData());
}

RanProgram AlternationFixture::runOurs(const QStringList &words) const
{
    return runProgram(m_project->path(), QStringLiteral(ARBORISTCTL),
                      QStringList{QStringLiteral("--confirm"), QStringLiteral("shared")} + words);
}

void AlternationFixture::ours(const QStringList &words) const
{
    const RanProgram ran = runOurs(words);
    QVERIFY2(ran.fine, ran.output.constData());
}

void AlternationFixture::expectRefusal(const QStringList &words, const QString &text) const
{
    const RanProgram ran = runOurs(words);
    QVERIFY2(!ran.fine && ran.output.contains(text.toUtf8()), ran.output.constData());
}

void AlternationFixture::migrate(bool byTool, const Peer &peer) const
{
    if (byTool)
        theirs(peer.up);
    else
        ours({QStringLiteral("migrate")});
}

void AlternationFixture::apply(bool byTool, const Peer &peer, int newest) const
{
    const int before = status().split(u'/').front().toInt();
    if (byTool || peer.runsOurs) {
        migrate(byTool, peer);
    } else if (before < newest) { // run by hand, then recorded
        for (int n = before + 1; n <= newest; ++n)
            sql(upOf(n));
        ours({QStringLiteral("baseline"), QStringLiteral("M%1").arg(newest)});
    }
    if (QTest::currentTestFailed())
        return;
    QCOMPARE(status(), QStringLiteral("%1/0").arg(newest));
}

void AlternationFixture::takeBack(bool byTool, const Peer &peer) const
{
    if (byTool ? !peer.down.isEmpty() : !peer.runsOurs)
        theirs(peer.down);
    else
        takeBackByOurs();
}

void AlternationFixture::runUnchecked(const MakePlan &make) const
{
    OperationContext context;
    context.connect = [this] { return postgres::Connection::open(m_cluster.info(m_database)); };
    auto connection = context.connect();
    const auto workspace = m_project->workspace();
    const auto planned =
        make(readStatuses(workspace, connection).at(0).set,
             operations::planTarget(*workspace.stage(QStringLiteral("shared")), connection),
             connection, context);
    const Report report = UncheckedRun(context, m_data.filePath(QStringLiteral("j"))).run(*planned);
    QVERIFY2(report.outcome == Report::Result::Succeeded,
             QJsonDocument(report.toJson()).toJson().constData());
}

void AlternationFixture::migrateUnchecked() const
{
    runUnchecked([](MigrationSet set, const PlanTarget &target, auto &connection, auto &context) {
        MigrateRequest request;
        request.set = std::move(set);
        request.target = target;
        return planMigrate(request, connection, context);
    });
}

void AlternationFixture::takeBackByOurs() const
{
    runUnchecked([](MigrationSet set, const PlanTarget &target, auto &connection, auto &context) {
        RollbackRequest request;
        request.set = std::move(set);
        request.target = target;
        return planRollback(request, connection, context);
    });
}

} // namespace arborist::testing
