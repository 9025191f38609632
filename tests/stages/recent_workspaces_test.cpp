// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/stages/recent_workspaces.h"
#include "tests/stages/project.h"

using namespace arborist;
using stages::RecentWorkspaces;

class RecentWorkspacesTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void newestFirst();
    void holdsNoPassword();
    void damagedFileCountsAsEmpty();
};

void RecentWorkspacesTest::newestFirst()
{
    QTemporaryDir folder;
    const QString file = folder.filePath(QStringLiteral("recent.json"));
    RecentWorkspaces recent(file);
    QVERIFY(recent.list().empty());
    const auto add = [&recent](int number) {
        recent.add(Workspace::ofUrl(QStringLiteral("postgresql://h/db%1").arg(number)));
    };
    for (int i = 0; i < 12; ++i)
        add(i);
    add(5);
    const auto list = RecentWorkspaces(file).list();
    QStringList names;
    for (const auto &entry : list) {
        names.append(entry.name);
        QVERIFY(entry.openedAt.isValid());
    }
    QCOMPARE(names.join(u' '), QStringLiteral("db5 db11 db10 db9 db8 db7 db6 db4 db3 db2"));
    recent.remove(list.front().location);
    QCOMPARE(recent.list().size(), 9U);
    QCOMPARE(recent.list().front().name, QStringLiteral("db11"));

    Project project;
    project.write(QStringLiteral("arborist.toml"), "[workspace]\nname = \"acme\"\n"
                                                   "[stages.a]\nurl = \"postgresql://h/d\"\n");
    recent.add(project.open());
    QCOMPARE(recent.list().front().location, project.path());
    QCOMPARE(recent.list().front().name, QStringLiteral("acme"));
}

void RecentWorkspacesTest::holdsNoPassword()
{
    QTemporaryDir folder;
    const QString path = folder.filePath(QStringLiteral("recent.json"));
    RecentWorkspaces(path).add(
        Workspace::ofUrl(QStringLiteral("postgresql://u:geheim@h/db?sslpassword=geheim")));
    QFile file(path);
    QVERIFY(file.open(QIODevice::ReadOnly));
    const QByteArray text = file.readAll();
    QVERIFY(text.contains("db"));
    QVERIFY(!text.contains("geheim"));
}

void RecentWorkspacesTest::damagedFileCountsAsEmpty()
{
    Project project;
    project.write(QStringLiteral("recent.json"), "{ not json");
    RecentWorkspaces recent(project.path(QStringLiteral("recent.json")));
    QVERIFY(recent.list().empty());
    recent.add(Workspace::ofUrl(QStringLiteral("postgresql://h/db")));
    QCOMPARE(recent.list().size(), 1U);
}

QTEST_GUILESS_MAIN(RecentWorkspacesTest)
#include "recent_workspaces_test.moc"
