// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/migrations/read_status.h"
#include "services/postgres/connection.h"
#include "tests/migrations/npm_packages.h"
#include "tests/migrations/project.h"
#include "tests/support/test_cluster.h"
#include <QTest>
#include <optional>

using namespace arborist;
using namespace arborist::migrations;

/// A tool, its project, and how it is run.
struct Peer {
    QStringList packages;
    QList<std::pair<QString, QByteArray>> files; ///< %1 is replaced by the socket, %2 the database
    QStringList command;                         ///< likewise; %3 is the folder of the packages
    QByteArray rows;                             ///< a query for what its ledger holds
    QByteArray idle;                             ///< what it says with nothing to do
};
Q_DECLARE_METATYPE(Peer)

/// Ledgers that the real tools have written are understood, and they find nothing to do after ours.
class LedgerPeersTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase() { m_cluster.emplace(); }
    void rowsAreThoseOfTheTool_data();
    void rowsAreThoseOfTheTool();

private:
    RanProgram run(const Peer &peer, const Project &project, const QString &packages,
                   const QString &database) const
    {
        const auto filled = [&](QString text) {
            return text.replace(QStringLiteral("%1"), m_cluster->socketFolder())
                .replace(QStringLiteral("%2"), database)
                .replace(QStringLiteral("%3"), packages);
        };
        for (const auto &[name, text] : peer.files)
            project.write(name, filled(QString::fromUtf8(text)).toUtf8());
        QStringList command;
        for (const QString &word : peer.command)
            command.append(filled(word));
        return runProgram(project.path(), command.front(), command.mid(1));
    }
    /// The columns of its table, with types and defaults.
    QByteArray columns(const QString &database, const LedgerName &ledger) const
    {
        return m_cluster->psql(
            database, "SELECT column_name, data_type, character_maximum_length, is_nullable, "
                      "column_default, is_identity FROM information_schema.columns WHERE "
                      "table_name = '" +
                          ledger.table.toUtf8() + "' ORDER BY ordinal_position");
    }

    std::optional<TestCluster> m_cluster;
};

void LedgerPeersTest::rowsAreThoseOfTheTool_data()
{
    QTest::addColumn<Peer>("peer");
    const QByteArray one = "CREATE TABLE one (a int)", two = "CREATE TABLE two (a int)";
    const QByteArray drizzle = R"(const pg = require('%3/node_modules/pg');
const { drizzle } = require('%3/node_modules/drizzle-orm/node-postgres');
const { migrate } = require('%3/node_modules/drizzle-orm/node-postgres/migrator');
const client = new pg.Pool({ host: '%1', user: 'postgres', database: '%2' });
const count = async () => (await client.query('SELECT count(*)::int AS n FROM pg_class')).rows[0].n;
(async () => {
  const before = await count();
  await migrate(drizzle({ client }), { migrationsFolder: 'drizzle' });
  console.log(await count() === before ? 'idle' : 'ran');
  await client.end();
})();
)";
    const QStringList node{QStringLiteral("node"), QStringLiteral("migrate.cjs")};
    const QString pg = QStringLiteral("pg@8");
    QTest::newRow("drizzle-orm 0.45")
        << Peer{{QStringLiteral("drizzle-orm@0.45.4"), pg},
                {{QStringLiteral("migrate.cjs"), drizzle},
                 {QStringLiteral("drizzle/meta/_journal.json"),
                  R"({"version":"7","dialect":"postgresql","entries":[
                  {"idx":0,"when":1795219685639,"tag":"0000_one"},
                  {"idx":1,"when":1795219685700,"tag":"0001_two"}]})"},
                 {QStringLiteral("drizzle/meta/0000_snapshot.json"),
                  R"({"id":"a","prevId":"0","version":"7"})"},
                 {QStringLiteral("drizzle/meta/0001_snapshot.json"),
                  R"({"id":"b","prevId":"a","version":"7"})"},
                 {QStringLiteral("drizzle/0000_one.sql"), one + ";\r\n--> statement-breakpoint\n"},
                 {QStringLiteral("drizzle/0001_two.sql"), two + " -- ✨"}},
                node,
                "SELECT hash, created_at FROM drizzle.__drizzle_migrations ORDER BY id",
                "idle"};
    QTest::newRow("drizzle-orm 1.0")
        << Peer{{QStringLiteral("drizzle-orm@1.0.0-rc.5"), pg},
                {{QStringLiteral("migrate.cjs"), drizzle},
                 {QStringLiteral("drizzle/20261121001040_one/migration.sql"), one},
                 {QStringLiteral("drizzle/20261121001040_one/snapshot.json"),
                  R"({"id":"a","prevIds":["0"],"version":"8"})"},
                 // A month, a day and a second that carry over.
                 {QStringLiteral("drizzle/20261332001099_two/migration.sql"), two},
                 {QStringLiteral("drizzle/20261332001099_two/snapshot.json"),
                  R"({"id":"b","prevIds":["a"],"version":"8"})"}},
                node,
                "SELECT hash, created_at, name, applied_at IS NULL FROM "
                "drizzle.__drizzle_migrations ORDER BY id",
                "idle"};
    const auto sql = [&](const char *up, const char *down, const QByteArray &text,
                         const char *table) {
        return QByteArray(up) + "\n" + text + ";\n" + down + "\nDROP TABLE " + table + ";\n";
    };
    QTest::newRow("dbmate") << Peer{
        {QStringLiteral("dbmate@2.36.0")},
        {{QStringLiteral("db/migrations/20240101000000_one.sql"),
          sql("-- migrate:up", "-- migrate:down", one, "one")},
         {QStringLiteral("db/migrations/20240102000000_two.sql"),
          sql("-- migrate:up", "-- migrate:down", two, "two")}},
        {QStringLiteral("%3/node_modules/.bin/dbmate"), QStringLiteral("--url"),
         QStringLiteral("postgres://postgres@/%2?socket=%1&sslmode=disable"),
         QStringLiteral("--no-dump-schema"), QStringLiteral("migrate")},
        "SELECT version FROM schema_migrations ORDER BY version",
        ""};
    QTest::newRow("node-pg-migrate") << Peer{
        {QStringLiteral("node-pg-migrate@9.0.0"), pg},
        {{QStringLiteral("migrations/1700000000000_one.sql"),
          sql("-- Up Migration", "-- Down Migration", one, "one")},
         {QStringLiteral("migrations/20240102000000000_two.sql"),
          sql("-- Up Migration", "-- Down Migration", two, "two")}},
        {QStringLiteral("env"), QStringLiteral("PGHOST=%1"), QStringLiteral("PGUSER=postgres"),
         QStringLiteral("DATABASE_URL=postgres:///%2"), QStringLiteral("node"),
         QStringLiteral("%3/node_modules/node-pg-migrate/bin/node-pg-migrate.js"),
         QStringLiteral("up")},
        "SELECT name, run_on IS NULL FROM pgmigrations ORDER BY id",
        "No migrations to run!"};
    const auto typeOrm = [](const char *name, const QByteArray &text) {
        return QByteArray("module.exports = class ") + name +
               " {\n  async up(q) { await q.query('" + text + "'); }\n  async down(q) {}\n};\n";
    };
    QTest::newRow("TypeORM") << Peer{
        {QStringLiteral("typeorm@1.1.1"), QStringLiteral("reflect-metadata@0.2"), pg},
        {{QStringLiteral("source.cjs"),
          "const { DataSource } = require('%3/node_modules/typeorm');\n"
          "module.exports = new DataSource({ type: 'postgres', host: '%1', username: 'postgres', "
          "database: '%2', migrations: [__dirname + '/migrations/*.js'] });\n"},
         {QStringLiteral("package.json"), R"({"private": true})"},
         {QStringLiteral("migrations/1700000000000-One.js"), typeOrm("One1700000000000", one)},
         {QStringLiteral("migrations/1600000000000-Two.js"), typeOrm("Two1700000000001", two)}},
        {QStringLiteral("node"), QStringLiteral("%3/node_modules/typeorm/cli.js"),
         QStringLiteral("migration:run"), QStringLiteral("-d"), QStringLiteral("source.cjs")},
        "SELECT \"timestamp\", name FROM migrations ORDER BY id",
        "No migrations are pending"};
}

