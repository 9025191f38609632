// SPDX-License-Identifier: GPL-3.0-or-later
// A repair in the window, on a real database: plan, agree, read again, take back.
#include "tests/ui/hierarchy_window.h"
#include "ui/hierarchy/change_view.h"
#include "ui/hierarchy/hierarchy_repairs.h"
#include "ui/operations/operation_flow.h"
#include "ui/widgets/error_state.h"
#include <QDir>
#include <QProcess>
#include <QToolButton>
#include <QTreeView>

using namespace arborist;
using namespace arborist::hierarchy;

class HierarchyRepairTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase();
    void offersWhatCanBeRepaired();
    void leavesTheTableAloneUntilAgreed();
    void repairsAndTakesBack();
    void repairsOneOrganization();
    void runsDeclaredRepairs();
    void saysThatNothingDiffers();
    void saysWhyPlanningFailed();
    void saysWhatCannotBePlannedAgain();
    void scheduledScansWaitMeanwhile();

private:
    QString sum(const QString &database) const
    {
        return QString::fromUtf8(
            m_place->cluster->psql(database, "SELECT md5(string_agg(i::text, '|' ORDER BY id)) "
                                             "FROM items i"));
    }
    static PlanDialog *plan(HierarchyWindow &window, const QString &text);
    static QAction *entry(HierarchyWindow &window, const QString &text);

    std::unique_ptr<HierarchyPlace> m_place;
};

void HierarchyRepairTest::initTestCase()
{
    m_place = std::make_unique<HierarchyPlace>();
}

QAction *HierarchyRepairTest::entry(HierarchyWindow &window, const QString &text)
{
    auto *menu = window.page.findChild<RepairMenu *>();
    QList<QMenu *> menus = menu->findChildren<QMenu *>();
    menus.prepend(menu);
    for (const QMenu *each : std::as_const(menus)) {
        for (QAction *action : each->actions()) {
            if (action->text().startsWith(text))
                return action;
        }
    }
    return nullptr;
}

PlanDialog *HierarchyRepairTest::plan(HierarchyWindow &window, const QString &text)
{
    OperationFlow &flow = window.page.repairs().flow();
    QSignalSpy opened(&flow, &OperationFlow::dialogOpened);
    entry(window, text)->trigger();
    if (!QTest::qWaitFor([&] { return !opened.isEmpty(); }, kPatience))
        return nullptr;
    return flow.dialog();
}

void HierarchyRepairTest::offersWhatCanBeRepaired()
{
    HierarchyWindow window(m_place->tracker(QStringLiteral("offers")));
    auto *button = window.page.findChild<QToolButton *>(QStringLiteral("repair"));
    QVERIFY(!button->isEnabled());
    window.scan();
    QVERIFY(button->isEnabled());
    QVERIFY(entry(window, QStringLiteral("All derived values"))->isEnabled());
    QVERIFY(entry(window, QStringLiteral("Depth and path"))->text().contains(u'\t'));
    QVERIFY(!entry(window, QStringLiteral("Cycle"))->isEnabled());
    QVERIFY(!entry(window, QStringLiteral("Delete with their subtrees"))->isEnabled());
}

void HierarchyRepairTest::leavesTheTableAloneUntilAgreed()
{
    const auto info = m_place->tracker(QStringLiteral("alone"));
    HierarchyWindow window(info);
    window.scan();
    const QString before = sum(QStringLiteral("alone"));
    PlanDialog *dialog = plan(window, QStringLiteral("All derived values"));
    QVERIFY(dialog);
    const auto tabs = dialog->findChildren<ChangeView *>();
    QCOMPARE(tabs.size(), 1);
    QVERIFY(tabs.front()->findChild<QTreeView *>()->model()->rowCount() > 10);
    QSignalSpy left(&window.page.repairs().flow(), &OperationFlow::left);
    QTest::keyClick(dialog, Qt::Key_Escape);
    QCOMPARE(left.count(), 1);
    window.settle();
    QCOMPARE(sum(QStringLiteral("alone")), before);
}

