// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/cli/cli_runner.h"
#include "tests/support/test_cluster.h"
#include <QDir>
#include <QFile>
#include <QJsonArray>
#include <QRegularExpression>
#include <QTemporaryDir>
#include <QTest>
#include <memory>

using namespace arborist;
using namespace arborist::testing;

namespace {

/// Two organizations with the trees 1 > (2 > 4, 3) and 10 > 11, and in the first one 40 pairs: with
/// fewer parents a single drifted one would make its rule look unknown.
const char kTree[] = R"(
    CREATE TABLE items (
        id bigint PRIMARY KEY, organization_id bigint NOT NULL,
        parent_id bigint REFERENCES items, title text, status text NOT NULL DEFAULT 'open',
        depth int NOT NULL, child_count int NOT NULL, updated_at timestamptz DEFAULT '2026-01-01');
    INSERT INTO items (id, organization_id, parent_id, title, depth, child_count) VALUES
        (1, 7, NULL, 'Root', 0, 2), (2, 7, 1, 'Branch', 1, 1), (3, 7, 1, 'Leaf', 1, 0),
        (4, 7, 2, 'Twig', 2, 0), (10, 8, NULL, 'Other', 0, 1), (11, 8, 10, 'Child', 1, 0);
    INSERT INTO items (id, organization_id, parent_id, title, depth, child_count)
        SELECT g, 7, NULL, 'Parent', 0, 1 FROM generate_series(101, 140) g;
    INSERT INTO items (id, organization_id, parent_id, title, depth, child_count)
        SELECT g + 100, 7, g, 'Child', 1, 0 FROM generate_series(101, 140) g;
)";

/// Of Prometheus' text format: a comment, a sample, or nothing.
bool isMetricsLine(const QByteArray &line)
{
    static const QRegularExpression form(QStringLiteral(
        "^(# (HELP|TYPE) \\w+ .+|\\w+\\{(\\w+=\"([^\"\\\\]|\\\\.)*\",?)+\\} [0-9.e+-]+)?$"));
    return form.match(QString::fromUtf8(line)).hasMatch();
}

QJsonObject object(const QJsonObject &parent, const char *key)
{
    return parent.value(QLatin1String(key)).toObject();
}

} // namespace

