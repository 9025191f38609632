// SPDX-License-Identifier: GPL-3.0-or-later
// What a scan says when something is in its way: a clear Error each time, and the next one works.
#include "services/core/error.h"
#include "services/hierarchy/scan.h"
#include "services/postgres/connection.h"
#include "tests/support/test_cluster.h"
#include <QRandomGenerator>
#include <QTest>
#include <atomic>
#include <thread>
#include <variant>

using namespace arborist;
using namespace arborist::hierarchy;

namespace {

using Answer = std::variant<SnapshotPtr, Error>;

Mapping itemsMapping(const QString &table)
{
    Mapping mapping;
    mapping.table = table;
    mapping.id = QStringLiteral("id");
    mapping.parent = QStringLiteral("parent_id");
    mapping.organization = QStringLiteral("organization_id");
    mapping.estimate = QStringLiteral("estimate");
    mapping.depth = QStringLiteral("depth");
    mapping.path = QStringLiteral("path");
    mapping.childCount = QStringLiteral("child_count");
    mapping.rules.depthBase = 0;
    mapping.rules.path = PathRule{};
    return mapping;
}

/// Makes public.<table> with `count` items, a root for each 1,000.
QByteArray makeTable(const QByteArray &table, int count, const QByteArray &idType = "bigint")
{
    return "CREATE TABLE " + table + " (id " + idType + ", parent_id " + idType +
           ", organization_id bigint, estimate numeric(10,2), depth integer, path text, "
           "child_count integer); INSERT INTO " +
           table + " SELECT i::" + idType + ", nullif(i / 1000 * 1000, i)::" + idType +
           ", 1, 1.5, (i % 1000 > 0)::integer, CASE WHEN i % 1000 > 0 THEN (i / 1000 * 1000) || "
           "'/' "
           "ELSE '' END || i, CASE WHEN i % 1000 > 0 THEN 0 ELSE 999 END FROM generate_series(0, " +
           QByteArray::number(count - 1) + ") i;";
}

Answer runScan(const Mapping &mapping, const postgres::ConnectionInfo &info,
               OperationContext context = {})
{
    try {
        context.connect = [&info, &context] {
            return postgres::Connection::open(info, context.stop);
        };
        postgres::Connection connection = context.connect();
        return scan({mapping, {}}, connection, context);
    } catch (const Error &error) {
        return error;
    }
}

} // namespace

class ScanFailuresTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase();
    void emptyTable();
    void tableDroppedMeanwhile();
    void columnDroppedMeanwhile();
    void roleWithoutSelect();
    void rowLevelSecurity();
    void unexpectedType_data();
    void unexpectedType();
    void duplicateId();
    void nullId();
    void hugeTextId();
    void cancelAtRandomMoments();
    void serverKilled();

private:
    void verifyError(const Answer &answer, const char *sqlState, const QStringList &words);

    std::unique_ptr<TestCluster> m_cluster;
};

void ScanFailuresTest::initTestCase()
{
    m_cluster = std::make_unique<TestCluster>();
    m_cluster->psql(QStringLiteral("postgres"),
                    makeTable("items", 150000) + "CREATE ROLE reader LOGIN;");
}

/// The answer is an error of that SQLSTATE ("" for any) with a hint, whose text has all `words`.
void ScanFailuresTest::verifyError(const Answer &answer, const char *sqlState,
                                   const QStringList &words)
{
    QVERIFY2(std::holds_alternative<Error>(answer), "the scan succeeded");
    const Error error = std::get<Error>(answer);
    QVERIFY(!error.message().isEmpty());
    QVERIFY2(!error.hint().isEmpty(), error.what());
    if (*sqlState != 0)
        QCOMPARE(error.sqlState(), QString::fromLatin1(sqlState));
    const QString text = error.message() + u' ' + error.where() + u' ' + error.detail();
    for (const QString &word : words)
        QVERIFY2(text.contains(word), qPrintable(text));
}

void ScanFailuresTest::emptyTable()
{
    m_cluster->psql(QStringLiteral("postgres"), makeTable("empty", 0));
    const Answer answer = runScan(itemsMapping(QStringLiteral("empty")), m_cluster->info());
    QVERIFY(std::holds_alternative<SnapshotPtr>(answer));
    const SnapshotPtr snapshot = std::get<SnapshotPtr>(answer);
    QCOMPARE(snapshot->size(), 0);
    QVERIFY(snapshot->healthy());
    QVERIFY(snapshot->findings().empty());
    QVERIFY(snapshot->find(QStringLiteral("1")) == kNoItem);
}

void ScanFailuresTest::tableDroppedMeanwhile()
{
    const Answer answer = runScan(itemsMapping(QStringLiteral("dropped")), m_cluster->info());
    verifyError(answer, "42P01", {QStringLiteral("dropped")});
}

void ScanFailuresTest::columnDroppedMeanwhile()
{
    m_cluster->psql(QStringLiteral("postgres"),
                    makeTable("narrow", 10) + "ALTER TABLE narrow DROP COLUMN estimate;");
    const Answer answer = runScan(itemsMapping(QStringLiteral("narrow")), m_cluster->info());
    verifyError(answer, "", {QStringLiteral("narrow"), QStringLiteral("estimate")});
}

void ScanFailuresTest::roleWithoutSelect()
{
    postgres::ConnectionInfo info = m_cluster->info();
    info.setValue(QStringLiteral("user"), QStringLiteral("reader"));
    verifyError(runScan(itemsMapping(QStringLiteral("items")), info), "42501",
                {QStringLiteral("items")});
}

