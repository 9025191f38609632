// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/core/error.h"
#include "services/journal/batch_writer.h"
#include "services/postgres/connection.h"
#include "tests/journal/table_batches.h"
#include "tests/postgres/error_of.h"
#include "tests/support/test_cluster.h"

#include <QTemporaryDir>
#include <QTest>
#include <chrono>
#include <csignal>
#include <memory>
#include <random>
#include <sys/resource.h>
#include <thread>

using namespace arborist;
using namespace arborist::journal;
using namespace std::chrono_literals;
using postgres::Connection;

/// Whatever comes between: the table and the journal agree afterwards, and the Error says how it
/// is.
class BatchFailuresTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase();
    void cleanupTestCase() { m_cluster.reset(); }
    void init();

    void namesWhoHoldsTheLock();
    void waitsForALock();
    void survivesADeadlock();
    void rollsBackOnAnError();
    void rollsBackOnALateError();
    void keepsToTheSessionsSettings();
    void stopsBeforeABatch();
    void stopsDuringABatch();
    void stopsDuringCommit_data();
    void stopsDuringCommit();
    void writesNothingWithoutJournal();
    void settlesAnUnknownCommit_data();
    void settlesAnUnknownCommit();
    void settlesByTheRows_data();
    void settlesByTheRows();
    void waitsForARunningTransaction();

private:
    Connection open(const char *application = "arborist");
    /// All rows with n = value, by version.
    ChangeBatch batchOf(Connection &connection, const char *value);
    QByteArray content();
    /// Waits until a session waits for that kind of event.
    void waitForEvent(const char *type);

    std::unique_ptr<TestCluster> m_cluster;
    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<Journal> m_journal;
    std::stop_source m_stop;
    OperationContext m_context;
    QByteArray m_before;
    int m_run = 0;
};

namespace {

const QString kItems = QStringLiteral("items");

/// Waits in front of a COMMIT, after all that the batch does.
const QByteArray kSlowCommit =
    "create function nap() returns trigger language plpgsql as $$begin perform pg_sleep(1000); "
    "return null; end$$; create constraint trigger nap after update on items deferrable initially "
    "deferred for each row when (new.id = 1) execute function nap();";

/// From here on COMMIT waits for a standby; other transactions of the session do not.
const QByteArray kStandbyCommit =
    "create function ask() returns trigger language plpgsql as $$begin perform "
    "set_config('synchronous_commit', 'on', true); return null; end$$; create constraint trigger "
    "ask after update on items deferrable initially deferred for each row when (new.id = 1) "
    "execute function ask();";

void setStandby(Connection &connection, const QString &name)
{
    connection.exec(QStringLiteral("alter system set synchronous_standby_names = '%1'").arg(name));
    connection.exec(QStringLiteral("select pg_reload_conf()"));
    while (connection.exec(QStringLiteral("show synchronous_standby_names")).text(0, 0) != name)
        std::this_thread::sleep_for(1ms);
}

/// From another thread than the one that TestCluster belongs to.
void killServer(const QString &dataFolder)
{
    QFile file(dataFolder + QStringLiteral("/postmaster.pid"));
    const pid_t server = file.open(QIODevice::ReadOnly) ? file.readLine().trimmed().toInt() : 0;
    ::kill(server, SIGSTOP);
    QFile children(QStringLiteral("/proc/%1/task/%1/children").arg(server));
    const QByteArray list = children.open(QIODevice::ReadOnly) ? children.readAll() : QByteArray();
    ::kill(server, SIGKILL);
    for (const QByteArray &child : list.split(' ')) {
        if (child.toInt() > 0)
            ::kill(child.toInt(), SIGKILL);
    }
}

} // namespace

void BatchFailuresTest::initTestCase()
{
    TestCluster::Options options;
    options.settings = {QStringLiteral("wal_level = replica"),
                        QStringLiteral("max_wal_senders = 2"),
                        QStringLiteral("deadlock_timeout = 900ms")};
    m_cluster = std::make_unique<TestCluster>(options);
    m_folder = std::make_unique<QTemporaryDir>();
}

