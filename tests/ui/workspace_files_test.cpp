// SPDX-License-Identifier: GPL-3.0-or-later
// Files that change under the real window, and things dropped on it.
#include "services/core/gui_thread_guard.h"
#include "services/postgres/connection.h"
#include "tests/ui/window_fixture.h"
#include "ui/shell/stage_monitor.h"
#include "ui/shell/target_bar.h"
#include "ui/stages/stages_page.h"
#include "ui/style/arborist_style.h"
#include "ui/widgets/note.h"
#include "ui/widgets/table_view.h"
#include "ui/widgets/view_tools.h"
#include <QApplication>
#include <QDir>
#include <QDropEvent>
#include <QLabel>
#include <QMimeData>
#include <QSaveFile>
#include <QSettings>
#include <QSignalSpy>
#include <QTest>
#include <QThread>
#include <atomic>

using namespace arborist;

namespace {
constexpr int patience = 60'000;
} // namespace

class WorkspaceFilesTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void init();
    void cleanupTestCase() { m_cluster.reset(); }

    void followsTheEnvFile();
    void keepsTargetAndSourceByName();
    void keepsTheOldStateWhereAFileIsWrong();
    void aJobGoesOnWithWhatItStartedWith();
    void aTargetThatIsGoneIsReplaced();
    void opensWhatIsDropped_data();
    void opensWhatIsDropped();
    void leavesOtherThingsAlone();

private:
    QByteArray url(const char *database) const
    {
        return m_cluster->info(QString::fromLatin1(database)).toUrl().toUtf8();
    }
    QString path(const QString &name) const { return m_project->path() + u'/' + name; }
    QByteArray read(const QString &name) const
    {
        QFile file(path(name));
        return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
    }
    /// As editors do: a new file in place of the old one.
    void replace(const QString &name, const QByteArray &text) const
    {
        QSaveFile file(path(name));
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write(text);
        QVERIFY(file.commit());
    }
    void pointLocalTo(const char *database) const
    {
        replace(QStringLiteral(".env"),
                read(QStringLiteral(".env")).replace(url("tracker_local"), url(database)));
    }
    static Note *note(WindowFixture &fixture)
    {
        return fixture.window->findChild<Note *>(QString(), Qt::FindDirectChildrenOnly);
    }
    static QString summary(WindowFixture &fixture) { return fixture.window->targetBar().summary(); }

    std::unique_ptr<TestCluster> m_cluster;
    std::unique_ptr<ProjectFolder> m_project;
    std::unique_ptr<QTemporaryDir> m_data;
};

void WorkspaceFilesTest::initTestCase()
{
    for (const char *name : {"ARBORIST_STAGE", "DEVSTRIDE_STAGE", "DB_CONNECTION_STRING"})
        qunsetenv(name);
    setUpLook();
    forbidConnectionsOnThisThread();
    m_cluster = std::make_unique<TestCluster>();
    for (const char *name : {"tracker_local", "tracker_staging", "tracker_new"})
        m_cluster->createDatabase(QString::fromLatin1(name));
}

void WorkspaceFilesTest::init()
{
    m_data = std::make_unique<QTemporaryDir>();
    qputenv("ARBORIST_DATA_DIR", m_data->path().toUtf8());
    settings().clear();
    m_project = std::make_unique<ProjectFolder>(*m_cluster);
}

void WorkspaceFilesTest::followsTheEnvFile()
{
    WindowFixture fixture;
    fixture.open(m_project->path());
    fixture.waitForChecks();
    QVERIFY(summary(fixture).contains(QStringLiteral("tracker_local")));
    QSignalSpy reread(&fixture.session, &Session::workspaceReread);
    pointLocalTo("tracker_new");
    QTRY_VERIFY_WITH_TIMEOUT(summary(fixture).contains(QStringLiteral("tracker_new")), patience);
    QCOMPARE(reread.first().first().toStringList(), QStringList{QStringLiteral("local")});
    fixture.waitForChecks();
    // Another database than on record: told, not taken for granted.
    const auto finding = fixture.session.monitor().fingerprint(QStringLiteral("local")).finding;
    QVERIFY(finding);
    QCOMPARE(int(finding->verdict), int(stages::FingerprintVerdict::OtherDatabase));

    // A new stage shows, too.
    replace(QStringLiteral(".env.review"), "DATABASE_URL=" + url("tracker_new") + '\n');
    auto &table = fixture.window->findChild<StagesPage *>()->table();
    QTRY_COMPARE_WITH_TIMEOUT(table.model()->rowCount(), 4, patience);
    fixture.waitForChecks();
}

