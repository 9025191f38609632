// SPDX-License-Identifier: GPL-3.0-or-later
// What the program is started with and comes back to: folders, addresses, and those that are gone.
#include "app/gui/arguments.h"
#include "services/stages/recent_workspaces.h"
#include "tests/ui/window_fixture.h"
#include "ui/shell/app_menu.h"
#include "ui/shell/stage_monitor.h"
#include "ui/shell/target_bar.h"
#include "ui/widgets/note.h"
#include "ui/widgets/view_tools.h"
#include <QDir>
#include <QSettings>
#include <QTest>

using namespace arborist;

namespace {
constexpr int patience = 60'000;
} // namespace

class WorkspacePlacesTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { m_project = std::make_unique<ProjectFixture>(); }
    void init() { m_project->reset(); }
    void cleanup() { QDir::setCurrent(QDir::rootPath()); }
    void cleanupTestCase() { m_project.reset(); }

    void whatTheProgramIsStartedWith_data();
    void whatTheProgramIsStartedWith();
    void recentOnesAreOffered();
    void aFolderWithoutAProject();
    void aFolderThatIsNoMore();
    void aFolderThatVanishes();
    void aCloneIsToldApart();

private:
    static Note *note(WindowFixture &fixture)
    {
        return fixture.window->findChild<Note *>(QString(), Qt::FindDirectChildrenOnly);
    }
    static QAction *recent(WindowFixture &fixture, const QString &place)
    {
        auto *menu = fixture.window->findChild<AppMenu *>();
        Q_EMIT menu->aboutToShow();
        for (QAction *entry : menu->actions()) {
            if (!entry->menu())
                continue;
            for (QAction *action : entry->menu()->actions()) {
                if (action->text() == place)
                    return action;
            }
        }
        return nullptr;
    }
    static void failTo(WindowFixture &fixture, const QString &place)
    {
        fixture.window->openPlace(place);
        QTRY_COMPARE_WITH_TIMEOUT(int(fixture.session.state()), int(Session::State::Failed),
                                  patience);
    }

    std::unique_ptr<ProjectFixture> m_project;
};

void WorkspacePlacesTest::whatTheProgramIsStartedWith_data()
{
    QTest::addColumn<QString>("place");
    for (const char *place : {"folder", "relative folder", "relative file", "address", "words"})
        QTest::newRow(place) << QString::fromLatin1(place);
}

void WorkspacePlacesTest::whatTheProgramIsStartedWith()
{
    QFETCH(QString, place);
    const QString folder = QFileInfo(m_project->folder()).canonicalFilePath();
    QDir::setCurrent(QFileInfo(folder).path());
    const QString name = QFileInfo(folder).fileName();
    auto info = postgres::ConnectionInfo::parse(m_project->url("tracker_new"));
    info.setValue(QStringLiteral("password"), QStringLiteral("hush"));
    const QString typed = place == u"folder"            ? folder
                          : place == u"relative folder" ? name
                          : place == u"relative file"   ? name + QStringLiteral("/.env")
                          : place == u"address"
                              ? info.toUrlWithPassword()
                              : QStringLiteral("host=%1 dbname=%2 port=%3 user=%4")
                                    .arg(info.host(), info.database(), info.port(), info.user());
    const Arguments arguments = readArguments({QStringLiteral("arborist"), typed});
    // The first window, to which it may be handed, has another working directory.
    QDir::setCurrent(QDir::rootPath());
    WindowFixture fixture;
    fixture.open(arguments.place);
    fixture.waitForChecks();
    const bool isAddress = place == u"address" || place == u"words";
    QCOMPARE(fixture.session.targetName(),
             isAddress ? QStringLiteral("tracker_new") : QStringLiteral("local"));
    QVERIFY(fixture.session.monitor().last(fixture.session.targetName())->reachable);
    const QStringList places = settings().value(QStringLiteral("recent/places")).toStringList();
    QCOMPARE(places.size(), 1);
    QVERIFY2(!places.first().contains(u"hush"), qPrintable(places.first()));
    QVERIFY2(!fixture.window->windowTitle().contains(u"hush") &&
                 !textIn(*fixture.window).contains(u"hush"),
             qPrintable(fixture.window->windowTitle()));
    if (!isAddress)
        QCOMPARE(places.first(), folder);
}

