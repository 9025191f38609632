// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/ui/window_fixture.h"

#include "app/gui/pages.h"
#include "services/core/gui_thread_guard.h"
#include "ui/shell/stage_monitor.h"
#include "ui/style/arborist_style.h"
#include <QFile>
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