void BatchFailuresTest::init()
{
    Connection connection = open();
    connection.execScript("drop schema public cascade; create schema public;"
                          "create table items (id int primary key, n int check (n <> 13));"
                          "insert into items select i, i from generate_series(100, 120) i;"
                          "insert into items values (1, 1)");
    m_before = content();
    m_journal = std::make_unique<Journal>(
        Journal::create(m_folder->path(), QStringLiteral("run%1").arg(++m_run)));
    m_stop = {};
    m_context.stop = m_stop.get_token();
    m_context.connect = [this] { return open(); };
}

Connection BatchFailuresTest::open(const char *application)
{
    auto info = m_cluster->info();
    info.setValue(QStringLiteral("application_name"), QString::fromLatin1(application));
    return Connection::open(info);
}

ChangeBatch BatchFailuresTest::batchOf(Connection &connection, const char *value)
{
    ChangeBatch batch = updateOf(connection, QStringLiteral("public"), kItems,
                                 {QStringLiteral("id")}, {QStringLiteral("n")});
    for (RowChange &row : batch.rows)
        row.after[0] = value;
    return batch;
}

QByteArray BatchFailuresTest::content()
{
    Connection connection = open();
    return contentOf(connection, kItems);
}

void BatchFailuresTest::waitForEvent(const char *type)
{
    while (m_cluster
               ->psql(QStringLiteral("postgres"),
                      QByteArray("select count(*) from pg_stat_activity where "
                                 "application_name = 'arborist' and state = 'active' and "
                                 "wait_event_type = '") +
                          type + "'")
               .trimmed() == "0") {
    }
}

void BatchFailuresTest::namesWhoHoldsTheLock()
{
    Connection holder = open("payroll import");
    Connection connection = open();
    BatchWriter writer(connection, *m_journal, m_context);
    QCOMPARE(writer.write(batchOf(connection, "0")).written, 22);
    const QByteArray after = content();
    holder.execScript("begin; select from items where id = 110 for update");
    const qint64 pid = holder.exec(QStringLiteral("select pg_backend_pid()")).integer(0, 0);
    const Error error = errorOf([&] { writer.write(batchOf(connection, "5")); });
    QCOMPARE(error.sqlState(), QStringLiteral("55P03"));
    for (const QString &part : {QStringLiteral("payroll import"), QString::number(pid),
                                QStringLiteral("public.items"), QStringLiteral("before stand")})
        QVERIFY2(error.message().contains(part), qPrintable(error.message()));
    QVERIFY(!error.hint().isEmpty());
    QCOMPARE(content(), after);
    QCOMPARE(m_journal->batches().size(), size_t(1));
    // The same writer goes on once the way is free.
    holder.execScript("rollback");
    QCOMPARE(writer.write(batchOf(connection, "5")).written, 22);
}

void BatchFailuresTest::waitsForALock()
{
    Connection holder = open("holder");
    Connection connection = open();
    const ChangeBatch batch = batchOf(connection, "0");
    holder.execScript("begin; lock table items in access exclusive mode");
    std::jthread release([&] {
        std::this_thread::sleep_for(1500ms);
        holder.execScript("rollback");
    });
    QCOMPARE(BatchWriter(connection, *m_journal, m_context).write(batch).written, 22);
    QCOMPARE(m_journal->appliedRows(), 22);
}

void BatchFailuresTest::survivesADeadlock()
{
    Connection other = open("other");
    Connection connection = open();
    ChangeBatch batch = batchOf(connection, "0");
    // The other one never gives up, so that it is ours that the server ends.
    other.execScript("set deadlock_timeout = '1h'; begin; update items set n = 77 where id = 120");
    std::jthread thread([&] {
        waitForEvent("Lock");
        other.execScript("update items set n = 77 where id = 1; commit");
    });
    const BatchResult result = BatchWriter(connection, *m_journal, m_context).write(batch);
    thread.join();
    QCOMPARE(result.written, 20);
    QCOMPARE(result.skipped, (std::vector<size_t>{0, 21}));
    QCOMPARE(
        connection.exec(QStringLiteral("select count(*) from items where n = 77")).integer(0, 0),
        2);
    QVERIFY(m_cluster->serverLog().contains("deadlock detected"));
}

