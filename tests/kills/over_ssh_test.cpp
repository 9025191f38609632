// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/kills/killed_shop.h"
#include "tests/postgres/ssh_server.h"
#include <QTest>

using namespace arborist;
using namespace arborist::testing;

/// The programs of PostgreSQL reach a stage behind ssh as arboristctl itself does.
class OverSshTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase();
    void cleanupTestCase()
    {
        m_shop.reset();
        m_ssh.reset();
    }
    void comesBack_data();
    void comesBack();

private:
    std::unique_ptr<KilledShop> m_shop;
    std::unique_ptr<SshServer> m_ssh;
};

void OverSshTest::initTestCase()
{
    if (SshServer::program().isEmpty())
        QSKIP("There is no sshd here.");
    m_shop = std::make_unique<KilledShop>();
    m_ssh = std::make_unique<SshServer>(m_shop->cluster().socketFolder());
    m_shop->setVariable(QStringLiteral("ARBORIST_SSH_CONFIG"), m_ssh->clientConfig());
    m_shop->operations().writeProject(
        m_shop->operations().url(QStringLiteral("local")).toUtf8(),
        m_shop->operations().url(QStringLiteral("production")).toUtf8(),
        "ssh_host = \"bastion\"\n");
}

void OverSshTest::comesBack_data()
{
    QTest::addColumn<QStringList>("save");
    QTest::addColumn<QString>("name");
    QTest::addColumn<QStringList>("bring");
    const QStringList inPlace{QStringLiteral("restore"), QStringLiteral("--in-place")};
    QTest::newRow("custom") << QStringList{QStringLiteral("backup")} << QStringLiteral("a.dump")
                            << QStringList{QStringLiteral("restore")};
    QTest::newRow("directory") << QStringList{QStringLiteral("backup"), QStringLiteral("--jobs"),
                                              QStringLiteral("2")}
                               << QStringLiteral("b.dir")
                               << QStringList{QStringLiteral("restore"), QStringLiteral("--jobs"),
                                              QStringLiteral("2")};
    QTest::newRow("script") << QStringList{QStringLiteral("backup"), QStringLiteral("--compress")}
                            << QStringLiteral("c.sql.gz") << QStringList{QStringLiteral("restore")};
    QTest::newRow("in place") << QStringList{QStringLiteral("backup")} << QStringLiteral("d.dump")
                              << inPlace;
}

void OverSshTest::comesBack()
{
    QFETCH(QStringList, save);
    QFETCH(QString, name);
    QFETCH(QStringList, bring);
    m_shop->makeOld();
    const QByteArray old = m_shop->state();
    const QString file = m_shop->path(name);
    const Ended saved = m_shop->run(save + QStringList{QStringLiteral("--output"), file});
    QVERIFY2(saved.code == 0, saved.said.constData());
    m_shop->cluster().psql(QStringLiteral("local"), "DELETE FROM big WHERE id % 2 = 0");
    QVERIFY(m_shop->state() != old);
    const Ended brought = m_shop->run(bring + QStringList{file});
    QVERIFY2(brought.code == 0, brought.said.constData());
    QVERIFY(m_shop->state() == old);
    QCOMPARE(m_shop->leftovers(), QByteArray());
    QVERIFY(!m_ssh->log().isEmpty());
}

QTEST_GUILESS_MAIN(OverSshTest)
#include "over_ssh_test.moc"
