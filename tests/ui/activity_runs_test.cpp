// SPDX-License-Identifier: GPL-3.0-or-later
// Past runs in the real window: a repair appears, is taken back, and one that was cut off is told.
#include "services/core/audit.h"
#include "services/core/run_log.h"
#include "services/journal/journal.h"
#include "tests/models/scanned_table.h"
#include "tests/ui/window_fixture.h"
#include "ui/activity/activity_page.h"
#include "ui/activity/cut_off_note.h"
#include "ui/activity/run_inspector.h"
#include "ui/activity/runs_view.h"
#include "ui/hierarchy/hierarchy_page.h"
#include "ui/hierarchy/hierarchy_repairs.h"
#include "ui/operations/operation_flow.h"
#include "ui/widgets/page_header.h"
#include "ui/widgets/search_field.h"
#include "ui/widgets/table_view.h"
#include <QAction>
#include <QFile>
#include <QFileDialog>
#include <QJsonDocument>
#include <QLineEdit>
#include <QPushButton>
#include <QSignalSpy>
#include <QTest>

using namespace arborist;

namespace {

constexpr int kPatience = 60'000;

} // namespace

class ActivityRunsTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase();
    void cleanupTestCase();
    void showsRunsAndTakesThemBack();
    void tellsOfRunsThatWereCutOff();

private:
    static PlanDialog *dialogOf(OperationFlow &flow)
    {
        QSignalSpy opened(&flow, &OperationFlow::dialogOpened);
        return QTest::qWaitFor([&] { return !opened.isEmpty(); }, kPatience) ? flow.dialog()
                                                                             : nullptr;
    }
    static QString cell(ActivityPage &page, int row, int column)
    {
        return page.runsView().table().model()->index(row, column).data().toString();
    }
    QString sum() const
    {
        return QString::fromUtf8(
            m_cluster->psql(QStringLiteral("tracker_staging"),
                            "SELECT md5(string_agg(i::text, '|' ORDER BY id)) FROM items i"));
    }

    std::unique_ptr<TestCluster> m_cluster;
    std::unique_ptr<ProjectFolder> m_project;
    QTemporaryDir m_data;
};

