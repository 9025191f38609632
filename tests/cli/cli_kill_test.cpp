// SPDX-License-Identifier: GPL-3.0-or-later
// arboristctl is killed at random moments of a repair and of an undo: what it leaves behind can
// always be brought to the one end or the other, and nothing is lost on the way.
#include "services/postgres/connection.h"
#include "tests/cli/cli_runner.h"
#include "tests/support/test_cluster.h"
#include <QElapsedTimer>
#include <QJsonArray>
#include <QProcess>
#include <QRandomGenerator>
#include <QTemporaryDir>
#include <QTest>
#include <csignal>
#include <memory>

using namespace arborist;
using namespace arborist::testing;

namespace {

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
constexpr int kMoments = 8;
#else
constexpr int kMoments = 50;
#endif

/// Three batches: 25,000 items in groups of 50, with every depth and path correct.
constexpr const char *kTable = R"(
    CREATE TABLE items (id bigint PRIMARY KEY, parent_id bigint, title text, depth int, path text,
                        child_count int);
    INSERT INTO items SELECT i, nullif((i - 1) / 50, 0), 'Item ' || i, 0, '', 0
        FROM generate_series(1, 25000) i;
    WITH RECURSIVE tree(id, depth, path) AS (
        SELECT id, 0, id::text FROM items WHERE parent_id IS NULL
        UNION ALL SELECT i.id, t.depth + 1, t.path || '/' || i.id FROM tree t
                  JOIN items i ON i.parent_id = t.id)
    UPDATE items i SET depth = t.depth, path = t.path FROM tree t WHERE t.id = i.id;
    UPDATE items i SET child_count = (SELECT count(*) FROM items c WHERE c.parent_id = i.id)
        WHERE id <= 501;
    ALTER TABLE items ADD FOREIGN KEY (parent_id) REFERENCES items;
    CREATE INDEX ON items (parent_id);)";

/// Leaves only, so that the rules still show on the inner items.
constexpr const char *kDamage = "UPDATE items SET depth = depth + 3, child_count = child_count + 1 "
                                "WHERE id > 501";

} // namespace

class CliKillTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase()
    {
        m_cluster = std::make_unique<TestCluster>();
        m_url = m_cluster->createDatabase(QStringLiteral("tracker")).toUrl();
        sql(kTable);
        m_truth = table();
        sql(kDamage);
        m_damaged = table();
        sql("CREATE TABLE kept AS SELECT id AS a, parent_id AS b, title AS c, depth AS d, "
            "path AS e, child_count AS f FROM items");
        qputenv("ARBORIST_DATA_DIR", QFile::encodeName(m_folder.filePath(QStringLiteral("data"))));
        const CliRun once =
            run({QStringLiteral("repair"), QStringLiteral("all"), QStringLiteral("--yes")});
        QVERIFY2(once.exitCode == 0, once.err.constData());
        QCOMPARE(table(), m_truth);
        QCOMPARE(run(words("undo last --yes")).exitCode, 0);
        QCOMPARE(table(), m_damaged);
    }
    void cleanupTestCase()
    {
        m_connection.reset();
        m_cluster.reset();
    }

    void duringARepair()
    {
        const qint64 usual = duration(words("repair all --yes"));
        QCOMPARE(run(words("undo last --yes")).exitCode, 0);
        int cutOff = 0;
        for (int moment = 0; moment < kMoments; ++moment) {
            const bool killed = killAfter(words("repair all --yes"), randomTime(usual));
            const QJsonObject last = lastRun();
            if (killed && last[u"operation"].toString() == u"repair all" &&
                last[u"outcome"].isNull())
                ++cutOff;
            if (moment % 2 == 0) { // back
                if (table() != m_damaged) {
                    const CliRun undo = run(
                        {QStringLiteral("undo"), last[u"run"].toString(), QStringLiteral("--yes")});
                    QVERIFY2(undo.exitCode == 0, undo.all().constData());
                }
            } else { // on, and back
                const CliRun again = run(words("repair all --yes"));
                QVERIFY2(again.exitCode == 0, again.all().constData());
                QCOMPARE(table(), m_truth);
                ask("TRUNCATE items");
                ask("INSERT INTO items TABLE kept");
            }
            QCOMPARE(table(), m_damaged);
            tidy();
        }
        QVERIFY2(cutOff > 0, "no moment fell into a run");
        QCOMPARE(run(words("audit verify")).exitCode, 0);
    }

    void duringAnUndo()
    {
        QCOMPARE(run(words("repair all --yes")).exitCode, 0);
        QString repair = lastRun()[u"run"].toString();
        const qint64 usual = duration({QStringLiteral("undo"), repair, QStringLiteral("--yes")});
        for (int moment = 0; moment < kMoments; ++moment) {
            QCOMPARE(table(), m_damaged);
            QCOMPARE(run(words("repair all --yes")).exitCode, 0);
            repair = lastRun()[u"run"].toString();
            const QStringList undo{QStringLiteral("undo"), repair, QStringLiteral("--yes")};
            killAfter(undo, randomTime(usual));
            const QByteArray left = table();
            const CliRun again = run(undo);
            QVERIFY2(again.exitCode == 0 || left == m_damaged, again.all().constData());
            tidy();
        }
        QCOMPARE(table(), m_damaged);
        QCOMPARE(run(words("audit verify")).exitCode, 0);
    }

