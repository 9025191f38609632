// SPDX-License-Identifier: GPL-3.0-or-later
// The tour of somebody's own project: pictures, and nothing is run.
#include "app/gui/tour.h"
#include "services/core/run_log.h"
#include "tests/models/scanned_table.h"
#include "tests/ui/window_fixture.h"
#include <QDir>
#include <QSignalSpy>
#include <QTest>

using namespace arborist;

class TourTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void runsNothingInAProject();
};

void TourTest::runsNothingInAProject()
{
    const QTemporaryDir data;
    setUpWindowTest(data);
    TestCluster cluster;
    for (const QString &name :
         {QStringLiteral("tracker_local"), QStringLiteral("tracker_staging")}) {
        cluster.createDatabase(name);
        cluster.psql(name, ScannedTable::definition("items") + ScannedTable::forest("items", 600));
    }
    const auto sums = [&] {
        QByteArray all;
        for (const char *name : {"tracker_local", "tracker_staging"})
            all += cluster.psql(QString::fromUtf8(name),
                                "SELECT md5(string_agg(i::text, '|' ORDER BY id)) FROM items i");
        return all;
    };
    const QByteArray before = sums();
    const ProjectFolder project(cluster);
    const QTemporaryDir pictures;
    WindowFixture fixture;
    Tour tour(*fixture.window, fixture.session, pictures.path(), false);
    QSignalSpy finished(&tour, &Tour::finished);
    tour.start();
    fixture.window->openPlace(project.path());
    QVERIFY(QTest::qWaitFor([&] { return !finished.isEmpty(); }, 240'000));
    QCOMPARE(finished[0][0].toInt(), 0);
    QVERIFY(QDir(pictures.path()).entryList({QStringLiteral("*.png")}).size() > 20);
    QCOMPARE(RunLog().runs().size(), size_t(0));
    QCOMPARE(sums(), before);
    fixture.close();
}

QTEST_MAIN(TourTest)
#include "tour_test.moc"