void BatchFailuresTest::rollsBackOnAnError()
{
    Connection connection = open();
    ChangeBatch batch = batchOf(connection, "12");
    batch.rows[15].after[0] = "13";
    const Error error =
        errorOf([&] { BatchWriter(connection, *m_journal, m_context).write(batch); });
    QCOMPARE(error.sqlState(), QStringLiteral("23514"));
    QVERIFY2(error.message().contains(QStringLiteral("Nothing was changed")),
             qPrintable(error.message()));
    QCOMPARE(content(), m_before);
    QVERIFY(m_journal->batches().empty());
    batch.rows[15].after[0] = "fourteen";
    QCOMPARE(
        errorOf([&] { BatchWriter(connection, *m_journal, m_context).write(batch); }).sqlState(),
        QStringLiteral("22P02"));
    batch.rows[15].after[0] = "14";
    QCOMPARE(BatchWriter(connection, *m_journal, m_context).write(batch).written, 22);
}

void BatchFailuresTest::rollsBackOnALateError()
{
    Connection connection = open();
    connection.execScript("create table parents (id int primary key); insert into parents values "
                          "(1); alter table items add foreign key (n) references parents "
                          "deferrable initially deferred not valid");
    BatchWriter writer(connection, *m_journal, m_context);
    QCOMPARE(writer.write(batchOf(connection, "1")).written, 22);
    const QByteArray after = content();
    const Error error = errorOf([&] { writer.write(batchOf(connection, "2")); });
    QCOMPARE(error.sqlState(), QStringLiteral("23503"));
    QVERIFY2(error.message().contains(QStringLiteral("nothing of this one")),
             qPrintable(error.message()));
    QCOMPARE(content(), after);
    QCOMPARE(m_journal->batches().size(), size_t(2));
    QVERIFY(m_journal->batches()[1].state == BatchState::NotApplied);
    QCOMPARE(m_journal->appliedRows(), 22);
}

void BatchFailuresTest::keepsToTheSessionsSettings()
{
    // A role that is read-only by default is so on purpose.
    Connection connection = open();
    const ChangeBatch batch = batchOf(connection, "0");
    connection.execScript("set default_transaction_read_only = on");
    const Error error =
        errorOf([&] { BatchWriter(connection, *m_journal, m_context).write(batch); });
    QCOMPARE(error.sqlState(), QStringLiteral("25006"));
    QCOMPARE(content(), m_before);
    // Others are not in the way, and are as before afterwards.
    connection.execScript("set default_transaction_read_only = off");
    connection.execScript(
        "set default_transaction_isolation = "
        "'serializable'; set synchronous_commit = off; set datestyle = 'SQL, DMY'; create table "
        "seen (commit text, style text); create function see() returns trigger language plpgsql "
        "as $$begin insert into seen values (current_setting('synchronous_commit'), "
        "current_setting('datestyle')); return null; end$$; create trigger see after update on "
        "items execute function see()");
    QCOMPARE(BatchWriter(connection, *m_journal, m_context).write(batch).written, 22);
    QCOMPARE(contentOf(connection, QStringLiteral("seen")), QByteArray("on\tISO, MDY\n"));
    for (const char *setting :
         {"synchronous_commit off", "datestyle SQL, DMY", "enable_seqscan on", "row_security on"}) {
        const QString text = QString::fromLatin1(setting);
        QCOMPARE(connection.exec(QStringLiteral("show ") + text.section(u' ', 0, 0)).text(0, 0),
                 text.section(u' ', 1));
    }
}

void BatchFailuresTest::stopsBeforeABatch()
{
    Connection connection = open();
    BatchWriter writer(connection, *m_journal, m_context);
    QCOMPARE(writer.write(batchOf(connection, "0")).written, 22);
    const ChangeBatch batch = batchOf(connection, "1");
    const QByteArray after = content();
    m_stop.request_stop();
    const Error error = errorOf([&] { writer.write(batch); });
    QVERIFY(error.kind() == ErrorKind::Cancelled);
    QVERIFY2(error.message().contains(QStringLiteral("before stand")), qPrintable(error.message()));
    QCOMPARE(content(), after);
}

