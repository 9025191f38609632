// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/core/error.h"
#include "services/postgres/connection.h"
#include "tests/support/test_cluster.h"

#include <QTest>
#include <QtEndian>
#include <memory>

using namespace arborist;
using namespace arborist::postgres;

/// What a connection does when all goes well.
class ConnectionTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase() { m_cluster = std::make_unique<TestCluster>(); }
    void cleanupTestCase() { m_cluster.reset(); }
    void tellsWhatItIsConnectedTo();
    void bindsValues();
    void answersInBinaryForm();
    void runsScripts();
    void refusesCopyAsStatement();
    void refusesNulCharacters();
    void hearsNotices();
    void copiesBinaryBothWays();
    void copiesTextUnchanged();
    void copiesAnEmptyTable();
    void copiesRowsLargerThanAnyBuffer();
    void keepsTheConnectionWhenARowThrows();
    void abortsCopyIn();
    void reportsARowThatDoesNotFit();

private:
    Connection connect() { return Connection::open(m_cluster->info()); }
    std::unique_ptr<TestCluster> m_cluster;
};

namespace {

QByteArray header()
{
    return QByteArray("PGCOPY\n\377\r\n\0", 11) + QByteArray(8, '\0');
}

template <typename T> void put(QByteArray &to, T value)
{
    const T big = qToBigEndian(value);
    to.append(reinterpret_cast<const char *>(&big), sizeof big);
}

std::span<const char> span(const QByteArray &bytes)
{
    return {bytes.constData(), size_t(bytes.size())};
}

} // namespace

void ConnectionTest::tellsWhatItIsConnectedTo()
{
    ConnectionInfo info = m_cluster->info();
    info.setValue(QStringLiteral("port"), {});
    Connection connection = Connection::open(info);
    QVERIFY(connection.serverVersion() >= 130000);
    QVERIFY(!connection.serverVersionText().contains(u' '));
    QCOMPARE(connection.parameter("TimeZone"), QStringLiteral("UTC"));
    QCOMPARE(connection.info().value(QStringLiteral("port")), QStringLiteral("5432"));
    const Result result = connection.exec(QStringLiteral(
        "select current_setting('application_name'), current_setting('client_encoding')"));
    QCOMPARE(result.text(0, 0), QStringLiteral("Arborist"));
    QCOMPARE(result.text(0, 1), QStringLiteral("UTF8"));
    info.setValue(QStringLiteral("application_name"), QStringLiteral("mine"));
    QCOMPARE(Connection::open(info).exec(QStringLiteral("show application_name")).text(0, 0),
             QStringLiteral("mine"));
}

void ConnectionTest::bindsValues()
{
    Connection connection = connect();
    const QString nasty = QStringLiteral("'; drop table x; -- \u00e4\U0001F600");
    const Result result =
        connection.exec(QStringLiteral("select $1::text, $2::bigint + 1, $3::text, $4::boolean"),
                        {nasty, QStringLiteral("41"), std::nullopt, QStringLiteral("true")});
    QCOMPARE(result.rows(), 1);
    QCOMPARE(result.columns(), 4);
    QCOMPARE(result.text(0, 0), nasty);
    QCOMPARE(result.integer(0, 1), 42);
    QVERIFY(result.isNull(0, 2));
    QVERIFY(result.boolean(0, 3));
    const Result many = connection.exec(QStringLiteral("select generate_series(1, 100000)"));
    QCOMPARE(many.rows(), 100000);
}

void ConnectionTest::answersInBinaryForm()
{
    Connection connection = connect();
    const Result result =
        connection.execBinary(QStringLiteral("select $1::bigint"), {QStringLiteral("7")});
    const std::string_view bytes = result.bytes(0, 0);
    QCOMPARE(bytes.size(), size_t(8));
    QCOMPARE(qFromBigEndian<qint64>(bytes.data()), 7);
}