void HierarchyRepairTest::repairsAndTakesBack()
{
    HierarchyWindow window(m_place->tracker(QStringLiteral("both")));
    window.scan();
    const qint64 drifted = window.page.snapshot()->driftedItems();
    QVERIFY(drifted > 100);
    const QString before = sum(QStringLiteral("both"));
    QSignalSpy scanned(&window.page, &HierarchyPage::scanned);
    PlanDialog *dialog = plan(window, QStringLiteral("All derived values"));
    QVERIFY(dialog);
    QCOMPARE(dialog->shown().action, QStringLiteral("Repair %1 items").arg(drifted));
    dialog->accept();
    QTRY_COMPARE_WITH_TIMEOUT(scanned.count(), 1, kPatience);
    window.settle();
    QVERIFY(window.page.snapshot()->healthy());
    QCOMPARE(window.strip(), QStringLiteral("Repaired %1 items").arg(drifted));
    QVERIFY(sum(QStringLiteral("both")) != before);

    // The strip offers the way back, and that is a plan, too.
    QSignalSpy opened(&window.page.repairs().flow(), &OperationFlow::dialogOpened);
    window.press(window.page.findChild<FilterStrip *>(), QStringLiteral("Undo…"));
    QTRY_COMPARE_WITH_TIMEOUT(opened.count(), 1, kPatience);
    window.page.repairs().flow().dialog()->accept();
    QTRY_COMPARE_WITH_TIMEOUT(scanned.count(), 2, kPatience);
    window.settle();
    QCOMPARE(window.page.snapshot()->driftedItems(), drifted);
    QCOMPARE(sum(QStringLiteral("both")), before);
}

void HierarchyRepairTest::repairsOneOrganization()
{
    HierarchyWindow window(m_place->tracker(QStringLiteral("one")));
    window.scan();
    FilterList &organizations = window.list(QStringLiteral("Organizations"));
    window.click(organizations, organizations.model()->index(2, 0));
    window.settle();
    const QString name = window.model().index(0, 0).data().toString();
    QSignalSpy scanned(&window.page, &HierarchyPage::scanned);
    PlanDialog *dialog = plan(window, QStringLiteral("All derived values"));
    QVERIFY(dialog);
    dialog->accept();
    QTRY_COMPARE_WITH_TIMEOUT(scanned.count(), 1, kPatience);
    window.settle();
    for (const Organization &each : window.page.snapshot()->organizations())
        QCOMPARE(each.driftedItems == 0, each.name == name);
}

void HierarchyRepairTest::runsDeclaredRepairs()
{
    const auto info = m_place->tracker(QStringLiteral("declared"));
    const QString folder = m_place->file(QStringLiteral("project"));
    QVERIFY(QDir().mkpath(folder));
    const auto write = [&](const char *name, const QByteArray &text) {
        QFile file(folder + u'/' + QLatin1String(name));
        QVERIFY(file.open(QIODevice::WriteOnly) && file.write(text) == text.size());
    };
    write("arborist.toml", "[stages.local]\nurl = \"" + info.toUrl().toUtf8() +
                               "\"\nenvironment = \"development\"\n[[recipes]]\nname = "
                               "\"shout\"\nfile = \"shout.sql\"\n");
    write("shout.sql", "-- title: Write titles in capitals\n-- section: check\n"
                       "SELECT id, title FROM items WHERE title <> upper(title)\n"
                       "-- section: fix\nUPDATE items SET title = upper(title) "
                       "WHERE title <> upper(title)");
    HierarchyWindow window([folder] { return stages::Workspace::open(folder); }, folder);
    window.scan();
    const QString before = sum(QStringLiteral("declared"));
    QSignalSpy scanned(&window.page, &HierarchyPage::scanned);
    PlanDialog *dialog = plan(window, QStringLiteral("shout"));
    QVERIFY(dialog);
    QCOMPARE(dialog->shown().title, QStringLiteral("Write titles in capitals"));
    QCOMPARE(dialog->shown().action, QStringLiteral("Repair 3,000 rows"));
    dialog->accept();
    QTRY_COMPARE_WITH_TIMEOUT(scanned.count(), 1, kPatience);
    window.settle();
    QCOMPARE(window.strip(), QStringLiteral("shout: 3,000 rows written"));
    QVERIFY(sum(QStringLiteral("declared")) != before);
    entry(window, QStringLiteral("shout"))->trigger();
    QTRY_VERIFY_WITH_TIMEOUT(window.strip().contains(QStringLiteral("finds no row")), kPatience);
}

void HierarchyRepairTest::saysThatNothingDiffers()
{
    HierarchyWindow window(m_place->tracker(QStringLiteral("nothing")));
    window.scan();
    // Somebody else repairs it between the scan and the plan.
    m_place->cluster->psql(QStringLiteral("nothing"),
                           "UPDATE items SET descendant_count = "
                           "descendant_count - 5 WHERE id % 31 = 0; UPDATE "
                           "items SET depth = depth - 1 WHERE id % 37 = 0;");
    entry(window, QStringLiteral("Depth and path"))->trigger();
    QTRY_VERIFY_WITH_TIMEOUT(window.strip().contains(QStringLiteral("Nothing to write")),
                             kPatience);
    QVERIFY(!window.page.repairs().flow().dialog());
}