void BatchFailuresTest::stopsDuringABatch()
{
    Connection holder = open("holder");
    holder.execScript("begin; select from items where id = 110 for update");
    Connection connection = open();
    const ChangeBatch batch = batchOf(connection, "0");
    std::jthread stop([&] {
        waitForEvent("Lock");
        m_stop.request_stop();
    });
    const Error error =
        errorOf([&] { BatchWriter(connection, *m_journal, m_context).write(batch); });
    stop.join();
    QVERIFY(error.kind() == ErrorKind::Cancelled);
    QVERIFY(m_journal->batches().empty());
    holder.execScript("rollback");
    QCOMPARE(content(), m_before);
}

void BatchFailuresTest::stopsDuringCommit_data()
{
    QTest::addColumn<bool>("committed");
    QTest::newRow("before it") << false;
    QTest::newRow("after it") << true;
}

void BatchFailuresTest::stopsDuringCommit()
{
    QFETCH(bool, committed);
    Connection connection = open();
    if (committed) {
        setStandby(connection, QStringLiteral("nobody"));
        connection.execScript("set synchronous_commit = local; " + kStandbyCommit);
    } else {
        connection.execScript(kSlowCommit);
    }
    const ChangeBatch batch = batchOf(connection, "0");
    std::jthread stop([&] {
        waitForEvent(committed ? "IPC" : "Timeout");
        m_stop.request_stop();
    });
    const Error error =
        errorOf([&] { BatchWriter(connection, *m_journal, m_context).write(batch); });
    stop.join();
    QCOMPARE(m_journal->batches().size(), size_t(1));
    // Known at once, unless the connection had to be given up on a slow machine.
    const bool known = m_journal->batches()[0].state != BatchState::Prepared;
    QCOMPARE(error.kind() == ErrorKind::Cancelled, !known || !committed);
    Connection another = open();
    setStandby(another, QString());
    settlePrepared(*m_journal, another);
    QVERIFY(m_journal->batches()[0].state ==
            (committed ? BatchState::Applied : BatchState::NotApplied));
    QCOMPARE(content() == m_before, !committed);
}

void BatchFailuresTest::writesNothingWithoutJournal()
{
    Connection connection = open();
    connection.execScript("insert into items select i, i from generate_series(1000, 9000) i");
    m_before = content();
    ChangeBatch batch = batchOf(connection, "0");
    std::mt19937 random(3);
    for (RowChange &row : batch.rows)
        row.after[0] = QByteArray::number(random() >> 2);
    rlimit old{};
    QVERIFY(getrlimit(RLIMIT_FSIZE, &old) == 0);
    std::signal(SIGXFSZ, SIG_IGN);
    rlimit small = old;
    small.rlim_cur = rlim_t(QFileInfo(m_journal->file()).size() + 8192);
    QVERIFY(setrlimit(RLIMIT_FSIZE, &small) == 0);
    const Error error =
        errorOf([&] { BatchWriter(connection, *m_journal, m_context).write(batch); });
    QVERIFY(setrlimit(RLIMIT_FSIZE, &old) == 0);
    QCOMPARE(error.where(), m_journal->file());
    QVERIFY2(error.message().contains(QStringLiteral("Nothing was changed")),
             qPrintable(error.message()));
    QCOMPARE(content(), m_before);
    QVERIFY(m_journal->batches().empty());
    QCOMPARE(BatchWriter(connection, *m_journal, m_context).write(batch).written, 8023);
}

void BatchFailuresTest::settlesAnUnknownCommit_data()
{
    QTest::addColumn<bool>("committed");
    QTest::newRow("rolled back by the crash") << false;
    QTest::newRow("committed before the crash") << true;
}

