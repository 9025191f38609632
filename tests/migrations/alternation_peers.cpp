// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/migrations/alternation_peers.h"

namespace arborist::testing {

using migrations::Project;

namespace {

constexpr const char *kDrizzleRun = R"(const { join } = require('path');
const modules = join(process.argv[2], 'node_modules');
const pg = require(join(modules, 'pg'));
const { drizzle } = require(join(modules, 'drizzle-orm/node-postgres'));
const { migrate } = require(join(modules, 'drizzle-orm/node-postgres/migrator'));
(async () => {
  const client = new pg.Pool();
  await migrate(drizzle({ client }), { migrationsFolder: 'drizzle' });
  await client.end();
})();
)";

QByteArray sections(const char *up, const char *down, int n)
{
    return QByteArray(up) + '\n' + upOf(n) + ";\n\n" + down + '\n' + downOf(n) + ";\n";
}

QString numbered(const char *pattern, int n)
{
    return QString::fromLatin1(pattern).replace(u'#', QString::number(n));
}

} // namespace

QByteArray upOf(int n)
{
    const QByteArray number = QByteArray::number(n);
    return "CREATE VIEW v" + number + " AS SELECT " + number +
           " AS a;\nINSERT INTO log (what) VALUES (" + number + ")";
}

QByteArray downOf(int n)
{
    const QByteArray number = QByteArray::number(n);
    return "DROP VIEW v" + number + ";\nINSERT INTO log (what) VALUES (-" + number + ")";
}

std::pair<QByteArray, qint64> drizzleEntry(int n)
{
    return {numbered("000#_m#", n).toUtf8(), 1795219840639 + 1000 * n};
}

QString drizzleFolder(int n)
{
    return numbered("2026112100104#_m#", n);
}

QByteArray drizzleSql(int n)
{
    QByteArray sql = upOf(n);
    if (n == 2)
        return "-- ✨ bientôt\r\n" + sql.replace("\n", "\r\n") + ";\r\n";
    if (n == 3)
        return sql.replace(";\n", ";--> statement-breakpoint\n") + ";\n--> statement-breakpoint\n";
    if (n == 5)
        return sql + "; -- caf\xe9 in Latin-1\n";
    if (n == 6)
        return "DO $$ BEGIN PERFORM '; -- '; END $$;--> statement-breakpoint\n" + sql;
    return sql + ';';
}

void writeJournal(const Project &project, const QList<std::pair<QByteArray, qint64>> &entries)
{
    QByteArray journal = R"({"version":"7","dialect":"postgresql","entries":[)";
    QByteArray parent = "0";
    int idx = 0;
    for (const auto &[tag, when] : entries) {
        journal += idx == 0 ? "" : ",\n";
        journal += R"({"idx":)" + QByteArray::number(idx) + R"(,"version":"7","when":)" +
                   QByteArray::number(when) + R"(,"tag":")" + tag + R"(","breakpoints":true})";
        project.write(QStringLiteral("drizzle/meta/") + QString::fromUtf8(tag.left(4)) +
                          QStringLiteral("_snapshot.json"),
                      R"({"id":")" + tag + R"(","prevId":")" + parent +
                          R"(","version":"7","dialect":"postgresql","tables":{}})");
        parent = tag;
        ++idx;
    }
    project.write(QStringLiteral("drizzle/meta/_journal.json"), journal + "]}");
}

Peer drizzleOrm()
{
    Peer peer;
    peer.packages = QStringList{QStringLiteral("drizzle-orm@0.45.4"), QStringLiteral("pg@8")};
    peer.files = {{QStringLiteral("migrate.cjs"), kDrizzleRun}};
    peer.grow = [](const Project &project, int n) {
        QList<std::pair<QByteArray, qint64>> entries;
        for (int i = 1; i <= n; ++i)
            entries.append(drizzleEntry(i));
        writeJournal(project, entries);
        const QString stem = QStringLiteral("drizzle/") + QString::fromUtf8(entries.last().first);
        project.write(stem + QStringLiteral(".sql"), drizzleSql(n));
        project.write(stem + QStringLiteral(".down.sql"), downOf(n));
    };
    peer.up =
        QStringList{QStringLiteral("node"), QStringLiteral("migrate.cjs"), QStringLiteral("%1")};
    peer.rows = "SELECT hash, created_at FROM drizzle.__drizzle_migrations ORDER BY id";
    return peer;
}

Peer drizzleKit()
{
    Peer peer = drizzleOrm();
    peer.packages.prepend(QStringLiteral("drizzle-kit@0.31.11"));
    peer.files = {{QStringLiteral("drizzle.config.js"),
                   "module.exports = { dialect: 'postgresql', out: './drizzle',\n"
                   "  dbCredentials: { url: `postgresql://postgres@localhost/"
                   "${process.env.PGDATABASE}?host=${process.env.PGHOST}` } };\n"}};
    peer.up =
        QStringList{QStringLiteral("%1/node_modules/.bin/drizzle-kit"), QStringLiteral("migrate")};
    return peer;
}

