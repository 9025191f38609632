// SPDX-License-Identifier: GPL-3.0-or-later
// What the pages show and allow while the target does not answer, and once it does again.
#include "models/query/result_model.h"
#include "models/stages/stage_table_model.h"
#include "tests/ui/query_window.h"
#include "ui/hierarchy/hierarchy_page.h"
#include "ui/operations/operation_flow.h"
#include "ui/query/query_list.h"
#include "ui/shell/out_of_date.h"
#include "ui/shell/stage_monitor.h"
#include "ui/stages/stage_inspector.h"
#include "ui/stages/stages_page.h"
#include "ui/widgets/table_view.h"
#include "ui/widgets/veil.h"
#include "ui/widgets/view_tools.h"
#include <QApplication>
#include <QClipboard>
#include <QLabel>
#include <QSettings>
#include <QToolButton>

using namespace arborist;

namespace {

constexpr int patience = 90'000;
const QString kLocal = QStringLiteral("local");

constexpr const char *kItems = R"(
    CREATE TABLE items (id bigint PRIMARY KEY, parent_id bigint REFERENCES items, title text,
                        depth int NOT NULL, child_count int NOT NULL);
    INSERT INTO items SELECT i, NULL, 'Parent ' || i, 0, 3 FROM generate_series(1, 10) i;
    INSERT INTO items SELECT 10 + i, (i - 1) / 3 + 1, 'Child ' || i, 1, 0
        FROM generate_series(1, 30) i;
    UPDATE items SET child_count = 7 WHERE id = 4;)";

bool isGreyed(const QWidget &page)
{
    const auto veils = page.findChildren<Veil *>();
    return std::ranges::any_of(veils, &QWidget::isVisible);
}

QString line(const QWidget &page)
{
    const auto *note = page.findChild<OutOfDate *>();
    return note->isVisible() ? note->accessibleName() : QString();
}

} // namespace

class LostConnectionTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase();
    void init() { settings().clear(); }
    void cleanupTestCase() { m_project.reset(); }
    void theQueryPage();
    void theHierarchyPage();
    void theStagesPage();
    void aPlanThatIsLookedAt();
    void aQueryThatIsAnsweredTells();

private:
    void lose(WindowFixture &window);
    void bringBack(WindowFixture &window);

    QTemporaryDir m_data;
    std::unique_ptr<QueryProject> m_project;
};

void LostConnectionTest::initTestCase()
{
    setUpWindowTest(m_data);
    m_project = std::make_unique<QueryProject>();
    m_project->psql(kItems);
}

void LostConnectionTest::lose(WindowFixture &window)
{
    m_project->cluster.stop();
    window.session.monitor().check(kLocal);
    QTRY_VERIFY_WITH_TIMEOUT(window.session.monitor().contact(kLocal).isLost(), patience);
}

void LostConnectionTest::bringBack(WindowFixture &window)
{
    m_project->cluster.start();
    window.session.monitor().tryNow();
    QTRY_VERIFY_WITH_TIMEOUT(!window.session.monitor().contact(kLocal).isLost(), patience);
}

void LostConnectionTest::theQueryPage()
{
    QueryWindow window(m_project->path());
    QTRY_VERIFY_WITH_TIMEOUT(window.page().hasNames(), patience);
    window.run(QStringLiteral("select body from notes where id = 1"));
    QVERIFY(!isGreyed(window.page()));
    QVERIFY(line(window.page()).isEmpty());

    lose(window);
    QVERIFY(isGreyed(window.page()));
    QVERIFY2(line(window.page()).contains(QStringLiteral("Out of date since")),
             qPrintable(line(window.page())));
    // It can be read and copied.
    ResultTable *table = window.results().currentTable();
    table->setCurrentIndex(table->model()->index(0, 0));
    window.page().copy(query::RowFormat::Tsv);
    QCOMPARE(QApplication::clipboard()->text(), QStringLiteral("first"));
    // An answer of now is not out of date.
    window.run(QStringLiteral("delete from notes"));
    QVERIFY(!isGreyed(window.page()));
    window.page().runAsChange();
    QVERIFY(!window.page().flow().isBusy());
    QVERIFY2(window.status().contains(QStringLiteral("has not answered since")),
             qPrintable(window.status()));

    m_project->cluster.start();
    m_project->psql("CREATE TABLE made_meanwhile (n int)");
    bringBack(window);
    QVERIFY(line(window.page()).isEmpty());
    // The new table is proposed without anybody asking for it.
    const auto proposed = [&] {
        SqlEditor &editor = window.editor();
        editor.setFocus();
        editor.setText(QStringLiteral("select * from made_"));
        editor.setPosition(int(editor.utf8().size()));
        QTest::keyClicks(&editor, QStringLiteral("me"));
        return editor.isListActive();
    };
    QTRY_VERIFY_WITH_TIMEOUT(proposed(), patience);
}