void ConnectionTest::runsScripts()
{
    Connection connection = connect();
    const Result result = connection.execScript(
        "create temp table t (n int); insert into t values (1), (2); update t set n = n + 1");
    QCOMPARE(result.affectedRows(), 2);
    QCOMPARE(connection.execScript("").rows(), 0);
}

void ConnectionTest::refusesCopyAsStatement()
{
    Connection connection = connect();
    connection.execScript("create temp table t as select generate_series(1, 100000) as n");
    QVERIFY_THROWS_EXCEPTION(Error, connection.execScript("copy t to stdout"));
    QVERIFY_THROWS_EXCEPTION(Error, connection.execScript("copy t from stdin"));
    QVERIFY_THROWS_EXCEPTION(Error, connection.copyOut(QStringLiteral("select 1"), [](auto) {}));
    QVERIFY_THROWS_EXCEPTION(Error, connection.beginCopyIn(QStringLiteral("copy t to stdout")));
    QCOMPARE(connection.exec(QStringLiteral("select count(*) from t")).integer(0, 0), 100000);
}

void ConnectionTest::refusesNulCharacters()
{
    Connection connection = connect();
    const QString nul = QStringLiteral("a") + QChar(u'\0') + u'b';
    QVERIFY_THROWS_EXCEPTION(Error, connection.exec(QStringLiteral("select $1::text"), {nul}));
    QVERIFY_THROWS_EXCEPTION(Error, connection.exec(QStringLiteral("select 1 --") + nul));
}

void ConnectionTest::hearsNotices()
{
    Connection connection = connect();
    std::vector<Notice> notices;
    connection.setNoticeHandler([&](const Notice &notice) { notices.push_back(notice); });
    connection.execScript("do $$ begin raise notice 'nearly there'; raise warning using message = "
                          "'odd', errcode = 'AB123'; end $$");
    QCOMPARE(notices.size(), size_t(2));
    QCOMPARE(notices[0].message, QStringLiteral("nearly there"));
    QCOMPARE(notices[0].severity, QStringLiteral("NOTICE"));
    QCOMPARE(notices[1].sqlState, QStringLiteral("AB123"));
    Connection moved = std::move(connection);
    moved.execScript("do $$ begin raise notice 'moved'; end $$");
    QCOMPARE(notices.back().message, QStringLiteral("moved"));
}

void ConnectionTest::copiesBinaryBothWays()
{
    constexpr int rows = 100'000;
    Connection connection = connect();
    connection.execScript("create temp table t (id bigint, title text)");
    connection.beginCopyIn(QStringLiteral("copy t from stdin (format binary)"));
    connection.putCopyData(span(header()));
    QByteArray row;
    for (qint64 id = 0; id < rows; ++id) {
        row.clear();
        put<qint16>(row, 2);
        put<qint32>(row, 8);
        put<qint64>(row, id);
        if (id % 3 == 0) {
            put<qint32>(row, -1);
        } else {
            const QByteArray title = "item " + QByteArray::number(id);
            put<qint32>(row, qint32(title.size()));
            row += title;
        }
        connection.putCopyData(span(row));
    }
    row.clear();
    put<qint16>(row, -1);
    connection.putCopyData(span(row));
    QCOMPARE(connection.endCopyIn(), rows);

    qint64 count = 0, sum = 0, nulls = 0, bytes = 0;
    connection.copyOut(
        QStringLiteral("copy (select * from t order by id) to stdout (format binary)"),
        [&](std::span<const char> data) {
            ++count;
            bytes += qint64(data.size());
            sum += qFromBigEndian<qint64>(data.data() + 6);
            nulls += qFromBigEndian<qint32>(data.data() + 14) == -1;
            if (qFromBigEndian<qint16>(data.data()) != 2)
                qFatal("not a row");
        });
    QCOMPARE(count, rows);
    QCOMPARE(sum, qint64(rows) * (rows - 1) / 2);
    QCOMPARE(nulls, (rows + 2) / 3);
    const Result told = connection.exec(
        QStringLiteral("select sum(18 + coalesce(length(title), 0)), count(*) from t"));
    QCOMPARE(told.integer(0, 0), bytes);
}