void ScanFailuresTest::rowLevelSecurity()
{
    m_cluster->psql(QStringLiteral("postgres"), makeTable("guarded", 10) +
                                                    "ALTER TABLE guarded ENABLE ROW LEVEL SECURITY;"
                                                    "CREATE POLICY a_few ON guarded USING (id < 5);"
                                                    "GRANT SELECT ON guarded TO reader;");
    postgres::ConnectionInfo info = m_cluster->info();
    info.setValue(QStringLiteral("user"), QStringLiteral("reader"));
    verifyError(runScan(itemsMapping(QStringLiteral("guarded")), info), "42501",
                {QStringLiteral("guarded")});
}

void ScanFailuresTest::unexpectedType_data()
{
    QTest::addColumn<QByteArray>("column");
    QTest::addColumn<QByteArray>("type");
    for (const auto &[column, type] : std::initializer_list<std::pair<const char *, const char *>>{
             {"estimate", "jsonb"},
             {"estimate", "bytea"},
             {"estimate", "point"},
             {"depth", "text"},
             {"path", "int4range"},
             {"child_count", "timestamptz"},
             {"id", "double precision"},
             {"id", "bytea"},
             {"parent_id", "jsonb"},
         })
        QTest::addRow("%s %s", column, type) << QByteArray(column) << QByteArray(type);
}

void ScanFailuresTest::unexpectedType()
{
    QFETCH(const QByteArray, column);
    QFETCH(const QByteArray, type);
    m_cluster->psql(QStringLiteral("postgres"), "DROP TABLE IF EXISTS odd;" + makeTable("odd", 10) +
                                                    "ALTER TABLE odd ALTER " + column + " TYPE " +
                                                    type + " USING NULL::" + type + ";");
    const Answer answer = runScan(itemsMapping(QStringLiteral("odd")), m_cluster->info());
    verifyError(answer, "", {QStringLiteral("odd"), QString::fromLatin1(column)});
}

void ScanFailuresTest::duplicateId()
{
    m_cluster->psql(QStringLiteral("postgres"),
                    makeTable("twice", 10) + "INSERT INTO twice SELECT * FROM twice WHERE id = 7;");
    const Answer answer = runScan(itemsMapping(QStringLiteral("twice")), m_cluster->info());
    verifyError(answer, "", {QStringLiteral("twice"), QStringLiteral("7")});
}

void ScanFailuresTest::nullId()
{
    m_cluster->psql(QStringLiteral("postgres"),
                    makeTable("nameless", 10) + "UPDATE nameless SET id = NULL WHERE id = 7;");
    const Answer answer = runScan(itemsMapping(QStringLiteral("nameless")), m_cluster->info());
    verifyError(answer, "", {QStringLiteral("nameless"), QStringLiteral("id")});
}

void ScanFailuresTest::hugeTextId()
{
    m_cluster->psql(QStringLiteral("postgres"),
                    makeTable("huge", 10, "text") +
                        "UPDATE huge SET id = repeat('x', 1048576), path = '0/' || "
                        "repeat('x', 1048576) WHERE id = '7';");
    const Answer answer = runScan(itemsMapping(QStringLiteral("huge")), m_cluster->info());
    if (std::holds_alternative<Error>(answer)) {
        verifyError(answer, "", {QStringLiteral("huge"), QStringLiteral("id")});
        return;
    }
    const SnapshotPtr snapshot = std::get<SnapshotPtr>(answer);
    QCOMPARE(snapshot->size(), 10);
    const Item item = snapshot->find(QString(1048576, u'x'));
    QVERIFY(item != kNoItem);
    QCOMPARE(snapshot->idText(item).size(), 1048576);
    QCOMPARE(snapshot->kinds(item), 0U);
}

void ScanFailuresTest::cancelAtRandomMoments()
{
    const Mapping mapping = itemsMapping(QStringLiteral("items"));
    QElapsedTimer clock;
    clock.start();
    QVERIFY(std::holds_alternative<SnapshotPtr>(runScan(mapping, m_cluster->info())));
    const auto whole = quint32(clock.nsecsElapsed() / 1000);
    auto *random = QRandomGenerator::global();
    int cancelled = 0;
    for (int i = 0; i < 40; ++i) {
        std::stop_source stop;
        OperationContext context;
        context.stop = stop.get_token();
        const auto moment = std::chrono::microseconds(random->bounded(whole));
        std::thread killer([&stop, moment] {
            std::this_thread::sleep_for(moment);
            stop.request_stop();
        });
        const Answer answer = runScan(mapping, m_cluster->info(), context);
        killer.join();
        if (std::holds_alternative<SnapshotPtr>(answer))
            continue; // it was faster
        QCOMPARE(std::get<Error>(answer).kind(), ErrorKind::Cancelled);
        ++cancelled;
    }
    QVERIFY(cancelled > 0);
    QVERIFY(std::holds_alternative<SnapshotPtr>(runScan(mapping, m_cluster->info())));
}

void ScanFailuresTest::serverKilled()
{
    const Mapping mapping = itemsMapping(QStringLiteral("items"));
    bool killed = false;
    for (int attempt = 0; attempt < 20 && !killed; ++attempt) {
        OperationContext context;
        std::atomic_bool ended = false;
        Answer answer = SnapshotPtr();
        std::thread worker([&] {
            answer = runScan(mapping, m_cluster->info(), context);
            ended = true;
        });
        while (!ended && context.progress->sample().done == 0)
            std::this_thread::yield();
        m_cluster->kill9();
        worker.join();
        if (std::holds_alternative<Error>(answer)) {
            verifyError(answer, "", {});
            killed = true;
        }
        m_cluster->start();
    }
    QVERIFY2(killed, "the scan was faster than the kill each time");
    QVERIFY(std::holds_alternative<SnapshotPtr>(runScan(mapping, m_cluster->info())));
}

QTEST_GUILESS_MAIN(ScanFailuresTest)
#include "scan_failures_test.moc"
