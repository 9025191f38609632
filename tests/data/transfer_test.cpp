// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/core/error.h"
#include "services/data/transfer/archive.h"
#include "tests/data/data_fixture.h"
#include "tests/postgres/error_of.h"
#include "tests/support/run_program.h"
#include <QDir>
#include <QFile>
#include <QScopeGuard>
#include <QTest>
#include <sys/mount.h>

using namespace arborist;
using namespace arborist::data;
using namespace arborist::testing;
using Result = Report::Result;

/// What is exported comes back equal, whatever it is; proved by pg_dump.
class TransferTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase() { m_fixture = std::make_unique<DataFixture>(); }
    void cleanupTestCase() { m_fixture.reset(); }
    void init() { m_fixture->reset(); }

    void gitIsToldToLeaveTheFolderOfExportsAlone()
    {
        m_fixture->psql("CREATE TABLE numbers (n int)");
        const QString folder = m_fixture->path(QStringLiteral("project/.ds/data"));
        m_fixture->exportTo(folder + QStringLiteral("/local"));
        QFile ignore(folder + QStringLiteral("/.gitignore"));
        QVERIFY(ignore.open(QIODevice::ReadOnly));
        QCOMPARE(ignore.readAll(), QByteArray("*\n"));
        m_fixture->exportTo(folder + QStringLiteral("/local")); // takes its place as ever
        // Elsewhere that is nobody else's business.
        m_fixture->exportTo(m_fixture->path(QStringLiteral("new/out")));
        QVERIFY(!QFile::exists(m_fixture->path(QStringLiteral("new/.gitignore"))));
    }

    void bringsEverythingBack_data()
    {
        QTest::addColumn<bool>("csv");
        QTest::newRow("binary") << false;
        QTest::newRow("csv") << true;
    }
    void bringsEverythingBack()
    {
        QFETCH(bool, csv);
        m_fixture->makeEverything();
        const QByteArray before = m_fixture->dump();
        const QString folder = m_fixture->path(QStringLiteral("out"));
        ExportOrder order = m_fixture->exportOrder(folder);
        order.options.format = csv ? CopyFormat::Csv : CopyFormat::Binary;
        require(m_fixture->execute(*m_fixture->plan(order)));
        QCOMPARE(difference(m_fixture->dump(), before), QByteArray());
        QCOMPARE(m_fixture->leftovers(), QByteArray());

        m_fixture->psql(
            "UPDATE tree SET title = 'changed'; DELETE FROM seen; DELETE FROM log WHERE "
            "tree < 100; INSERT INTO guarded VALUES (3, 'x');"
            "TRUNCATE all_types RESTART IDENTITY; SELECT nextval('free_numbers');"
            "INSERT INTO empty_one (note) VALUES ('no more');"
            "INSERT INTO no_columns DEFAULT VALUES; TRUNCATE noted");
        const QByteArray changed = m_fixture->dump();
        QVERIFY(changed != before);
        const auto planned = m_fixture->plan(m_fixture->importOrder(folder));
        QVERIFY(planned->plan().loses.size() > 5);
        const Report report = m_fixture->execute(*planned);
        QVERIFY2(report.outcome == Result::Succeeded, told(report).constData());
        QCOMPARE(difference(m_fixture->dump(), before), QByteArray());

        const auto undo = m_fixture->planUndo(report);
        const Report undone = m_fixture->execute(*undo, QStringLiteral("local"), report.run);
        QVERIFY2(undone.outcome == Result::Succeeded, told(undone).constData());
        QCOMPARE(difference(m_fixture->dump(), changed), QByteArray());
        QVERIFY_THROWS_EXCEPTION(Error, m_fixture->planUndo(report));
        // The undo can be taken back, too.
        require(
            m_fixture->execute(*m_fixture->planUndo(undone), QStringLiteral("local"), undone.run));
        QCOMPARE(difference(m_fixture->dump(), before), QByteArray());
        QCOMPARE(m_fixture->leftovers(), QByteArray());
    }

    void goesIntoAnotherDatabase()
    {
        m_fixture->makeEverything();
        const QString folder = m_fixture->path(QStringLiteral("out"));
        m_fixture->exportTo(folder);
        // Its own types have other oids there.
        const QString other = QStringLiteral("other");
        m_fixture->psql("DROP DATABASE IF EXISTS other");
        m_fixture->cluster().createDatabase(other);
        m_fixture->psql(
            "DROP SCHEMA public CASCADE; CREATE SCHEMA public; CREATE TYPE first AS ENUM ('x')",
            other);
        m_fixture->makeEverything(other);
        m_fixture->psql("TRUNCATE tree, ring_a, ring_b, ring_c, log, seen, all_types", other);
        const Report report =
            m_fixture->execute(*m_fixture->plan(m_fixture->importOrder(folder), other), other);
        QVERIFY2(report.outcome == Result::Succeeded, told(report).constData());
        m_fixture->psql("DROP TYPE first", other);
        QCOMPARE(difference(m_fixture->dump(other), m_fixture->dump()), QByteArray());
    }

    /// What the system has reads what we write.
    void aPartDoesNotReplaceTheWhole()
    {
        m_fixture->makeEverything();
        const QString folder = m_fixture->path(QStringLiteral("out"));
        m_fixture->exportTo(folder);
        const Error error = errorOf(
            [&] { m_fixture->plan(m_fixture->exportOrder(folder, {QStringLiteral("tree")})); });
        QCOMPARE(error.kind(), ErrorKind::Refused);
        m_fixture->exportTo(m_fixture->path(QStringLiteral("part")), {QStringLiteral("tree")});
        m_fixture->exportTo(m_fixture->path(QStringLiteral("part")), {QStringLiteral("tree")});
        m_fixture->exportTo(folder);
    }

    void isReadByOthers()
    {
        m_fixture->makeEverything();
        const QString folder = m_fixture->path(QStringLiteral("out"));
        m_fixture->exportTo(folder, {QStringLiteral("tree,gone")});
        const auto shell = [&](const QString &command) {
            return runProgram(folder, QStringLiteral("sh"), {QStringLiteral("-c"), command});
        };
        const RanProgram sums = shell(QStringLiteral("sha256sum --strict -c SHA256SUMS"));
        QVERIFY2(sums.fine, sums.output.constData());
        m_fixture->psql("CREATE TABLE again (LIKE tree)");
        const RanProgram copied =
            shell(QStringLiteral("zstd -dc *_tree.copy.zst | psql -XqAt '%1' -c 'COPY again FROM "
                                 "STDIN (FORMAT binary)'")
                      .arg(m_fixture->operations().url(QStringLiteral("local"))));
        QVERIFY2(copied.fine, copied.output.constData());
        QCOMPARE(
            m_fixture->psql("SELECT count(*) FROM (TABLE again EXCEPT TABLE tree) x").trimmed(),
            QByteArray("0"));
        QCOMPARE(m_fixture->psql("SELECT count(*) FROM again").trimmed(), QByteArray("300"));
        for (const QString &name : QDir(folder).entryList(QDir::Files)) {
            const auto others =
                QFile::permissions(folder + u'/' + name) & (QFile::ReadGroup | QFile::ReadOther);
            QVERIFY2(!others, qPrintable(name));
        }
    }

    void aFullDiskIsNamed()
    {
        m_fixture->psql("CREATE TABLE t AS SELECT n, sha512(n::text::bytea) FROM "
                        "generate_series(1, 50000) n");
        const QByteArray before = m_fixture->dump();
        const QString small = m_fixture->path(QStringLiteral("small"));
        QDir().mkpath(small);
        const QByteArray place = QFile::encodeName(small);
        if (::mount("tmpfs", place.constData(), "tmpfs", 0, "size=1m") != 0)
            QSKIP("Mounting a small disk needs root with CAP_SYS_ADMIN");
        const auto unmount = qScopeGuard([&] { ::umount(place.constData()); });
        const Report report = m_fixture->execute(
            *m_fixture->plan(m_fixture->exportOrder(small + QStringLiteral("/out"))));
        QVERIFY(report.outcome == Result::Failed);
        QVERIFY2(report.error->hint().contains(QStringLiteral("room on the disk")),
                 report.error->what());
        QVERIFY(QDir(small).isEmpty(QDir::AllEntries | QDir::Hidden | QDir::NoDotAndDotDot));
        // No room for the way back: nothing is taken away.
        operations::Order order = m_fixture->operations().order();
        order.consent.typedName = QStringLiteral("local");
        order.journalFolder = small;
        OperationContext context = m_fixture->operations().context();
        const auto wipe = m_fixture->plan(WipeOrder());
        QVERIFY(operations::execute(*wipe, order, context).outcome == Result::Failed);
        QCOMPARE(difference(m_fixture->dump(), before), QByteArray());
    }

    void takesTwoThousandTables()
    {
        m_fixture->psql("DO $$BEGIN FOR i IN 1..2000 LOOP EXECUTE format('CREATE TABLE t%s (id int "
                        "PRIMARY KEY, a text)', i); EXECUTE format('INSERT INTO t%s VALUES (1, "
                        "''x'')', i); IF i % 250 = 0 THEN COMMIT; END IF; END LOOP; END$$");
        const QString folder = m_fixture->path(QStringLiteral("out"));
        m_fixture->exportTo(folder);
        m_fixture->psql("UPDATE t7 SET a = 'y'");
        m_fixture->importFrom(folder);
        QCOMPARE(m_fixture->psql("SELECT a FROM t7").trimmed(), QByteArray("x"));
    }

private:
    std::unique_ptr<DataFixture> m_fixture;
};

QTEST_GUILESS_MAIN(TransferTest)
#include "transfer_test.moc"