/// The commands on a real server: shapes of the JSON, exit codes.
class CliDatabaseTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase()
    {
        QVERIFY(m_folder.isValid());
        qputenv("ARBORIST_DATA_DIR", QFile::encodeName(m_folder.filePath(QStringLiteral("data"))));
        for (const char *name :
             {"ARBORIST_STAGE", "DEVSTRIDE_STAGE", "DB_CONNECTION_STRING", "DATABASE_URL"})
            qunsetenv(name);
        TestCluster::Options options;
        options.hbaLines << QStringLiteral("local all guarded scram-sha-256");
        m_cluster = std::make_unique<TestCluster>(options);
        m_healthy = urlOf("healthy", kTree);
        m_drifted = urlOf("drifted", kTree);
        m_cluster->psql(QStringLiteral("drifted"), "UPDATE items SET child_count = 5 WHERE id = 1;"
                                                   "UPDATE items SET depth = 9 WHERE id = 11");
        m_cluster->psql(QStringLiteral("postgres"), "CREATE ROLE guarded LOGIN PASSWORD 'right'");
    }

    void cleanupTestCase() { m_cluster.reset(); }

    void aHealthyHierarchy()
    {
        const CliRun text = run(m_healthy, "scan --check");
        QCOMPARE(text.exitCode, 0);
        QVERIFY(text.out.contains("public.items on "));
        QVERIFY(text.out.contains("is healthy: all 86 items"));
        QCOMPARE(text.err, QByteArray());

        const QJsonObject scan = run(m_healthy, "scan --json --check").json();
        QCOMPARE(scan.value(QStringLiteral("table")).toString(), QStringLiteral("public.items"));
        QCOMPARE(scan.value(QStringLiteral("items")).toInt(), 86);
        QCOMPARE(scan.value(QStringLiteral("organizations")).toInt(), 2);
        QCOMPARE(scan.value(QStringLiteral("healthy")), QJsonValue(true));
        QCOMPARE(scan.value(QStringLiteral("in_flight")).toInt(-1), 0);
        QVERIFY(scan.value(QStringLiteral("duration_ms")).toInt(-1) >= 0);
        QVERIFY(scan.value(QStringLiteral("target")).isString());
        QVERIFY(object(scan, "drift").isEmpty());
        QCOMPARE(object(object(scan, "rules"), "child_count").value(QStringLiteral("agreement")),
                 QJsonValue(1));
        QVERIFY(!scan.contains(QStringLiteral("findings")));
    }

    void driftIsFoundAndListed()
    {
        QCOMPARE(run(m_drifted, "scan").exitCode, 0);
        const CliRun check = run(m_drifted, "scan --check");
        QCOMPARE(check.exitCode, 4);
        QVERIFY(check.out.contains("R1"));
        QVERIFY(check.out.contains("Child count"));

        const CliRun listed = run(m_drifted, "scan --findings --json --check");
        QCOMPARE(listed.exitCode, 4);
        const QJsonObject scan = listed.json();
        QCOMPARE(scan.value(QStringLiteral("healthy")), QJsonValue(false));
        const QJsonObject counts = object(object(scan, "drift"), "R1");
        QCOMPARE(counts.value(QStringLiteral("items")).toInt(), 1);
        QCOMPARE(counts.value(QStringLiteral("origins")).toInt(), 1);
        QCOMPARE(counts.value(QStringLiteral("repairable")).toInt(), 1);
        const QJsonArray findings = scan.value(QStringLiteral("findings")).toArray();
        QCOMPARE(findings.size(), 2);
        for (const QJsonValue &value : findings) {
            const QJsonObject finding = value.toObject();
            const bool depth = finding.value(QStringLiteral("kind")).toString() == u"D1";
            const auto expect = [&](const char *key, const char *ifDepth, const char *ifCount) {
                QCOMPARE(finding.value(QLatin1String(key)).toString(),
                         QString::fromLatin1(depth ? ifDepth : ifCount));
            };
            expect("id", "11", "1");
            expect("organization", "8", "7");
            expect("column", "depth", "child_count");
            expect("stored", "9", "5");
            expect("expected", "1", "2");
            QCOMPARE(finding.value(QStringLiteral("origin")), QJsonValue(true));
        }
        QVERIFY(run(m_drifted, "scan --findings").out.contains("child_count"));
    }

    /// The paths of a chain grow with the square of its length; a report shows their ends.
    void veryLongPathsAreCut()
    {
        const QString url = urlOf("chain", R"(
            CREATE TABLE items (id bigint PRIMARY KEY, parent_id bigint REFERENCES items,
                                depth int, path text);
            INSERT INTO items SELECT g, nullif(g - 1, 0), g - 1,
                (SELECT string_agg(i::text, '/' ORDER BY i) FROM generate_series(1, g) i)
                FROM generate_series(1, 3000) g;
            UPDATE items SET path = path || '!' WHERE id > 2900)");
        const CliRun listed = run(url, "scan --findings --json");
        const QJsonArray findings = listed.json().value(QStringLiteral("findings")).toArray();
        int paths = 0;
        for (const QJsonValue &value : findings) {
            const QJsonObject finding = value.toObject();
            if (finding.value(QStringLiteral("kind")).toString() != u"D2")
                continue;
            ++paths;
            const QString id = finding.value(QStringLiteral("id")).toString();
            const QString stored = finding.value(QStringLiteral("stored")).toString();
            const QString expected = finding.value(QStringLiteral("expected")).toString();
            QVERIFY(stored.startsWith(u'…') && stored.endsWith(u'/' + id + u'!'));
            QVERIFY(expected.startsWith(u'…') && expected.endsWith(u'/' + id));
            QCOMPARE(expected.size(), 4001);
        }
        QCOMPARE(paths, 100);
    }

    void metricsForACollector()
    {
        const QString file = m_folder.filePath(QStringLiteral("arborist.prom"));
        QCOMPARE(run(m_drifted, ("scan --check --metrics " + file.toUtf8()).constData()).exitCode,
                 4);
        QFile written(file);
        QVERIFY(written.open(QIODevice::ReadOnly));
        const QByteArray text = written.readAll();
        QVERIFY(text.contains("# TYPE arborist_drift_items gauge\n"));
        QVERIFY(text.contains("table=\"public.items\"} 86\n"));
        QVERIFY(text.contains(",kind=\"R1\"} 1\n"));
        QVERIFY(text.contains(",kind=\"S1\"} 0\n"));
        for (const QByteArray &line : text.split('\n')) {
            QVERIFY2(isMetricsLine(line), line.constData());
        }
        const CliRun closed = run(m_drifted, "scan --metrics /nowhere/arborist.prom");
        QCOMPARE(closed.exitCode, 1);
        QVERIFY(closed.err.contains("/nowhere/arborist.prom"));
    }

    void oneOrganization()
    {
        const QJsonObject scan = run(m_drifted, "scan --json -o 8").json();
        QCOMPARE(scan.value(QStringLiteral("items")).toInt(), 2);
        QCOMPARE(object(scan, "drift").keys(), QStringList(QStringLiteral("D1")));
        const CliRun none = run(m_drifted, "scan -o 99");
        QCOMPARE(none.exitCode, 1);
        QVERIFY(none.err.contains("99"));
    }

    void anUnclearRuleIsChosenAndKept()
    {
        const QString url = urlOf("unclear", kTree);
        m_cluster->psql(QStringLiteral("unclear"),
                        "UPDATE items SET depth = depth + 1 WHERE id % 2 = 0");
        const CliRun text = run(url, "scan");
        QVERIFY(text.out.contains("What it could be"));
        QVERIFY(text.out.contains("--rule depth=from-1"));
        const auto depth = [&](const char *line) {
            return object(object(run(url, line).json(), "rules"), "depth");
        };
        const QJsonObject unclear = depth("scan --json");
        QCOMPARE(unclear.value(QStringLiteral("known")), QJsonValue(false));
        QCOMPARE(unclear.value(QStringLiteral("source")).toString(), QStringLiteral("fitted"));
        const QJsonArray candidates = unclear.value(QStringLiteral("candidates")).toArray();
        QCOMPARE(candidates.size(), 2);
        QVERIFY(candidates[0][QStringLiteral("agreement")].toDouble() > 0.4);
        QVERIFY(candidates[0][QStringLiteral("settings")][0].toString().startsWith(u"depth=from-"));

        QCOMPARE(depth("scan --json --rule depth=from-1").value(QStringLiteral("source")),
                 QJsonValue(QStringLiteral("chosen")));
        QCOMPARE(depth("scan --json").value(QStringLiteral("source")),
                 QJsonValue(QStringLiteral("fitted"))); // it was for that once
        QCOMPARE(run(url, "scan --check --rule depth=from-1 --keep-rules").exitCode, 4);
        QVERIFY(run(url, "scan").out.contains("(kept on this machine)"));
        QCOMPARE(depth("scan --json").value(QStringLiteral("source")),
                 QJsonValue(QStringLiteral("kept")));
        // Repairs take it, too; it is part of the plan.
        const QByteArray plan = run(url, "repair hierarchy --dry-run --json").out;
        QVERIFY(plan.contains("edges to the root, from 1"));
        QCOMPARE(depth("scan --json --forget-rules").value(QStringLiteral("source")),
                 QJsonValue(QStringLiteral("fitted")));

        QCOMPARE(run(url, "scan --rule depth=deep").exitCode, 2);
        QVERIFY(run(url, "scan --rule depth=deep").err.contains("from-0, from-1"));
        QCOMPARE(run(url, "scan --rule deep=1").exitCode, 2);
        QCOMPARE(run(url, "scan --keep-rules").exitCode, 2);
    }

    void theWorkspaceFileOutranksKeptRules()
    {
        const QTemporaryDir folder;
        QFile file(folder.filePath(QStringLiteral("arborist.toml")));
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write("[stages.local]\nurl = \"" + m_healthy.toUtf8() +
                   "\"\n[[hierarchy]]\ntable = \"items\"\nupdated = \"updated_at\"\n"
                   "[hierarchy.derived]\ndepth = \"depth\"\n"
                   "[hierarchy.rules]\ndepth = \"from-0\"\n");
        file.close();
        const QStringList scan{QStringLiteral("--workspace"), folder.path(),
                               QStringLiteral("scan"),        QStringLiteral("--json"),
                               QStringLiteral("--rule"),      QStringLiteral("depth=from-1")};
        const CliRun refused = runInProcess(scan + QStringList(QStringLiteral("--keep-rules")));
        QCOMPARE(refused.exitCode, 2);
        QVERIFY(refused.err.contains("arborist.toml declares depth"));
        // For this once it is taken.
        QCOMPARE(object(object(runInProcess(scan).json(), "rules"), "depth")
                     .value(QStringLiteral("source")),
                 QJsonValue(QStringLiteral("chosen")));
    }

    void severalHierarchies()
    {
        const QString url = urlOf("several", kTree);
        m_cluster->psql(
            QStringLiteral("several"),
            "CREATE TABLE folders (id int PRIMARY KEY, parent_id int REFERENCES folders,"
            " name text); INSERT INTO folders VALUES (1, NULL, 'a'), (2, 1, 'b')");
        const QJsonArray both =
            run(url, "scan --json").json().value(QStringLiteral("hierarchies")).toArray();
        QCOMPARE(both.size(), 2);
        const QJsonObject one = run(url, "scan --json --hierarchy folders").json();
        QCOMPARE(one.value(QStringLiteral("table")).toString(), QStringLiteral("public.folders"));
        QCOMPARE(one.value(QStringLiteral("items")).toInt(), 2);
        QCOMPARE(run(url, "scan --hierarchy public.items").exitCode, 0);
        const CliRun unknown = run(url, "scan --hierarchy nowhere");
        QCOMPARE(unknown.exitCode, 2);
        QVERIFY(unknown.err.contains("public.folders"));
    }

    void noHierarchy()
    {
        const CliRun scan = run(urlOf("plain", "CREATE TABLE t (a int)"), "scan");
        QCOMPARE(scan.exitCode, 1);
        QVERIFY(scan.err.contains("No item hierarchy"));
        QVERIFY(scan.err.contains("arborist.toml"));
    }

    void status()
    {
        const CliRun healthy = run(m_healthy, "status --json --check");
        QCOMPARE(healthy.exitCode, 0);
        const QJsonObject json = healthy.json();
        QCOMPARE(json.value(QStringLiteral("connected")), QJsonValue(true));
        QCOMPARE(json.value(QStringLiteral("database")).toString(), QStringLiteral("healthy"));
        QVERIFY(!json.value(QStringLiteral("server_version")).toString().isEmpty());
        QVERIFY(json.value(QStringLiteral("migrations")).isArray());
        QCOMPARE(json.value(QStringLiteral("tables")).toInt(), 1);
        QVERIFY(json.value(QStringLiteral("size_bytes")).toInteger() > 1000000);
        QVERIFY(run(m_healthy, "status").out.contains("Nothing needs attention"));

        const QString url = urlOf("loose", kTree);
        m_cluster->psql(QStringLiteral("loose"),
                        "ALTER TABLE items ADD CONSTRAINT titled CHECK (title <> '') NOT VALID");
        QCOMPARE(run(url, "status").exitCode, 0);
        const CliRun check = run(url, "status --check");
        QCOMPARE(check.exitCode, 4);
        QVERIFY(check.out.contains("titled"));
    }

    void stagesOfAFolder()
    {
        const QString folder = m_folder.filePath(QStringLiteral("project"));
        QVERIFY(QDir().mkpath(folder));
        QFile env(folder + QStringLiteral("/.env"));
        QVERIFY(env.open(QIODevice::WriteOnly));
        env.write("DB_CONNECTION_STRING=" + m_drifted.toUtf8() + '\n');
        env.close();
        QFile production(folder + QStringLiteral("/.env.production"));
        QVERIFY(production.open(QIODevice::WriteOnly));
        production.write("DB_CONNECTION_STRING=postgresql://me:s3cr3tword@127.0.0.1:1/live\n");
        production.close();
        const QStringList workspace{QStringLiteral("--workspace"), folder};

        const CliRun list = runInProcess(workspace + words("stages --json"));
        QCOMPARE(list.exitCode, 0);
        QVERIFY(!list.all().contains("s3cr3tword"));
        const QJsonArray stages = list.json().value(QStringLiteral("stages")).toArray();
        QCOMPARE(stages.size(), 2);
        int reachable = 0;
        for (const QJsonValue &value : stages) {
            const QJsonObject stage = value.toObject();
            const bool live = stage.value(QStringLiteral("name")).toString() == u"production";
            QCOMPARE(stage.value(QStringLiteral("protected")), QJsonValue(live));
            QCOMPARE(stage.value(QStringLiteral("reachable")), QJsonValue(!live));
            QCOMPARE(stage.value(QStringLiteral("error")).isObject(), live);
            reachable += live ? 0 : 1;
        }
        QCOMPARE(reachable, 1);

        const CliRun current = runInProcess(workspace + words("current --json"));
        QCOMPARE(current.exitCode, 0);
        const QJsonObject target = object(current.json(), "target");
        QCOMPARE(target.value(QStringLiteral("database")).toString(), QStringLiteral("drifted"));
        QVERIFY(target.contains(QStringLiteral("stage")));
        QVERIFY(target.contains(QStringLiteral("branch")));
        QVERIFY(!object(target, "fingerprint").isEmpty());
        QVERIFY(current.json().contains(QStringLiteral("source")));

        const CliRun unknown = runInProcess(workspace + words("--target mars scan"));
        QCOMPARE(unknown.exitCode, 2);
        QVERIFY(unknown.err.contains("production"));
        QCOMPARE(runInProcess(workspace + words("--env production scan")).exitCode, 1);
        QCOMPARE(runInProcess(workspace + words("scan --check")).exitCode, 4);
        // What the scan found is remembered for that stage.
        const QJsonObject last =
            object(runInProcess(workspace + words("status --json")).json(), "last_scan");
        QCOMPARE(last.value(QStringLiteral("drifted")).toInt(), 2);
        QVERIFY(QDir::setCurrent(folder));
        QCOMPARE(runInProcess(words("scan --check")).exitCode, 4);
    }

    void aRefusedPasswordIsNotPrinted()
    {
        const QString url =
            QStringLiteral("postgresql://guarded:s3cr3tword@/healthy?host=%1&port=%2")
                .arg(m_cluster->info().value(QStringLiteral("host")),
                     m_cluster->info().value(QStringLiteral("port")));
        const CliRun scan = run(url, "scan --json");
        QCOMPARE(scan.exitCode, 1);
        QCOMPARE(object(scan.json(), "error").value(QStringLiteral("sqlstate")).toString(),
                 QStringLiteral("28P01"));
        QVERIFY(!scan.all().contains("s3cr3tword"));
    }

    void aRoleWithoutSelectIsToldSo()
    {
        m_cluster->psql(QStringLiteral("healthy"), "CREATE ROLE blind LOGIN");
        const QString url = QStringLiteral("postgresql://blind@/healthy?host=%1&port=%2")
                                .arg(m_cluster->info().value(QStringLiteral("host")),
                                     m_cluster->info().value(QStringLiteral("port")));
        const CliRun scan = run(url, "scan --json");
        QCOMPARE(scan.exitCode, 1);
        QCOMPARE(object(scan.json(), "error").value(QStringLiteral("sqlstate")).toString(),
                 QStringLiteral("42501"));
    }

private:
    static CliRun run(const QString &url, const char *line)
    {
        return runInProcess(QStringList{QStringLiteral("--db"), url} + words(line));
    }

    QString urlOf(const char *database, const char *script)
    {
        const QString name = QString::fromLatin1(database);
        const auto info = m_cluster->createDatabase(name);
        m_cluster->psql(name, script);
        return info.toUrl();
    }

    QTemporaryDir m_folder;
    std::unique_ptr<TestCluster> m_cluster;
    QString m_healthy;
    QString m_drifted;
};

QTEST_GUILESS_MAIN(CliDatabaseTest)
#include "cli_database_test.moc"