void LedgerPeersTest::rowsAreThoseOfTheTool()
{
    QFETCH(Peer, peer);
    const QString packages = npmPackages(peer.packages);
    if (packages.isEmpty())
        QSKIP("npm or its registry cannot be reached: the packages are not at hand");
    static int number = 0;
    const QString theirs = QStringLiteral("theirs%1").arg(++number);
    const QString ours = QStringLiteral("ours%1").arg(number);
    auto theirDatabase = postgres::Connection::open(m_cluster->createDatabase(theirs));
    auto ourDatabase = postgres::Connection::open(m_cluster->createDatabase(ours));
    const Project project;

    const RanProgram ran = run(peer, project, packages, theirs);
    QVERIFY2(ran.fine, ran.output.constData());
    const StageSet applied = readStatuses(project.workspace(), theirDatabase).at(0);
    QCOMPARE(codes(applied.status.problems), QStringList());
    QCOMPARE(applied.status.applied, 2);
    QCOMPARE(applied.status.pending, 0);

    const auto ledger = Ledger::of(applied.set);
    ledger->create(ourDatabase);
    for (const Migration &each : applied.set.migrations) {
        ourDatabase.execScript("BEGIN");
        ledger->lock(ourDatabase);
        for (const Piece &piece : each.up ? each.up->pieces : std::vector<Piece>())
            ourDatabase.execScript(piece.sql);
        ledger->record(ourDatabase, each);
        ourDatabase.execScript("COMMIT");
    }
    QVERIFY(!m_cluster->psql(ours, peer.rows).trimmed().isEmpty());
    QCOMPARE(m_cluster->psql(ours, peer.rows), m_cluster->psql(theirs, peer.rows));
    QCOMPARE(columns(ours, applied.set.ledger), columns(theirs, applied.set.ledger));
    const RanProgram idle = run(peer, project, packages, ours);
    QVERIFY2(idle.fine && idle.output.contains(peer.idle), idle.output.constData());
    QCOMPARE(m_cluster->psql(ours, peer.rows), m_cluster->psql(theirs, peer.rows));
}

QTEST_GUILESS_MAIN(LedgerPeersTest)
#include "ledger_peers_test.moc"
