// SPDX-License-Identifier: GPL-3.0-or-later
// The query page in the real window, on a real server: what runs, and what comes of it.
#include "models/query/result_model.h"
#include "tests/ui/query_window.h"
#include "ui/operations/operation_flow.h"
#include "ui/query/explain_view.h"
#include "ui/query/query_inspector.h"
#include "ui/query/query_list.h"
#include "ui/widgets/tree_view.h"
#include "ui/widgets/view_tools.h"
#include <QApplication>
#include <QClipboard>
#include <QSettings>
#include <QSignalSpy>

using namespace arborist;

class QueryPageTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase();
    void init() { settings().clear(); }
    void cleanupTestCase() { m_project.reset(); }
    void runsStatementsAndShowsTheirRows();
    void runsTheStatementUnderTheCursorOrTheSelection();
    void leadsToThePlaceOfAnError();
    void cancels();
    void stopsAtTheTimeout();
    void runsWritingSqlAsAChangeAndTakesItBack();
    void explainsAndMeasures();
    void keepsTheWindowAliveWhileRowsArrive();
    void forgetsAnswersOfAnotherStage();
    void worksOnAnAddressAlone();

private:
    QString psql(const QByteArray &sql) const { return m_project->psql(sql); }

    QTemporaryDir m_data;
    std::unique_ptr<QueryProject> m_project;
};

void QueryPageTest::initTestCase()
{
    setUpWindowTest(m_data);
    m_project = std::make_unique<QueryProject>();
}

void QueryPageTest::runsStatementsAndShowsTheirRows()
{
    QueryWindow window(m_project->path());
    QVERIFY(!window.results().currentTable());
    window.run(QStringLiteral("select * from notes order by id; set local work_mem = '5MB'; "
                              "select generate_series(1, 3) as n, 'x' as t"));
    QCOMPARE(window.results().tables().size(), size_t(2));
    ResultTable *first = window.results().currentTable();
    QVERIFY(first && first->isVisible());
    QCOMPARE(first->result().rowCount(), 3);
    QCOMPARE(window.cell(0, 2), QStringLiteral("12.50"));
    QVERIFY(first->model()->index(1, 1).data(ResultModel::NullRole).toBool());
    QVERIFY(first->model()->index(0, 2).data(Qt::TextAlignmentRole).toInt() & Qt::AlignRight);
    QCOMPARE(first->model()->headerData(3, Qt::Horizontal, Qt::ToolTipRole),
             QStringLiteral("jsonb"));
    QCOMPARE(window.cell(2, 0, 1), QStringLiteral("3"));
    // One message a statement.
    QCOMPARE(window.results().messages().rowCount(), 3);
    QVERIFY2(window.status().startsWith(QStringLiteral("6 rows in ")), qPrintable(window.status()));
    QVERIFY(window.results().facts().contains(QStringLiteral("read only")));
}

void QueryPageTest::runsTheStatementUnderTheCursorOrTheSelection()
{
    QueryWindow window(m_project->path());
    window.editor().setText(QStringLiteral("select 'ä' as one;\nselect 2 as two;\n"));
    window.editor().setPosition(24);
    window.editor().setFocus();
    QTest::keyClick(&window.editor(), Qt::Key_Return, Qt::ControlModifier);
    window.settle();
    QCOMPARE(window.results().tables().size(), size_t(1));
    QCOMPARE(window.cell(0, 0), QStringLiteral("2"));
    window.editor().setSelection(0, 0, 0, 10);
    window.page().runChosen();
    window.settle();
    QCOMPARE(window.cell(0, 0), QStringLiteral("ä"));
    QTest::keyClick(window.window.get(), Qt::Key_F5);
    window.settle();
    QCOMPARE(window.results().tables().size(), size_t(2));
    // Nothing to run is said, not sent.
    window.run(QStringLiteral("-- only words"));
    QCOMPARE(window.status(), QStringLiteral("There is no statement to run"));
}

void QueryPageTest::leadsToThePlaceOfAnError()
{
    QueryWindow window(m_project->path());
    const QString sql = QStringLiteral("select 'ä😀' as fine;\nselect bdoy from notes;\n");
    window.run(sql);
    QVERIFY(window.status().contains(QStringLiteral("bdoy")));
    const auto &messages = window.results().messages().messages();
    QVERIFY(!messages.empty());
    QCOMPARE(messages.back().line, 2);
    const int place = int(sql.toUtf8().indexOf("bdoy"));
    QCOMPARE(messages.back().position, place);
    QVERIFY(window.editor().hasErrorAt(place));
    QVERIFY(!window.editor().hasErrorAt(place - 2));
    window.editor().setPosition(0);
    QVERIFY(window.press(QStringLiteral("Go to line 2")));
    QCOMPARE(window.editor().position(), place);
    QTRY_VERIFY(window.editor().hasFocus());
    // The mark goes with the first change.
    QTest::keyClick(&window.editor(), Qt::Key_Space);
    QVERIFY(!window.editor().hasErrorAt(place + 1));
    // The same from a statement that is run alone, further down.
    window.editor().setText(sql);
    window.editor().setPosition(int(sql.toUtf8().size()) - 2);
    window.page().runChosen();
    window.settle();
    QVERIFY(window.editor().hasErrorAt(place));
}