Peer drizzleOrm1()
{
    Peer peer = drizzleOrm();
    peer.packages = QStringList{QStringLiteral("drizzle-orm@1.0.0-rc.5"), QStringLiteral("pg@8")};
    peer.grow = [](const Project &project, int n) {
        const QString folder = QStringLiteral("drizzle/") + drizzleFolder(n) + u'/';
        project.write(folder + QStringLiteral("migration.sql"), drizzleSql(n));
        project.write(folder + QStringLiteral("down.sql"), downOf(n));
        project.write(folder + QStringLiteral("snapshot.json"),
                      R"({"version":"8","dialect":"postgres","id":")" + QByteArray::number(n) +
                          R"(","prevIds":[")" + QByteArray::number(n - 1) + R"("],"ddl":[]})");
    };
    peer.rows = "SELECT hash, created_at, name, applied_at IS NULL FROM "
                "drizzle.__drizzle_migrations ORDER BY id";
    return peer;
}

Peer dbmate()
{
    Peer peer;
    peer.packages = QStringList{QStringLiteral("dbmate@2.36.0")};
    peer.grow = [](const Project &project, int n) {
        project.write(numbered("db/migrations/2024010#000000_m#.sql", n),
                      sections("-- migrate:up", "-- migrate:down", n));
    };
    const QStringList common{QStringLiteral("%1/node_modules/.bin/dbmate"), QStringLiteral("--url"),
                             QStringLiteral("postgres://postgres@/%3?socket=%2&sslmode=disable"),
                             QStringLiteral("--no-dump-schema")};
    peer.up = common + QStringList{QStringLiteral("migrate")};
    peer.down = common + QStringList{QStringLiteral("rollback")};
    peer.rows = "SELECT version FROM schema_migrations ORDER BY version";
    return peer;
}

Peer nodePgMigrate()
{
    Peer peer;
    peer.packages = QStringList{QStringLiteral("node-pg-migrate@9.0.0"), QStringLiteral("pg@8")};
    peer.grow = [](const Project &project, int n) {
        project.write(numbered("migrations/170000000000#_m#.sql", n),
                      sections("-- Up Migration", "-- Down Migration", n));
    };
    const QStringList common{
        QStringLiteral("env"), QStringLiteral("DATABASE_URL=postgres:///%3"),
        QStringLiteral("node"),
        QStringLiteral("%1/node_modules/node-pg-migrate/bin/node-pg-migrate.js")};
    peer.up = common + QStringList{QStringLiteral("up")};
    peer.down = common + QStringList{QStringLiteral("down")};
    peer.rows = "SELECT name, run_on IS NULL FROM pgmigrations ORDER BY id";
    return peer;
}

Peer typeOrm()
{
    Peer peer;
    peer.packages = QStringList{QStringLiteral("typeorm@1.1.1"),
                                QStringLiteral("reflect-metadata@0.2"), QStringLiteral("pg@8")};
    peer.files = {{QStringLiteral("source.cjs"),
                   "const { DataSource } = require(process.env.PACKAGES + "
                   "'/node_modules/typeorm');\n"
                   "module.exports = new DataSource({ type: 'postgres', host: process.env.PGHOST, "
                   "username: process.env.PGUSER, database: process.env.PGDATABASE, migrations: "
                   "[__dirname + '/migrations/*.js'] });\n"},
                  {QStringLiteral("package.json"), R"({"private": true})"}};
    peer.grow = [](const Project &project, int n) {
        project.write(numbered("migrations/170000000000#-M#.js", n),
                      "module.exports = class " + numbered("M#170000000000#", n).toUtf8() +
                          " {\n  async up(q) { await q.query(`" + upOf(n) +
                          "`); }\n  async down(q) { await q.query(`" + downOf(n) + "`); }\n};\n");
    };
    const QStringList common{QStringLiteral("env"), QStringLiteral("PACKAGES=%1"),
                             QStringLiteral("node"),
                             QStringLiteral("%1/node_modules/typeorm/cli.js")};
    const QStringList source{QStringLiteral("-d"), QStringLiteral("source.cjs")};
    peer.up = common + QStringList{QStringLiteral("migration:run")} + source;
    peer.down = common + QStringList{QStringLiteral("migration:revert")} + source;
    peer.rows = "SELECT \"timestamp\", name FROM migrations ORDER BY id";
    peer.runsOurs = false;
    return peer;
}

RanProgram runPeer(const QStringList &command, const Project &project, const QString &packages,
                   const TestCluster &cluster, const QString &database)
{
    QStringList words;
    for (QString word : command)
        words.append(word.replace(QStringLiteral("%1"), packages)
                         .replace(QStringLiteral("%2"), cluster.socketFolder())
                         .replace(QStringLiteral("%3"), database));
    QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
    environment.insert(QStringLiteral("PGHOST"), cluster.socketFolder());
    environment.insert(QStringLiteral("PGUSER"), QStringLiteral("postgres"));
    environment.insert(QStringLiteral("PGDATABASE"), database);
    return runProgram(project.path(), words.front(), words.mid(1), QProcess::MergedChannels,
                      environment);
}

} // namespace arborist::testing