void WorkspaceFilesTest::keepsTargetAndSourceByName()
{
    WindowFixture fixture;
    fixture.open(m_project->path());
    fixture.session.setTarget(QStringLiteral("broken"));
    fixture.session.setSource(QStringLiteral("local"));
    fixture.waitForChecks();
    QSignalSpy retargeted(&fixture.session, &Session::targetChanged);
    QSignalSpy reread(&fixture.session, &Session::workspaceReread);
    pointLocalTo("tracker_new");
    QTRY_VERIFY_WITH_TIMEOUT(!reread.isEmpty(), patience);
    QCOMPARE(fixture.session.targetName(), QStringLiteral("broken"));
    QCOMPARE(fixture.session.source()->name, QStringLiteral("local"));
    // What the pages show of the target still holds.
    QVERIFY(retargeted.isEmpty());
    fixture.waitForChecks();
}

void WorkspaceFilesTest::keepsTheOldStateWhereAFileIsWrong()
{
    WindowFixture fixture;
    fixture.open(m_project->path());
    fixture.waitForChecks();
    const auto before = fixture.session.workspace();
    QVERIFY(!note(fixture)->isVisible());
    const QByteArray toml = read(QStringLiteral("arborist.toml"));
    replace(QStringLiteral("arborist.toml"), "[workspace]\nnme = \"x\"\n");
    QTRY_VERIFY_WITH_TIMEOUT(note(fixture)->isVisible(), patience);
    QString said;
    for (const QLabel *label : note(fixture)->findChildren<QLabel *>())
        said += label->text();
    QVERIFY2(said.contains(u"arborist.toml:2"), qPrintable(said));
    QCOMPARE(fixture.session.workspace(), before);
    QCOMPARE(fixture.session.state(), Session::State::Open);
    QVERIFY(fixture.window->currentPage());
    replace(QStringLiteral("arborist.toml"), toml + "\n# mended\n");
    QTRY_VERIFY_WITH_TIMEOUT(!note(fixture)->isVisible(), patience);
    QVERIFY(fixture.session.workspace() != before);
    fixture.waitForChecks();
}

void WorkspaceFilesTest::aJobGoesOnWithWhatItStartedWith()
{
    WindowFixture fixture;
    fixture.open(m_project->path());
    fixture.waitForChecks();
    auto connected = std::make_shared<std::atomic_bool>(false);
    auto goOn = std::make_shared<std::atomic_bool>(false);
    JobRequest request;
    request.title = QStringLiteral("Two connections");
    request.work = [connected, goOn](OperationContext &context) {
        const auto database = [&context] {
            postgres::Connection connection = context.connect();
            return connection.info().database();
        };
        const QString first = database();
        *connected = true;
        while (!*goOn && !context.stop.stop_requested())
            QThread::msleep(5);
        return std::any(QStringList{first, database()});
    };
    QStringList seen;
    fixture.session.start(request, this, [&seen](const Outcome &outcome) {
        if (outcome.state == JobState::Succeeded)
            seen = std::any_cast<QStringList>(outcome.result);
    });
    QTRY_VERIFY_WITH_TIMEOUT(connected->load(), patience);
    pointLocalTo("tracker_new");
    QTRY_VERIFY_WITH_TIMEOUT(summary(fixture).contains(QStringLiteral("tracker_new")), patience);
    *goOn = true;
    QTRY_COMPARE_WITH_TIMEOUT(
        seen, (QStringList{QStringLiteral("tracker_local"), QStringLiteral("tracker_local")}),
        patience);
    fixture.waitForChecks();
}