void LostConnectionTest::theHierarchyPage()
{
    WindowFixture window;
    window.open(m_project->path());
    window.waitForChecks();
    auto *page = window.window->findChild<HierarchyPage *>();
    window.window->showPage(page->key());
    page->scan();
    QTRY_VERIFY_WITH_TIMEOUT(page->snapshot() && !page->isBusy(), patience);
    auto *repair = page->findChild<QToolButton *>(QStringLiteral("repair"));
    QVERIFY(repair->isEnabled());
    QVERIFY(!isGreyed(*page));

    lose(window);
    QVERIFY(isGreyed(*page));
    QVERIFY2(line(*page).contains(QStringLiteral("local does not answer")),
             qPrintable(line(*page)));
    QVERIFY(!repair->isEnabled());
    // The stage that is broken anyway has nothing of the target's to show.
    window.session.setTarget(QStringLiteral("broken"));
    QVERIFY(!isGreyed(*page));
    window.session.setTarget(kLocal);

    bringBack(window);
    QTRY_VERIFY_WITH_TIMEOUT(!isGreyed(*page), patience);
    QVERIFY(line(*page).isEmpty());
}

void LostConnectionTest::theStagesPage()
{
    WindowFixture window;
    window.open(m_project->path());
    window.waitForChecks();
    auto *page = window.window->findChild<StagesPage *>();
    window.window->showPage(page->key());
    page->selectStage(kLocal);
    const QAbstractItemModel &rows = *page->table().model();
    const QModelIndex cell = rows.index(0, StageTableModel::ConnectionColumn);
    QVERIFY(cell.data(SecondLineRole).toString().isEmpty());
    lose(window);
    QTRY_VERIFY_WITH_TIMEOUT(
        cell.data(SecondLineRole).toString().startsWith(QStringLiteral("Next try in")), patience);
    const auto says = [&](const QString &text) {
        for (const QLabel *label : page->findChild<StageInspector *>()->findChildren<QLabel *>()) {
            if (label->isVisible() && label->text().contains(text))
                return true;
        }
        return false;
    };
    QTRY_VERIFY_WITH_TIMEOUT(says(QStringLiteral("next try in")), patience);
    bringBack(window);
    QTRY_VERIFY_WITH_TIMEOUT(cell.data(SecondLineRole).toString().isEmpty(), patience);
    QTRY_VERIFY_WITH_TIMEOUT(!says(QStringLiteral("next try in")), patience);
}

void LostConnectionTest::aPlanThatIsLookedAt()
{
    QueryWindow window(m_project->path());
    window.run(QStringLiteral("update notes set body = 'new' where id = 1"));
    window.page().runAsChange();
    QTRY_VERIFY_WITH_TIMEOUT(window.page().flow().dialog(), patience);
    PlanDialog *dialog = window.page().flow().dialog();
    const auto action = [dialog] {
        for (QPushButton *button : dialog->findChildren<QPushButton *>()) {
            if (button->text() == QStringLiteral("Run statement"))
                return button;
        }
        return static_cast<QPushButton *>(nullptr);
    };
    QVERIFY(action()->isEnabled());
    lose(window);
    QVERIFY(!action()->isEnabled());
    bringBack(window);
    QVERIFY(action()->isEnabled());
    action()->click();
    QTRY_VERIFY_WITH_TIMEOUT(!window.page().isBusy(), patience);
    QCOMPARE(m_project->psql("select body from notes where id = 1"), QStringLiteral("new"));
}

/// However long the window would have waited for its next try.
void LostConnectionTest::aQueryThatIsAnsweredTells()
{
    QueryWindow window(m_project->path());
    m_project->cluster.stop();
    for (int i = 0; i < 5; ++i) { // the tries are far apart then
        window.session.monitor().check(kLocal);
        window.waitForChecks();
    }
    QVERIFY(window.session.monitor().contact(kLocal).isLost());
    m_project->cluster.start();
    window.run(QStringLiteral("select 1"));
    QCOMPARE(window.cell(0, 0), QStringLiteral("1"));
    window.waitForChecks();
    QVERIFY(!window.session.monitor().contact(kLocal).isLost());
}

QTEST_MAIN(LostConnectionTest)
#include "lost_connection_test.moc"
