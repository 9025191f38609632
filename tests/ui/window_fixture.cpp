// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/ui/window_fixture.h"

#include "app/gui/pages.h"
#include "services/core/gui_thread_guard.h"
#include "ui/shell/stage_monitor.h"
#include "ui/style/arborist_style.h"
#include "ui/widgets/view_tools.h"
#include <QFile>
#include <QLabel>
#include <QPushButton>
#include <QSaveFile>
#include <QSettings>
#include <QTest>

namespace arborist {

namespace {
constexpr int patience = 60'000;
} // namespace

ProjectFolder::ProjectFolder(TestCluster &cluster)
{
    const auto local = cluster.info(QStringLiteral("tracker_local")).toUrl().toUtf8();
    const auto staging = cluster.info(QStringLiteral("tracker_staging")).toUrl().toUtf8();
    write(QStringLiteral(".env"), "DB_CONNECTION_STRING=\"" + local + "\"\nSTAGING_URL=\"" +
                                      staging +
                                      "\"\nBROKEN_URL=\"postgresql:///gone?host=/nowhere\"\n");
    write(QStringLiteral("arborist.toml"), R"(
[workspace]
name = "tracker"
default_stage = "local"
source_stage = "staging"
[stages.local]
url = "env:DB_CONNECTION_STRING"
environment = "development"
colour = "green"
[stages.staging]
url = "env:STAGING_URL"
environment = "staging"
colour = "violet"
[stages.broken]
url = "env:BROKEN_URL"
environment = "test"
)");
}

void ProjectFolder::write(const QString &name, const QByteArray &text)
{
    QFile file(m_folder.filePath(name));
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write(text);
}

void setUpWindowTest(const QTemporaryDir &folder)
{
    QVERIFY(folder.isValid());
    qputenv("ARBORIST_DATA_DIR", folder.filePath(QStringLiteral("data")).toUtf8());
    for (const char *name : {"ARBORIST_STAGE", "DEVSTRIDE_STAGE", "DB_CONNECTION_STRING"})
        qunsetenv(name);
    setUpLook();
    forbidConnectionsOnThisThread();
}

ProjectFixture::ProjectFixture()
{
    for (const char *name : {"tracker_local", "tracker_staging", "tracker_new"})
        m_cluster.createDatabase(QString::fromLatin1(name));
}

void ProjectFixture::reset()
{
    m_home = std::make_unique<QTemporaryDir>();
    setUpWindowTest(*m_home);
    settings().clear();
    m_project = std::make_unique<ProjectFolder>(m_cluster);
}

QByteArray ProjectFixture::read(const QString &name) const
{
    QFile file(path(name));
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

void ProjectFixture::replace(const QString &name, const QByteArray &text) const
{
    QSaveFile file(path(name));
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write(text);
    QVERIFY(file.commit());
}

void ProjectFixture::pointLocalTo(const char *database) const
{
    const QString env = QStringLiteral(".env");
    replace(env, read(env).replace(url("tracker_local").toUtf8(), url(database).toUtf8()));
}

QString ProjectFixture::url(const char *database) const
{
    return m_cluster.info(QString::fromLatin1(database)).toUrl();
}

void ProjectFixture::psql(const char *sql) const
{
    m_cluster.psql(QStringLiteral("postgres"), sql);
}

QByteArray ProjectFixture::psqlIn(const char *database, const QByteArray &sql) const
{
    return m_cluster.psql(QString::fromLatin1(database), sql).trimmed();
}

std::unique_ptr<QProcess> ProjectFixture::hold(const char *database, const char *table) const
{
    auto holder = std::make_unique<QProcess>();
    holder->start(QStringLiteral("psql"),
                  {url(database), QStringLiteral("-c"),
                   QStringLiteral("BEGIN; LOCK TABLE %1 IN SHARE MODE; SELECT pg_sleep(300);")
                       .arg(QLatin1String(table))});
    const QByteArray held = QByteArray("SELECT count(*) FROM pg_locks WHERE granted AND mode = "
                                       "'ShareLock' AND relation = '") +
                            table + "'::regclass";
    (void)QTest::qWaitFor([&] { return psqlIn(database, held) == "1"; }, patience);
    return holder;
}

QPushButton *buttonIn(QWidget &widget, const char *text)
{
    for (auto *found : widget.findChildren<QPushButton *>()) {
        if (found->text().remove(u'&') == QString::fromUtf8(text))
            return found;
    }
    return nullptr;
}

QString textIn(QWidget &widget)
{
    QString text;
    for (const QLabel *label : widget.findChildren<QLabel *>())
        text += label->text() + u'\n';
    return text;
}

WindowFixture::WindowFixture() : window(std::make_unique<MainWindow>(session, makeOpeners()))
{
    addPages(*window, session);
    window->resize(1366, 768);
    window->show();
    window->activateWindow();
}

WindowFixture::~WindowFixture() = default;

void WindowFixture::open(const QString &place)
{
    window->openPlace(place);
    QVERIFY(QTest::qWaitFor([this] { return session.state() == Session::State::Open; }, patience));
}

void WindowFixture::waitForChecks()
{
    QVERIFY(QTest::qWaitFor([this] { return !session.monitor().isChecking(); }, patience));
}

void WindowFixture::close()
{
    window->close();
    window.reset();
}

} // namespace arborist
