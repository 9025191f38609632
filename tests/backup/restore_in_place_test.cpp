// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/journal/journal.h"
#include "tests/backup/restore_fixture.h"
#include <QTest>

using namespace arborist;
using namespace arborist::testing;
using backup::RestoreRequest;
using backup::RestoreWay;
using Result = Report::Result;

/// Restores into the database itself, as for roles that may make none.
class RestoreInPlaceTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { m_fixture = std::make_unique<RestoreFixture>(); }
    void cleanupTestCase() { m_fixture.reset(); }
    void init() { m_fixture->reset(); }

    void inPlace_data();
    void inPlace();
    void inPlaceFailureChangesNothing();
    void planCoversTheSchema();
    void withoutRights();

private:
    std::unique_ptr<RestoreFixture> m_fixture;
};

void RestoreInPlaceTest::inPlace_data()
{
    QTest::addColumn<QStringList>("options");
    QTest::newRow("custom") << QStringList{QStringLiteral("-Fc")};
    QTest::newRow("directory") << QStringList{QStringLiteral("-Fd")};
    QTest::newRow("script") << QStringList{QStringLiteral("-Fp")};
    QTest::newRow("clean script") << QStringList{QStringLiteral("-Fp"), QStringLiteral("--clean"),
                                                 QStringLiteral("--if-exists")};
}

void RestoreInPlaceTest::inPlace()
{
    QFETCH(QStringList, options);
    m_fixture->fill(kLocal);
    const QByteArray before = m_fixture->text();
    RestoreRequest request;
    request.file = m_fixture->dump(options);
    request.way = RestoreWay::InPlace;
    m_fixture->ask("UPDATE tree SET parent = 1; SELECT lo_unlink(70001); DELETE FROM items",
                   kLocal);
    const QByteArray oid = m_fixture->ask("SELECT oid FROM pg_database WHERE datname = 'local'");
    const Report report = m_fixture->restore(request);
    QVERIFY2(report.outcome == Result::Succeeded, told(report).constData());
    QCOMPARE(m_fixture->ask("SELECT oid FROM pg_database WHERE datname = 'local'"), oid);
    QVERIFY(m_fixture->text() == before);
    // The backup that came first is the way back.
    const auto kept = journal::Journal::open((*m_fixture)->record(report).journal, false).kept();
    QCOMPARE(std::ranges::count(kept, QStringLiteral("backup"), &journal::Kept::kind), 1);
    QCOMPARE(std::ranges::count(kept, backup::kInPlace, &journal::Kept::kind), 1);
}

void RestoreInPlaceTest::inPlaceFailureChangesNothing()
{
    RestoreRequest request;
    request.file = m_fixture->dump({QStringLiteral("-Fc")});
    request.way = RestoreWay::InPlace;
    // What depends on a table of the dump, and is none of it, from after the plan was made.
    const auto planned = m_fixture->plan(request);
    m_fixture->ask("CREATE VIEW later AS SELECT * FROM items; UPDATE items SET value = 'later'",
                   kLocal);
    const QByteArray before = m_fixture->text();
    const Report report = m_fixture->run(*planned, m_fixture->order());
    QVERIFY2(report.outcome == Result::Refused, told(report).constData());
    QVERIFY2(told(report).contains("view public.later"), told(report).constData());
    QVERIFY(m_fixture->text() == before);
    // A script that does not say what it makes.
    QFile script(m_fixture->dump({QStringLiteral("-Fp")}, QStringLiteral("plain.sql")));
    QVERIFY(script.open(QIODevice::ReadWrite));
    const QByteArray bare = script.readAll().replace("-- Name: ", "-- ");
    script.resize(0);
    script.write(bare);
    script.close();
    request.file = script.fileName();
    QVERIFY_THROWS_EXCEPTION(Error, m_fixture->plan(request));
}

/// The hash of a plan holds for what was looked at: a view that has come since is none of it.
void RestoreInPlaceTest::planCoversTheSchema()
{
    RestoreRequest request;
    request.file = m_fixture->dump({QStringLiteral("-Fc")});
    for (const RestoreWay way : {RestoreWay::InPlace, RestoreWay::Auto}) {
        request.way = way;
        request.takesDependents = way == RestoreWay::InPlace;
        const QByteArray before = m_fixture->plan(request)->plan().hash();
        QCOMPARE(m_fixture->plan(request)->plan().hash(), before);
        m_fixture->ask("CREATE VIEW later AS SELECT * FROM items", kLocal);
        QVERIFY(m_fixture->plan(request)->plan().hash() != before);
        m_fixture->ask("DROP VIEW later", kLocal);
    }
}

/// A role that may not create databases, as managed servers give it.
void RestoreInPlaceTest::withoutRights()
{
    m_fixture->ask("DO $$ BEGIN CREATE ROLE weak LOGIN; EXCEPTION WHEN OTHERS THEN END $$;"
                   "ALTER DATABASE local OWNER TO weak");
    m_fixture->ask("ALTER TABLE items OWNER TO weak; GRANT ALL ON SCHEMA public TO weak", kLocal);
    const QByteArray before = m_fixture->text();
    RestoreRequest request;
    request.file = m_fixture->dump(
        {QStringLiteral("-Fc"), QStringLiteral("--no-owner"), QStringLiteral("--table=items")});
    m_fixture->ask("DELETE FROM items", kLocal);
    OperationContext context = (*m_fixture)->context();
    context.connect = [this] {
        postgres::ConnectionInfo info = (*m_fixture)->cluster().info(kLocal);
        info.setValue(QStringLiteral("user"), QStringLiteral("weak"));
        return postgres::Connection::open(info);
    };
    postgres::Connection connection = context.connect();
    request.noOwner = true;
    request.target = operations::planTarget(connection);
    const auto planned = planRestore(request, connection, context);
    QCOMPARE(planned->plan().request.value(QStringLiteral("way")).toString(),
             QStringLiteral("in place"));
    QVERIFY(planned->plan().remarks.join(u' ').contains(QStringLiteral("may not create")));
    request.way = RestoreWay::Beside;
    QVERIFY_THROWS_EXCEPTION(Error, planRestore(request, connection, context));
    // The role is not told which server it is: the stage's own record is another matter.
    operations::Order order = m_fixture->order();
    const Report report = execute(*planned, order, context);
    QVERIFY2(report.outcome == Result::Succeeded, told(report).constData());
    QVERIFY(m_fixture->text() == before);
}

QTEST_GUILESS_MAIN(RestoreInPlaceTest)
#include "restore_in_place_test.moc"
