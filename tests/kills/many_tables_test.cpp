// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/kills/killed_shop.h"
#include <QTest>

using namespace arborist::testing;

/// A database of 2,000 tables goes through a backup, and comes back equal.
class ManyTablesTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase()
    {
        m_shop = std::make_unique<KilledShop>();
        m_shop->cluster().psql(
            QStringLiteral("local"),
            "DO $$BEGIN FOR i IN 1..2000 LOOP EXECUTE format('CREATE TABLE t%s (id int PRIMARY "
            "KEY, a text)', i); EXECUTE format('INSERT INTO t%s VALUES (1, ''x'')', i); "
            "IF i % 250 = 0 THEN COMMIT; END IF; END LOOP; END$$");
        m_old = m_shop->state();
    }
    void cleanupTestCase() { m_shop.reset(); }

    void comeBack()
    {
        const QString dump = m_shop->path(QStringLiteral("many.dump"));
        const QStringList save{QStringLiteral("backup"), QStringLiteral("--output"), dump};
        const QStringList bring{QStringLiteral("restore"), dump};
        const Ended saved = m_shop->run(save);
        QVERIFY2(saved.code == 0, saved.said.constData());
        m_shop->cluster().psql(QStringLiteral("local"), "UPDATE t7 SET a = 'y'; DELETE FROM t2000");
        QVERIFY(m_shop->state() != m_old);
        const Ended brought = m_shop->run(bring);
        QVERIFY2(brought.code == 0, brought.said.constData());
        // As autovacuum does it, which is off here: pg_dump is slow over catalogs without.
        m_shop->cluster().psql(QStringLiteral("local"), "ANALYZE");
        QVERIFY(m_shop->state() == m_old);
    }

private:
    std::unique_ptr<KilledShop> m_shop;
    QByteArray m_old;
};

QTEST_GUILESS_MAIN(ManyTablesTest)
#include "many_tables_test.moc"