void ConnectionTest::copiesTextUnchanged()
{
    Connection connection = connect();
    QByteArray all;
    connection.copyOut(
        QStringLiteral("copy (select n, null from generate_series(1, 3) n) to stdout"),
        [&](std::span<const char> row) { all.append(row.data(), qsizetype(row.size())); });
    QCOMPARE(all, QByteArray("1\t\\N\n2\t\\N\n3\t\\N\n"));
}

void ConnectionTest::copiesAnEmptyTable()
{
    Connection connection = connect();
    connection.execScript("create temp table t (n int)");
    int rows = 0;
    connection.copyOut(QStringLiteral("copy t to stdout (format binary)"), [&](auto) { ++rows; });
    QCOMPARE(rows, 0);
    // No columns: a row is its field count alone, as the trailer is.
    connection.execScript("create temp table none (); insert into none default values");
    connection.copyOut(QStringLiteral("copy none to stdout (format binary)"),
                       [&](std::span<const char> row) { rows += row.size() == 2; });
    QCOMPARE(rows, 1);
}

void ConnectionTest::copiesRowsLargerThanAnyBuffer()
{
    Connection connection = connect();
    connection.execScript("create temp table t (value text)");
    connection.beginCopyIn(QStringLiteral("copy t from stdin"));
    const QByteArray value(20'000'000, 'x');
    connection.putCopyData(span(value + '\n' + value + '\n'));
    QCOMPARE(connection.endCopyIn(), 2);
    qint64 bytes = 0;
    connection.copyOut(QStringLiteral("copy t to stdout (format binary)"),
                       [&](std::span<const char> row) { bytes += qint64(row.size()) - 6; });
    QCOMPARE(bytes, 2 * value.size());
}

void ConnectionTest::keepsTheConnectionWhenARowThrows()
{
    Connection connection = connect();
    for (int at : {1, 2, 1000, 500'000}) {
        int rows = 0;
        QVERIFY_THROWS_EXCEPTION(
            std::runtime_error,
            connection.copyOut(QStringLiteral("copy (select generate_series(1, 1000000)) to stdout "
                                              "(format binary)"),
                               [&](auto) {
                                   if (++rows == at)
                                       throw std::runtime_error("enough");
                               }));
        QCOMPARE(rows, at);
        QCOMPARE(connection.exec(QStringLiteral("select 1")).integer(0, 0), 1);
    }
}

void ConnectionTest::abortsCopyIn()
{
    Connection connection = connect();
    connection.execScript("create temp table t (n int)");
    connection.beginCopyIn(QStringLiteral("copy t from stdin"));
    connection.putCopyData(span(QByteArray("1\n2\n")));
    connection.abortCopyIn(QStringLiteral("changed my mind"));
    connection.abortCopyIn(QStringLiteral("twice"));
    QCOMPARE(connection.exec(QStringLiteral("select count(*) from t")).integer(0, 0), 0);
}

void ConnectionTest::reportsARowThatDoesNotFit()
{
    Connection connection = connect();
    connection.execScript("create temp table t (n int)");
    connection.beginCopyIn(QStringLiteral("copy t from stdin"));
    QString state;
    try {
        connection.putCopyData(span(QByteArray("1\nnonsense\n")));
        const QByteArray more = QByteArray("7\n").repeated(1'000'000);
        connection.putCopyData(span(more));
        connection.endCopyIn();
    } catch (const Error &error) {
        state = error.sqlState();
        QVERIFY(error.detail().contains(u"COPY t, line 2"));
    }
    QCOMPARE(state, QStringLiteral("22P02"));
    connection.abortCopyIn(QStringLiteral("clean up"));
    QCOMPARE(connection.exec(QStringLiteral("select count(*) from t")).integer(0, 0), 0);
}

QTEST_GUILESS_MAIN(ConnectionTest)
#include "connection_test.moc"