void WorkspacePlacesTest::recentOnesAreOffered()
{
    const QString folder = QFileInfo(m_project->folder()).canonicalFilePath();
    const QString address = m_project->url("tracker_new");
    WindowFixture fixture;
    fixture.open(folder);
    fixture.waitForChecks();
    fixture.open(address);
    fixture.waitForChecks();
    QCOMPARE(settings().value(QStringLiteral("recent/places")).toStringList(),
             (QStringList{address, folder}));
    // For the protection of its stages, too.
    QCOMPARE(stages::RecentWorkspaces().list().size(), 1U);
    QCOMPARE(stages::RecentWorkspaces().list().front().location, folder);
    QAction *action = recent(fixture, folder);
    QVERIFY(action);
    action->trigger();
    QTRY_COMPARE_WITH_TIMEOUT(fixture.session.targetName(), QStringLiteral("local"), patience);
    QTRY_COMPARE_WITH_TIMEOUT(int(fixture.session.state()), int(Session::State::Open), patience);
    fixture.waitForChecks();
    QCOMPARE(settings().value(QStringLiteral("recent/places")).toStringList(),
             (QStringList{folder, address}));
}

void WorkspacePlacesTest::aFolderWithoutAProject()
{
    const QString folder = m_project->beside(QStringLiteral("empty"));
    QVERIFY(QDir().mkpath(folder));
    WindowFixture fixture;
    failTo(fixture, folder);
    const QString said = textIn(*fixture.window);
    QVERIFY2(said.contains(u"names no database") && said.contains(folder + QStringLiteral("/.env")),
             qPrintable(said));
    QVERIFY(settings().value(QStringLiteral("recent/places")).toStringList().isEmpty());
    // Once there is one, trying again is enough.
    QFile env(folder + QStringLiteral("/.env"));
    QVERIFY(env.open(QIODevice::WriteOnly));
    env.write("DB_CONNECTION_STRING=" + m_project->url("tracker_new").toUtf8() + '\n');
    env.close();
    fixture.session.reopen();
    QTRY_COMPARE_WITH_TIMEOUT(int(fixture.session.state()), int(Session::State::Open), patience);
    fixture.waitForChecks();
}

void WorkspacePlacesTest::aFolderThatIsNoMore()
{
    WindowFixture fixture;
    const QString folder = m_project->beside(QStringLiteral("gone"));
    failTo(fixture, folder);
    const QString said = textIn(*fixture.window);
    QVERIFY2(said.contains(u"does not exist") && said.contains(folder), qPrintable(said));
}

void WorkspacePlacesTest::aFolderThatVanishes()
{
    const QString folder = QFileInfo(m_project->folder()).canonicalFilePath();
    const QString away = folder + QStringLiteral("-away");
    WindowFixture fixture;
    fixture.open(folder);
    fixture.waitForChecks();
    const auto before = fixture.session.workspace();
    QVERIFY(QDir().rename(folder, away));
    QTRY_VERIFY_WITH_TIMEOUT(note(fixture)->isVisible(), patience);
    const QString said = textIn(*note(fixture));
    QVERIFY2(said.contains(u"does not exist"), qPrintable(said));
    QCOMPARE(fixture.session.workspace(), before);
    QVERIFY(QDir().rename(away, folder));
    QTRY_VERIFY_WITH_TIMEOUT(!note(fixture)->isVisible(), patience);
    QCOMPARE(fixture.session.targetName(), QStringLiteral("local"));
    fixture.waitForChecks();
}

void WorkspacePlacesTest::aCloneIsToldApart()
{
    const QString local = QStringLiteral("local");
    WindowFixture fixture;
    fixture.open(m_project->folder());
    fixture.waitForChecks();
    m_project->psql("CREATE DATABASE clone TEMPLATE tracker_local");
    m_project->pointLocalTo("clone");
    QTRY_VERIFY_WITH_TIMEOUT(
        fixture.window->targetBar().summary().contains(QStringLiteral("clone")), patience);
    fixture.waitForChecks();
    const auto print = fixture.session.monitor().fingerprint(local);
    QVERIFY(print.finding && print.onRecord);
    QCOMPARE(int(print.finding->verdict), int(stages::FingerprintVerdict::OtherDatabase));
    QVERIFY(print.finding->stopsWrites);
    QVERIFY2(print.finding->sentence.contains(u"another database than on record"),
             qPrintable(print.finding->sentence));
    fixture.close();
    m_project->psql("DROP DATABASE clone WITH (FORCE)");
}

QTEST_MAIN(WorkspacePlacesTest)
#include "workspace_places_test.moc"