private:
    QByteArray sql(const QByteArray &script) const
    {
        return m_cluster->psql(QStringLiteral("tracker"), script);
    }
    QByteArray table() const
    {
        return ask("SELECT md5(string_agg(i::text, E'\\n' ORDER BY id)) FROM items i");
    }
    /// The first value of the answer; on a connection that stays, since a program for each of the
    /// hundreds of questions takes longer than what is tested.
    QByteArray ask(const char *sql) const
    {
        if (!m_connection) {
            auto info = m_cluster->info(QStringLiteral("tracker"));
            info.setValue(QStringLiteral("application_name"), QStringLiteral("test"));
            m_connection.emplace(postgres::Connection::open(info));
        }
        const postgres::Result answer = m_connection->exec(QString::fromUtf8(sql));
        return answer.rows() == 0 ? QByteArray() : answer.text(0, 0).toUtf8();
    }
    /// Without autovacuum what each moment leaves behind would slow all that follow.
    void tidy() const { ask("VACUUM items"); }
    QStringList withUrl(const QStringList &line) const
    {
        return QStringList{QStringLiteral("--db"), m_url} + line;
    }
    CliRun run(const QStringList &line) const { return runInProcess(withUrl(line)); }

    QJsonObject lastRun() const
    {
        const QJsonObject history = run(words("history --limit 1 --json")).json();
        return history[u"runs"].toArray().at(0).toObject();
    }

    qint64 duration(const QStringList &line) const
    {
        QElapsedTimer timer;
        timer.start();
        QProcess program;
        program.start(QStringLiteral(ARBORISTCTL), withUrl(line));
        program.waitForFinished(120000);
        return timer.elapsed();
    }

    /// False if it was faster.
    bool killAfter(const QStringList &line, qint64 milliseconds) const
    {
        QProcess program;
        program.start(QStringLiteral(ARBORISTCTL), withUrl(line));
        if (program.waitForFinished(int(milliseconds)))
            return false;
        program.kill();
        program.waitForFinished(60000);
        // Its server process ends by itself when it next reads or writes.
        ask("SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
            "WHERE application_name = 'Arborist'");
        while (ask("SELECT count(*) FROM pg_stat_activity WHERE application_name = 'Arborist'") !=
               "0")
            QTest::qSleep(1);
        return true;
    }

    static qint64 randomTime(qint64 usual)
    {
        return 1 + QRandomGenerator::global()->bounded(qMax<qint64>(2, usual));
    }

    QTemporaryDir m_folder;
    std::unique_ptr<TestCluster> m_cluster;
    mutable std::optional<postgres::Connection> m_connection;
    QString m_url;
    QByteArray m_truth, m_damaged;
};

QTEST_GUILESS_MAIN(CliKillTest)
#include "cli_kill_test.moc"