void QueryPageTest::cancels()
{
    QueryWindow window(m_project->path());
    window.editor().setText(QStringLiteral("select 1; select pg_sleep(600)"));
    window.page().runAll();
    QTRY_VERIFY_WITH_TIMEOUT(
        psql("SELECT count(*) FROM pg_stat_activity WHERE query LIKE '%pg_sleep(600)%' AND "
             "pid <> pg_backend_pid() AND state = 'active'") == u"1",
        kQueryPatience);
    QVERIFY(window.status().startsWith(QStringLiteral("Running")));
    window.editor().setFocus();
    QTest::keyClick(&window.editor(), Qt::Key_Escape);
    window.settle();
    QVERIFY2(window.status().startsWith(QStringLiteral("Cancelled")), qPrintable(window.status()));
    QTRY_COMPARE_WITH_TIMEOUT(psql("SELECT count(*) FROM pg_stat_activity WHERE query LIKE "
                                   "'%pg_sleep(600)%' AND pid <> pg_backend_pid()"),
                              QStringLiteral("0"), kQueryPatience);
}

void QueryPageTest::stopsAtTheTimeout()
{
    settings().setValue(QStringLiteral("query/timeout"), 10'000);
    QueryWindow window(m_project->path());
    window.run(QStringLiteral("select current_setting('statement_timeout'), "
                              "current_setting('transaction_read_only')"));
    QCOMPARE(window.cell(0, 0), QStringLiteral("10s"));
    QCOMPARE(window.cell(0, 1), QStringLiteral("on"));
}

void QueryPageTest::runsWritingSqlAsAChangeAndTakesItBack()
{
    QueryWindow window(m_project->path());
    window.run(QStringLiteral("update notes set body = 'changed' where id < 3"));
    QCOMPARE(psql("SELECT count(*) FROM notes WHERE body = 'changed'"), QStringLiteral("0"));
    const auto dialog = [&window]() -> PlanDialog * {
        return QTest::qWaitFor([&] { return window.page().flow().dialog() != nullptr; },
                               kQueryPatience)
                   ? window.page().flow().dialog()
                   : nullptr;
    };
    QVERIFY(window.press(QStringLiteral("Run as a change…")));
    PlanDialog *plan = dialog();
    QVERIFY2(plan, qPrintable(window.status()));
    QCOMPARE(plan->shown().stage.name, QStringLiteral("local"));
    QVERIFY(!plan->shown().plan.wayBack.isEmpty());
    plan->accept();
    window.settle();
    QCOMPARE(psql("SELECT count(*) FROM notes WHERE body = 'changed'"), QStringLiteral("2"));
    QCOMPARE(window.status(), QStringLiteral("2 rows changed"));
    QTRY_VERIFY(!window.page().flow().dialog());
    QVERIFY(window.press(QStringLiteral("Undo…")));
    plan = dialog();
    QVERIFY(plan);
    plan->accept();
    window.settle();
    QCOMPARE(psql("SELECT count(*) FROM notes WHERE body = 'changed'"), QStringLiteral("0"));
    QCOMPARE(window.status(), QStringLiteral("2 rows restored"));

    // A protected stage wants its name typed.
    m_project->cluster.psql(QStringLiteral("tracker_staging"),
                            "CREATE TABLE IF NOT EXISTS notes (id int PRIMARY KEY, body text); "
                            "INSERT INTO notes VALUES (1, 'kept') ON CONFLICT DO NOTHING");
    window.session.setTarget(QStringLiteral("staging"));
    window.run(QStringLiteral("update notes set body = 'changed'"));
    QVERIFY(window.press(QStringLiteral("Run as a change…")));
    plan = dialog();
    QVERIFY(plan);
    QCOMPARE(plan->shown().requirement, stages::Requirement::TypeName);
    plan->reject();
    window.settle();
    QCOMPARE(m_project->cluster.psql(QStringLiteral("tracker_staging"), "SELECT body FROM notes")
                 .trimmed(),
             QByteArray("kept"));
    window.waitForChecks();
}

void QueryPageTest::explainsAndMeasures()
{
    QueryWindow window(m_project->path());
    window.editor().setText(QStringLiteral(
        "select count(*) from notes a join generate_series(1, 5000) g on g > a.id;\n"));
    window.editor().setPosition(0);
    window.page().explain(false);
    window.settle();
    ExplainView &view = window.results().plan();
    QVERIFY2(view.isVisible(), qPrintable(window.status()));
    QVERIFY(!view.model().isMeasured());
    QCOMPARE(view.model().rowCount(), 1);
    QVERIFY(view.tree().isColumnHidden(ExplainModel::RowsColumn));
    window.page().explain(true);
    window.settle();
    QVERIFY(view.model().isMeasured());
    QVERIFY(!view.tree().isColumnHidden(ExplainModel::OwnTimeColumn));
    const QModelIndex root = view.model().index(0, 0);
    QVERIFY(root.data().toString().contains(QStringLiteral("Aggregate")));
    QVERIFY(view.model().rowCount(root) > 0);
    QVERIFY(view.tree().isExpanded(root));
    QVERIFY(!window.page().inspector().text().isEmpty());
    // Measuring runs the statement: not one that writes.
    window.editor().setText(QStringLiteral("delete from notes"));
    window.page().explain(true);
    window.settle();
    QCOMPARE(psql("SELECT count(*) FROM notes"), QStringLiteral("3"));
    QVERIFY(window.press(QStringLiteral("Copy details")));
}

void QueryPageTest::keepsTheWindowAliveWhileRowsArrive()
{
    settings().setValue(QStringLiteral("query/limit"), -1);
    QueryWindow window(m_project->path());
    int ticks = 0;
    QTimer timer;
    connect(&timer, &QTimer::timeout, this, [&ticks, &window] { ticks += window.page().isBusy(); });
    timer.start(0);
    window.editor().setText(QStringLiteral(
        "select n, md5(n::text), n * 1.5, 'row number ' || n from generate_series(1, 1000000) n"));
    window.page().runAll();
    int insertions = 0;
    QObject counter;
    bool connected = false;
    QVERIFY(QTest::qWaitFor(
        [&] {
            if (!connected && !window.results().tables().empty()) {
                connect(window.results().tables()[0]->model(), &QAbstractItemModel::rowsInserted,
                        &counter, [&insertions] { ++insertions; });
                connected = true;
            }
            return !window.page().isBusy();
        },
        kQueryPatience));
    QCOMPARE(window.results().currentTable()->result().rowCount(), 1'000'000);
    QCOMPARE(window.cell(999'999, 0), QStringLiteral("1000000"));
    QVERIFY2(ticks > 0, "the event loop stood still");
    // Rows come in batches, whatever the number of chunks.
    QVERIFY(insertions <= int(window.results().currentTable()->result().rows().chunks.size()));
    // Copying all of it is left to a job.
    QSignalSpy made(&window.page().jobs(), &QueryJobs::textMade);
    window.page().copy(query::RowFormat::Csv);
    QTRY_VERIFY_WITH_TIMEOUT(!made.isEmpty(), kQueryPatience);
    QCOMPARE(QApplication::clipboard()->text().count(u'\n'), 1'000'001);
    QTRY_VERIFY(window.status().contains(QStringLiteral("copied")));
}

void QueryPageTest::forgetsAnswersOfAnotherStage()
{
    QueryWindow window(m_project->path());
    window.run(QStringLiteral("select current_database()"));
    QCOMPARE(window.cell(0, 0), QStringLiteral("tracker_local"));
    window.session.setTarget(QStringLiteral("staging"));
    QVERIFY(window.results().tables().empty());
    window.page().runAll();
    window.settle();
    QCOMPARE(window.cell(0, 0), QStringLiteral("tracker_staging"));
    // Nothing answers there: the page says so, and offers to try again.
    window.session.setTarget(QStringLiteral("broken"));
    window.page().runAll();
    window.settle();
    QVERIFY(window.press(QStringLiteral("Run again")));
    window.settle();
    window.session.setTarget(QStringLiteral("local"));
    window.waitForChecks();
}

void QueryPageTest::worksOnAnAddressAlone()
{
    QueryWindow window(m_project->cluster.info(QStringLiteral("tracker_local")).toUrl());
    window.run(QStringLiteral("table notes"));
    QCOMPARE(window.results().currentTable()->result().rowCount(), 3);
    QCOMPARE(window.page().list().saved().rowCount(), 0);
}

QTEST_MAIN(QueryPageTest)
#include "query_page_test.moc"