void ActivityRunsTest::initTestCase()
{
    setUpWindowTest(m_data);
    m_cluster = std::make_unique<TestCluster>();
    m_cluster->createDatabase(QStringLiteral("tracker_local"));
    m_cluster->createDatabase(QStringLiteral("tracker_staging"));
    m_cluster->psql(QStringLiteral("tracker_staging"),
                    ScannedTable::definition("items") + ScannedTable::forest("items", 1'000));
    m_project = std::make_unique<ProjectFolder>(*m_cluster);
}

void ActivityRunsTest::cleanupTestCase()
{
    m_project.reset();
    m_cluster.reset();
}

void ActivityRunsTest::showsRunsAndTakesThemBack()
{
    WindowFixture fixture;
    fixture.open(m_project->path());
    fixture.session.setTarget(QStringLiteral("staging"));
    fixture.waitForChecks();
    auto &hierarchy = *fixture.window->findChild<HierarchyPage *>();
    auto &activity = *fixture.window->findChild<ActivityPage *>();
    QTRY_COMPARE(activity.findChild<PageHeader *>()->status(), QStringLiteral("No runs yet"));
    const QString before = sum();
    fixture.window->showPage(hierarchy.key());
    hierarchy.repairAgain(QStringLiteral("repair all"), {});
    PlanDialog *dialog = dialogOf(hierarchy.repairs().flow());
    QVERIFY(dialog);
    // A protected stage wants its name.
    QCOMPARE(dialog->shown().requirement, stages::Requirement::TypeName);
    QTest::keyClicks(dialog->findChild<QLineEdit *>(QStringLiteral("confirmation")),
                     QStringLiteral("staging"));
    dialog->accept();
    QTRY_COMPARE_WITH_TIMEOUT(activity.runsView().model().rowCount(), 1, kPatience);
    QTRY_COMPARE_WITH_TIMEOUT(cell(activity, 0, RunTableModel::OutcomeColumn),
                              QStringLiteral("Done"), kPatience);
    QCOMPARE(cell(activity, 0, RunTableModel::StageColumn), QStringLiteral("staging"));
    QVERIFY(sum() != before);

    fixture.window->showPage(activity.key());
    QVERIFY(activity.runsView().selected()->canUndo);
    auto *inspector = activity.findChild<RunInspector *>();
    for (auto *button : inspector->findChildren<QPushButton *>()) {
        if (button->text() == QStringLiteral("Undo…"))
            QTest::mouseClick(button, Qt::LeftButton);
    }
    dialog = dialogOf(activity.flow());
    QVERIFY(dialog);
    QTest::keyClicks(dialog->findChild<QLineEdit *>(QStringLiteral("confirmation")),
                     QStringLiteral("staging"));
    dialog->accept();
    QTRY_COMPARE_WITH_TIMEOUT(activity.runsView().model().rowCount(), 2, kPatience);
    QTRY_COMPARE_WITH_TIMEOUT(cell(activity, 1, RunTableModel::OutcomeColumn),
                              QStringLiteral("Done, undone"), kPatience);
    QCOMPARE(sum(), before);
    QTRY_VERIFY_WITH_TIMEOUT(!hierarchy.isBusy() && !activity.isBusy(), kPatience);

    // The record of it leaves the program, as it stands.
    for (QAction *action : activity.findChildren<QAction *>()) {
        if (action->text() == QStringLiteral("Export audit…"))
            action->trigger();
    }
    auto *dialogOfFile = activity.findChild<QFileDialog *>();
    QVERIFY(dialogOfFile);
    const QString audit = m_data.filePath(QStringLiteral("audit.jsonl"));
    dialogOfFile->selectFile(audit);
    static_cast<QDialog *>(dialogOfFile)->accept();
    QTRY_VERIFY_WITH_TIMEOUT(QFile::exists(audit), kPatience);
    QFile exported(audit);
    QVERIFY(exported.open(QIODevice::ReadOnly));
    const QList<QByteArray> rows = exported.readAll().trimmed().split('\n');
    QCOMPARE(rows.size(), 4);
    QCOMPARE(QJsonDocument::fromJson(rows.last())[u"data"][u"outcome"].toString(),
             QStringLiteral("succeeded"));
    QCOMPARE(verifyAudit().rows, 4);

    // The filter field.
    auto *search = activity.findChild<SearchField *>();
    search->setText(QStringLiteral("undo"));
    QCOMPARE(activity.runsView().table().model()->rowCount(), 1);
    search->clear();
    QCOMPARE(activity.runsView().table().model()->rowCount(), 2);
    QCOMPARE(activity.runsView().chosen().size(), size_t(2));
}

void ActivityRunsTest::tellsOfRunsThatWereCutOff()
{
    WindowFixture fixture;
    fixture.open(m_project->path());
    auto &activity = *fixture.window->findChild<ActivityPage *>();
    QTRY_VERIFY_WITH_TIMEOUT(!activity.isBusy(), kPatience);
    QVERIFY(!activity.runsView().note().hasRun());
    RunRecord run;
    run.id = RunLog::newId();
    run.operation = QStringLiteral("repair dates");
    run.workspace = fixture.session.key();
    run.stage = QStringLiteral("staging");
    run.plan = {{QStringLiteral("request"),
                 QJsonObject{{QStringLiteral("organization"), QStringLiteral("7")}}}};
    {
        const auto journal =
            journal::Journal::create(m_data.filePath(QStringLiteral("journals")), run.id);
        run.journal = journal.file();
        RunLog().begin(run);
        activity.refresh();
        QTRY_COMPARE(cell(activity, 0, RunTableModel::OutcomeColumn), QStringLiteral("Running"));
        QVERIFY(!activity.needsAttention());
    }
    // Whoever held the journal is gone, and has left no report.
    activity.refresh();
    QTRY_COMPARE(cell(activity, 0, RunTableModel::OutcomeColumn), QStringLiteral("Cut off"));
    fixture.window->showPage(activity.key());
    QVERIFY(activity.needsAttention());
    QVERIFY(activity.runsView().note().isVisible());
    QSignalSpy again(&activity, &ActivityPage::repairAgainRequested);
    for (auto *button : activity.runsView().note().findChildren<QPushButton *>()) {
        if (button->text() == QStringLiteral("Repair again…"))
            button->click();
    }
    QCOMPARE(again.count(), 1);
    QCOMPARE(again.front().front().toString(), QStringLiteral("repair dates"));
    QCOMPARE(fixture.session.targetName(), QStringLiteral("staging"));
    auto &hierarchy = *fixture.window->findChild<HierarchyPage *>();
    QTRY_VERIFY_WITH_TIMEOUT(!hierarchy.isBusy() && !activity.isBusy(), kPatience);
    fixture.waitForChecks();
}

QTEST_MAIN(ActivityRunsTest)
#include "activity_runs_test.moc"
