// SPDX-License-Identifier: GPL-3.0-or-later
// What the hierarchy page says when there is nothing to show or something is in its way.
#include "tests/ui/hierarchy_window.h"
#include "ui/widgets/empty_state.h"
#include "ui/widgets/error_state.h"
#include <QProcess>
#include <QPushButton>
#include <QToolButton>

using namespace arborist;
using namespace arborist::hierarchy;

class HierarchyFailuresTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase();
    void tellsThatThereIsNoHierarchy();
    void tellsThatTheTableIsGone();
    void tellsThatReadingIsNotAllowed();
    void tellsThatTheServerIsGone();
    void cancelsAScan();

private:
    std::unique_ptr<HierarchyPlace> m_place;
    postgres::ConnectionInfo m_tracker;
};

void HierarchyFailuresTest::initTestCase()
{
    m_place = std::make_unique<HierarchyPlace>();
    m_tracker = m_place->tracker(QStringLiteral("tracker"));
}

void HierarchyFailuresTest::tellsThatThereIsNoHierarchy()
{
    HierarchyWindow window(
        m_place->database(QStringLiteral("empty"), "CREATE TABLE notes (id int, text text);"));
    QVERIFY(window.page.findChild<EmptyState *>()->isVisible());
    QVERIFY(window.says(&window.page, QStringLiteral("No hierarchy found")));
    m_place->cluster->psql(
        QStringLiteral("empty"),
        "CREATE TABLE folders (id int PRIMARY KEY, parent_id int REFERENCES folders, "
        "title text);");
    QTest::keyClick(&window.page, Qt::Key_Tab);
    for (auto *button : window.page.findChildren<QPushButton *>()) {
        if (button->isVisible() && button->text() == QStringLiteral("Look again"))
            button->click();
    }
    window.settle();
    QVERIFY(window.says(&window.page, QStringLiteral("public.folders has not been scanned")));
    window.scan();
    QCOMPARE(window.status(), QStringLiteral("The table has no rows"));
}

void HierarchyFailuresTest::tellsThatTheTableIsGone()
{
    const auto info = m_place->database(QStringLiteral("gone"), ScannedTable::definition("items"));
    HierarchyWindow window(info);
    m_place->cluster->psql(QStringLiteral("gone"), "DROP TABLE items;");
    window.page.scan();
    QTRY_VERIFY_WITH_TIMEOUT(window.page.findChild<ErrorState *>()->isVisible(), kPatience);
    QVERIFY(window.says(&window.page, QStringLiteral("public.items is gone")));
    QVERIFY(window.says(&window.page, QStringLiteral("42P01")));
    m_place->cluster->psql(QStringLiteral("gone"),
                           ScannedTable::definition("items") + ScannedTable::forest("items", 60));
    window.scan();
    QCOMPARE(window.page.snapshot()->size(), 60);

    // With a result on the screen the failure is a line above it.
    m_place->cluster->psql(QStringLiteral("gone"), "DROP TABLE items;");
    window.page.scan();
    QTRY_VERIFY_WITH_TIMEOUT(window.strip().contains(QStringLiteral("public.items is gone")),
                             kPatience);
    QVERIFY(window.tree().isVisible());
}

void HierarchyFailuresTest::tellsThatReadingIsNotAllowed()
{
    auto info =
        m_place->database(QStringLiteral("closed"),
                          ScannedTable::definition("items") + ScannedTable::forest("items", 60) +
                              "CREATE ROLE guest LOGIN; GRANT USAGE ON SCHEMA public TO guest;");
    info.setValue(QStringLiteral("user"), QStringLiteral("guest"));
    HierarchyWindow window(info);
    window.page.scan();
    QTRY_VERIFY_WITH_TIMEOUT(window.page.findChild<ErrorState *>()->isVisible(), kPatience);
    QVERIFY(window.says(&window.page, QStringLiteral("No permission to read public.items")));
    QVERIFY(window.says(&window.page, QStringLiteral("42501")));
}

void HierarchyFailuresTest::tellsThatTheServerIsGone()
{
    HierarchyWindow window(m_tracker);
    window.scan();
    m_place->cluster->stop();
    window.page.scan();
    QTRY_VERIFY_WITH_TIMEOUT(window.strip().contains(QStringLiteral("does not answer")), kPatience);
    QVERIFY(window.tree().isVisible());
    HierarchyWindow second(m_tracker);
    QTRY_VERIFY_WITH_TIMEOUT(second.page.findChild<ErrorState *>()->isVisible(), kPatience);
    m_place->cluster->start();
    second.page.refresh();
    QTRY_COMPARE_WITH_TIMEOUT(second.status(), QStringLiteral("Not scanned yet"), kPatience);
}

void HierarchyFailuresTest::cancelsAScan()
{
    HierarchyWindow window(m_tracker);
    // Another session holds the table, so that the scan has to wait.
    QProcess holder;
    holder.start(QStringLiteral("psql"),
                 {QStringLiteral("-qX"), QStringLiteral("-d"), m_tracker.toUrl(),
                  QStringLiteral("-c"),
                  QStringLiteral("BEGIN; LOCK TABLE items; SELECT pg_sleep(300);")});
    QVERIFY(holder.waitForStarted());
    QTRY_VERIFY_WITH_TIMEOUT(m_place->cluster
                                     ->psql(QStringLiteral("tracker"),
                                            "SELECT count(*) FROM pg_locks WHERE mode = "
                                            "'AccessExclusiveLock' AND granted")
                                     .trimmed() != "0",
                             kPatience);
    auto *button = window.page.findChild<QToolButton *>(QStringLiteral("scan"));
    QTest::mouseClick(button, Qt::LeftButton);
    QTRY_COMPARE(button->text(), QStringLiteral("Cancel"));
    QTest::qWait(100);
    QTest::mouseClick(button, Qt::LeftButton);
    QTRY_COMPARE_WITH_TIMEOUT(button->text(), QStringLiteral("Scan"), kPatience);
    QCOMPARE(window.status(), QStringLiteral("Not scanned yet"));
    holder.kill();
    holder.waitForFinished();
}

QTEST_MAIN(HierarchyFailuresTest)
#include "hierarchy_failures_test.moc"
