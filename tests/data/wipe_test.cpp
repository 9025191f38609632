// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/core/error.h"
#include "services/postgres/connection.h"
#include "tests/data/data_fixture.h"
#include <QTest>

using namespace arborist;
using namespace arborist::data;
using namespace arborist::testing;
using Result = Report::Result;

/// Emptied tables, and nothing but these; back by undo.
class WipeTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase() { m_fixture = std::make_unique<DataFixture>(); }
    void cleanupTestCase() { m_fixture.reset(); }
    void init()
    {
        m_fixture->reset();
        m_fixture->makeEverything();
    }

    void wipesAllAndPutsItBack()
    {
        const QByteArray before = m_fixture->dump();
        const auto planned = m_fixture->plan(WipeOrder());
        QVERIFY(planned->plan().loses.size() > 8);
        const Report report = m_fixture->execute(*planned);
        QVERIFY2(report.outcome == Result::Succeeded, told(report).constData());
        QCOMPARE(psql("SELECT (SELECT count(*) FROM all_types) + (SELECT count(*) FROM log) + "
                      "(SELECT count(*) FROM no_columns) + (SELECT count(*) FROM derived)"),
                 QByteArray("0"));
        QCOMPARE(psql("SELECT * FROM schema_migrations"), QByteArray("001"));
        QCOMPARE(psql("INSERT INTO all_types DEFAULT VALUES RETURNING id"), QByteArray("1"));
        psql("DELETE FROM all_types");
        require(
            m_fixture->execute(*m_fixture->planUndo(report), QStringLiteral("local"), report.run));
        QCOMPARE(difference(m_fixture->dump(), before), QByteArray());
    }

    void asksForTheNameOfTheStage()
    {
        const auto planned = m_fixture->plan(WipeOrder());
        const operations::Order order = m_fixture->operations().order();
        QVERIFY(requirementOf(*planned, order) == stages::Requirement::TypeName);
        OperationContext context = m_fixture->operations().context();
        QVERIFY(operations::execute(*planned, order, context).outcome == Result::Refused);
    }

    void namesWhatWouldGoAlong()
    {
        WipeOrder order;
        order.tables = {QStringLiteral("tree")};
        QString said;
        try {
            m_fixture->plan(order);
        } catch (const Error &error) {
            QVERIFY(error.kind() == ErrorKind::Refused);
            said = error.message();
        }
        QVERIFY2(said.contains(QStringLiteral("public.log, public.seen")), qPrintable(said));
        order.tables = {QStringLiteral("tree,log"), QStringLiteral("seen")};
        QCOMPARE(m_fixture->plan(order)->plan().tables.size(), size_t(3));
        order.tables = {QStringLiteral("tree")};
        order.takesReferring = true;
        order.keepsSequences = true;
        const auto planned = m_fixture->plan(order);
        QCOMPARE(planned->plan().tables.size(), size_t(3));
        const QByteArray ring = psql("SELECT count(*) FROM ring_a");
        require(m_fixture->execute(*planned));
        QCOMPARE(psql("SELECT count(*) FROM ring_a"), ring);
        QCOMPARE(psql("INSERT INTO tree (title) VALUES ('x') RETURNING id"), QByteArray("300"));
    }

    void isForOwnersToo()
    {
        psql("CREATE ROLE plain LOGIN; CREATE SCHEMA own AUTHORIZATION plain; "
             "SET ROLE plain; CREATE TABLE own.leaf (id int PRIMARY KEY); "
             "CREATE TABLE own.twig (id int REFERENCES own.leaf); "
             "INSERT INTO own.leaf VALUES (1); INSERT INTO own.twig VALUES (1)");
        const QByteArray before = m_fixture->dump();
        WipeOrder order;
        order.tables = {QStringLiteral("own.t*, own.l*")};
        const auto planned = m_fixture->plan(order);
        QCOMPARE(planned->plan().tables.size(), size_t(2));
        const auto asPlain = [this] {
            OperationContext context = m_fixture->operations().context();
            context.connect = [this] {
                postgres::ConnectionInfo info = m_fixture->cluster().info(QStringLiteral("local"));
                info.setValue(QStringLiteral("user"), QStringLiteral("plain"));
                return postgres::Connection::open(info);
            };
            return context;
        };
        OperationContext context = asPlain();
        const Report report = m_fixture->execute(*planned, context);
        require(report);
        QCOMPARE(psql("SELECT count(*) FROM own.leaf"), QByteArray("0"));
        const auto back = m_fixture->planUndo(report);
        context = asPlain();
        require(m_fixture->execute(*back, context, QStringLiteral("local"), report.run));
        QCOMPARE(difference(m_fixture->dump(), before), QByteArray());
    }

    void takesRowsThatCameAfterThePlan()
    {
        const auto planned = m_fixture->plan(WipeOrder());
        psql("INSERT INTO empty_one (note) VALUES ('late')");
        const QByteArray before = m_fixture->dump();
        const Report report = m_fixture->execute(*planned);
        require(report);
        // What has come since is told, though the server has no estimate of it.
        psql("INSERT INTO empty_one (note) VALUES ('later'), ('yet')");
        const auto undo = m_fixture->planUndo(report);
        const QString loses = undo->plan().loses.join(u'\n');
        QVERIFY2(loses.contains(QStringLiteral("empty_one: about 2, for the 1 of the archive")),
                 qPrintable(loses));
        require(m_fixture->execute(*undo, QStringLiteral("local"), report.run));
        QCOMPARE(difference(m_fixture->dump(), before), QByteArray());
    }

private:
    QByteArray psql(const QByteArray &script) { return m_fixture->psql(script).trimmed(); }
    std::unique_ptr<DataFixture> m_fixture;
};

QTEST_GUILESS_MAIN(WipeTest)
#include "wipe_test.moc"