void BatchFailuresTest::settlesAnUnknownCommit()
{
    QFETCH(bool, committed);
    Connection connection = open();
    if (committed) { // the server commits, then waits for a standby that never comes
        setStandby(connection, QStringLiteral("nobody"));
        connection.execScript("set synchronous_commit = local; " + kStandbyCommit);
    } else {
        connection.execScript(kSlowCommit);
    }
    const ChangeBatch batch = batchOf(connection, "0");
    std::jthread crash([&] {
        waitForEvent(committed ? "IPC" : "Timeout");
        killServer(m_cluster->dataFolder());
    });
    const Error error =
        errorOf([&] { BatchWriter(connection, *m_journal, m_context).write(batch); });
    crash.join();
    m_cluster->kill9(); // what is left to clean up
    QVERIFY2(error.message().contains(QStringLiteral("not known")), qPrintable(error.message()));
    QVERIFY2(error.hint().contains(QStringLiteral("next start")), qPrintable(error.hint()));
    QVERIFY(m_journal->batches()[0].state == BatchState::Prepared);
    QCOMPARE(m_journal->appliedRows(), 0);

    m_cluster->start();
    Connection again = open();
    setStandby(again, QString());
    settlePrepared(*m_journal, again);
    QVERIFY(m_journal->batches()[0].state ==
            (committed ? BatchState::Applied : BatchState::NotApplied));
    QCOMPARE(content() == m_before, !committed);
}

void BatchFailuresTest::settlesByTheRows_data()
{
    QTest::addColumn<QString>("transaction");
    // One that the server has not come to (a restored database), and one of somebody else: a crash
    // may have made the server forget that it gave the number away.
    QTest::newRow("future") << QStringLiteral("4000000000");
    QTest::newRow("another's") << QString();
}

void BatchFailuresTest::settlesByTheRows()
{
    QFETCH(QString, transaction);
    Connection connection = open();
    if (transaction.isEmpty())
        transaction = connection.exec(QStringLiteral("select pg_current_xact_id()")).text(0, 0);
    using Action = ChangeBatch::Action;
    for (const Action action : {Action::Update, Action::Delete, Action::Insert}) {
        for (const bool applied : {false, true}) {
            connection.execScript("truncate items; insert into items select i, null from "
                                  "generate_series(1, 20) i");
            ChangeBatch batch = action == Action::Update
                                    ? batchOf(connection, "7")
                                    : deletionOf(connection, QStringLiteral("public"), kItems,
                                                 {QStringLiteral("id")},
                                                 {QStringLiteral("n"), QStringLiteral("id")});
            if (action == Action::Insert) {
                batch = inverse(batch);
                connection.execScript("truncate items");
            }
            if (applied) {
                Journal real =
                    Journal::create(m_folder->path(), QStringLiteral("real%1").arg(++m_run));
                QCOMPARE(BatchWriter(connection, real, m_context).write(batch).written, 20);
            }
            // Somebody went on working before we came back.
            connection.execScript("update items set n = 99 where id = 3; insert into items values "
                                  "(5, 5) on conflict do nothing; delete from items where id = 4");
            const int number = m_journal->prepare(batch, transaction);
            settlePrepared(*m_journal, connection);
            QCOMPARE(int(m_journal->batches().back().state),
                     int(applied ? BatchState::Applied : BatchState::NotApplied));
            QCOMPARE(m_journal->batches().back().number, number);
        }
    }
}

void BatchFailuresTest::waitsForARunningTransaction()
{
    Connection running = open("running");
    Connection connection = open();
    const ChangeBatch batch = batchOf(connection, "0");
    running.execScript("begin; update items set n = 0");
    const int number = m_journal->prepare(
        batch, running.exec(QStringLiteral("select pg_current_xact_id()")).text(0, 0));
    const Error error = errorOf([&] { settlePrepared(*m_journal, connection); });
    QVERIFY2(error.message().contains(QStringLiteral("in progress")), qPrintable(error.message()));
    QVERIFY(m_journal->batches()[0].state == BatchState::Prepared);
    std::jthread commit([&] {
        std::this_thread::sleep_for(300ms);
        running.execScript("commit");
    });
    settlePrepared(*m_journal, connection);
    QCOMPARE(number, 1);
    QVERIFY(m_journal->batches()[0].state == BatchState::Applied);
}

QTEST_GUILESS_MAIN(BatchFailuresTest)
#include "batch_failures_test.moc"