void WorkspaceFilesTest::aTargetThatIsGoneIsReplaced()
{
    WindowFixture fixture;
    fixture.open(m_project->path());
    fixture.session.setTarget(QStringLiteral("broken"));
    fixture.waitForChecks();
    replace(QStringLiteral("arborist.toml"),
            "[stages.local]\nurl = \"env:DB_CONNECTION_STRING\"\n");
    QTRY_COMPARE_WITH_TIMEOUT(fixture.session.targetName(), QStringLiteral("local"), patience);
    QVERIFY(fixture.session.target());
    QVERIFY(!fixture.session.source());
    QVERIFY(fixture.window->windowTitle().startsWith(QStringLiteral("local")));
    fixture.waitForChecks();
}

void WorkspaceFilesTest::opensWhatIsDropped_data()
{
    QTest::addColumn<QString>("what");
    for (const char *what : {"folder", ".env", "arborist.toml", "file below", "address", "line"})
        QTest::newRow(what) << QString::fromLatin1(what);
}

void WorkspaceFilesTest::opensWhatIsDropped()
{
    QFETCH(QString, what);
    QMimeData data;
    const QString below = path(QStringLiteral("src/deep/main.ts"));
    QVERIFY(QDir(m_project->path()).mkpath(QStringLiteral("src/deep")));
    QFile file(below);
    QVERIFY(file.open(QIODevice::WriteOnly));
    const bool isAddress = what == u"address" || what == u"line";
    const QString address = QString::fromUtf8(url("tracker_staging"));
    if (what == u"folder")
        data.setUrls({QUrl::fromLocalFile(m_project->path())});
    else if (what == u"file below")
        data.setUrls({QUrl::fromLocalFile(below)});
    else if (what == u"address")
        data.setText(address + u'\n');
    else if (what == u"line")
        data.setText(QStringLiteral("export DATABASE_URL=\"%1\"").arg(address));
    else
        data.setUrls({QUrl::fromLocalFile(path(what))});

    WindowFixture fixture;
    QDragEnterEvent enter(QPoint(400, 300), Qt::CopyAction, &data, Qt::LeftButton, Qt::NoModifier);
    QApplication::sendEvent(fixture.window.get(), &enter);
    QVERIFY(enter.isAccepted());
    QDropEvent drop(QPointF(400, 300), Qt::CopyAction, &data, Qt::LeftButton, Qt::NoModifier);
    QApplication::sendEvent(fixture.window.get(), &drop);
    QVERIFY(
        QTest::qWaitFor([&] { return fixture.session.state() == Session::State::Open; }, patience));
    fixture.waitForChecks();
    QCOMPARE(fixture.session.targetName(),
             isAddress ? QStringLiteral("tracker_staging") : QStringLiteral("local"));
    // The next start offers the project, not the file that stood for it.
    const QStringList places = settings().value(QStringLiteral("recent/places")).toStringList();
    QCOMPARE(places,
             QStringList{isAddress ? address : QFileInfo(m_project->path()).canonicalFilePath()});
}

void WorkspaceFilesTest::leavesOtherThingsAlone()
{
    WindowFixture fixture;
    for (const char *text : {"hello", "https://example.org/", "postgres\nis nice", ""}) {
        QMimeData data;
        data.setText(QString::fromLatin1(text));
        QDragEnterEvent enter(QPoint(400, 300), Qt::CopyAction, &data, Qt::LeftButton,
                              Qt::NoModifier);
        enter.ignore();
        QApplication::sendEvent(fixture.window.get(), &enter);
        QVERIFY2(!enter.isAccepted(), text);
    }
    QCOMPARE(fixture.session.state(), Session::State::Empty);
}

QTEST_MAIN(WorkspaceFilesTest)
#include "workspace_files_test.moc"