void HierarchyRepairTest::saysWhyPlanningFailed()
{
    HierarchyWindow window(m_place->tracker(QStringLiteral("fails")));
    window.scan();
    m_place->cluster->psql(QStringLiteral("fails"), "DROP TABLE items;");
    entry(window, QStringLiteral("Depth and path"))->trigger();
    QTRY_VERIFY_WITH_TIMEOUT(window.strip().contains(QStringLiteral("items")), kPatience);
    QVERIFY(window.tree().isVisible());
    QVERIFY(!window.page.isBusy());
}

void HierarchyRepairTest::saysWhatCannotBePlannedAgain()
{
    const auto info = m_place->tracker(QStringLiteral("again"));
    const QJsonObject request{{QStringLiteral("table"), QStringLiteral("public.items")}};
    const QString said = QStringLiteral("public.items is no hierarchy any more");
    {
        HierarchyWindow window(info); // which has found the table, and is told that it is gone
        m_place->cluster->psql(QStringLiteral("again"), "DROP TABLE items");
        window.page.repairAgain(QStringLiteral("repair hierarchy"), request);
        QTRY_VERIFY_WITH_TIMEOUT(window.page.findChild<ErrorState *>()->isVisible(), kPatience);
        QVERIFY(window.says(&window.page, QStringLiteral("public.items")));
    }
    {
        HierarchyWindow window(info); // there is no hierarchy at all
        window.page.repairAgain(QStringLiteral("repair hierarchy"), request);
        QTRY_VERIFY_WITH_TIMEOUT(window.says(&window.page, said), kPatience);
    }
    m_place->cluster->psql(QStringLiteral("again"),
                           "CREATE TABLE folders (id int PRIMARY KEY, parent_id int REFERENCES "
                           "folders, title text)");
    HierarchyWindow window(info);
    window.page.repairAgain(QStringLiteral("repair hierarchy"), request);
    QTRY_VERIFY_WITH_TIMEOUT(window.says(&window.page, said), kPatience);
    window.scan();
    window.page.repairAgain(QStringLiteral("repair hierarchy"), request);
    QVERIFY(window.strip().contains(said));
}

/// The schedule asks the same list before it scans.
void HierarchyRepairTest::scheduledScansWaitMeanwhile()
{
    HierarchyWindow window(m_place->tracker(QStringLiteral("busy")));
    window.scan();
    RunningScans running = window.session().runningScans();
    const QString stage = window.session().targetName();
    const QString items = QStringLiteral("public.items");
    PlanDialog *dialog = plan(window, QStringLiteral("All derived values"));
    QVERIFY(dialog);
    QTRY_VERIFY_WITH_TIMEOUT(running.tryBegin(stage, items), kPatience); // nothing is read now
    // Another session holds the table, so that the repair has to wait.
    QProcess holder;
    holder.start(QStringLiteral("psql"),
                 {QStringLiteral("-qX"), QStringLiteral("-d"),
                  m_place->cluster->info(QStringLiteral("busy")).toUrl(), QStringLiteral("-c"),
                  QStringLiteral("BEGIN; LOCK TABLE items IN SHARE MODE; SELECT pg_sleep(300);")});
    QVERIFY(holder.waitForStarted());
    const auto locked = [&] {
        return m_place->cluster
                   ->psql(QStringLiteral("busy"), "SELECT count(*) FROM pg_locks WHERE mode = "
                                                  "'ShareLock' AND granted AND relation = "
                                                  "'items'::regclass")
                   .trimmed() != "0";
    };
    QTRY_VERIFY_WITH_TIMEOUT(locked(), kPatience);
    QSignalSpy scanned(&window.page, &HierarchyPage::scanned);
    dialog->accept();
    QVERIFY(window.page.repairs().flow().isRunning());
    QVERIFY(!running.tryBegin(stage, items));
    m_place->cluster->psql(QStringLiteral("busy"),
                           "SELECT pg_terminate_backend(pid) FROM pg_locks WHERE mode = "
                           "'ShareLock' AND granted AND relation = 'items'::regclass");
    holder.waitForFinished();
    QTRY_COMPARE_WITH_TIMEOUT(scanned.count(), 1, kPatience);
    window.settle();
    QTRY_VERIFY_WITH_TIMEOUT(running.tryBegin(stage, items), kPatience);
}

QTEST_MAIN(HierarchyRepairTest)
#include "hierarchy_repair_test.moc"
