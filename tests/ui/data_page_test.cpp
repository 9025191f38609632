// SPDX-License-Identifier: GPL-3.0-or-later
// The Data page in the real window, on a real server: what it shows, and what it does.
#include "tests/ui/data_window.h"
#include "ui/activity/activity_page.h"
#include "ui/data/data_inspector.h"
#include "ui/data/export_dialog.h"
#include "ui/data/generate_dialog.h"
#include "ui/data/import_dialog.h"
#include "ui/data/seed_dialog.h"
#include "ui/data/table_choice.h"
#include "ui/data/wipe_dialog.h"
#include "ui/widgets/path_field.h"
#include "ui/widgets/search_field.h"
#include <QCheckBox>
#include <QComboBox>
#include <QDir>
#include <QDropEvent>
#include <QFile>
#include <QMimeData>
#include <QPushButton>
#include <QSpinBox>

using namespace arborist;

namespace {

const QByteArray kTables = R"(
DROP SCHEMA public CASCADE; CREATE SCHEMA public; DROP SCHEMA IF EXISTS billing CASCADE;
CREATE SCHEMA billing;
CREATE TABLE users (id int PRIMARY KEY, email text NOT NULL UNIQUE);
CREATE TABLE items (id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY, owner int REFERENCES users,
                    title text NOT NULL);
CREATE TABLE billing.invoices (id int PRIMARY KEY, payer int NOT NULL REFERENCES users);
CREATE TABLE notes (body text);
INSERT INTO users SELECT n, 'user' || n || '@example.com' FROM generate_series(1, 20) n;
INSERT INTO items (owner, title) SELECT 1 + n % 20, 'item ' || n FROM generate_series(1, 300) n;
INSERT INTO billing.invoices SELECT n, n FROM generate_series(1, 5) n;
INSERT INTO notes VALUES ('one'), ('two');
CREATE SCHEMA IF NOT EXISTS drizzle;
CREATE TABLE IF NOT EXISTS drizzle.__drizzle_migrations (id serial, hash text, created_at bigint);
)";

} // namespace

class DataPageTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase() { m_fixture = std::make_unique<ProjectFixture>(); }
    void init();
    void cleanupTestCase() { m_fixture.reset(); }
    void listsTheTables();
    void findsAndFilters();
    void countsRows();
    void exportsWipesImportsAndUndoes();
    void asksForWhatGoesAlong();
    void seedsAndMakesUpRows();
    void showsWhatTheSeedsCommandWrites();
    void saysWhenThereIsNothing();
    void saysWhatIsWrong();
    void refusesOnProtectedStages();
    void takesADroppedExport();
    void asksBeforeItCloses();
    void staysWhereTheJobEndsMeanwhile();

private:
    QByteArray psql(const QByteArray &sql) { return m_fixture->psqlIn("tracker_local", sql); }
    void exportAll(DataWindow &window, const QString &folder);
    void runWaitingWipe(DataWindow &window);
    void letGo(QProcess &holder);

    std::unique_ptr<ProjectFixture> m_fixture;
};

void DataPageTest::init()
{
    m_fixture->reset();
    psql(kTables);
    psql("ANALYZE users");
}

void DataPageTest::listsTheTables()
{
    DataWindow window(m_fixture->folder());
    // The record of migrations is none of the application's tables.
    QCOMPARE(window.shown(),
             QStringList({QStringLiteral("billing.invoices"), QStringLiteral("public.items"),
                          QStringLiteral("public.notes"), QStringLiteral("public.users")}));
    QVERIFY2(window.status().startsWith(QStringLiteral("4 tables, ≈ 327 rows, ")),
             qPrintable(window.status()));
    QVERIFY(window.status().endsWith(QStringLiteral(" on local")));
    // The server's estimate says that it is one; what it has none of was counted.
    QCOMPARE(window.cell(QStringLiteral("public.users"), DataTableModel::RowsColumn),
             QStringLiteral("≈ 20"));
    QCOMPARE(window.cell(QStringLiteral("public.items"), DataTableModel::RowsColumn),
             QStringLiteral("300"));
    QCOMPARE(window.cell(QStringLiteral("public.users"), DataTableModel::ReferredColumn),
             QStringLiteral("2"));
    QCOMPARE(window.cell(QStringLiteral("public.items"), DataTableModel::RefersColumn),
             QStringLiteral("1"));
    window.page().select({QStringLiteral("public.users")});
    const QString text = textIn(window.page().inspector());
    QVERIFY2(text.contains(QStringLiteral("2 tables, 305 rows")), qPrintable(text));
    QVERIFY2(text.contains(QStringLiteral("public.items by items_owner_fkey")), qPrintable(text));
}

void DataPageTest::findsAndFilters()
{
    DataWindow window(m_fixture->folder());
    window.page().focusSearch();
    auto *search = window.page().findChild<SearchField *>();
    QTest::keyClicks(search, QStringLiteral("ITEM"));
    QCOMPARE(window.shown(), QStringList({QStringLiteral("public.items")}));
    search->clear();
    auto *schemas = window.page().findChild<QComboBox *>();
    QVERIFY(schemas->isVisible());
    schemas->setCurrentIndex(schemas->findData(QStringLiteral("billing")));
    QCOMPARE(window.shown(), QStringList({QStringLiteral("billing.invoices")}));
    schemas->setCurrentIndex(0);
    window.page().table().sortByColumn(DataTableModel::RowsColumn, Qt::DescendingOrder);
    QCOMPARE(window.shown().front(), QStringLiteral("public.items"));
    // What was selected stays so when it is read again.
    window.page().select({QStringLiteral("public.items"), QStringLiteral("public.notes")});
    window.page().refresh();
    window.settle();
    QCOMPARE(window.page().selected().size(), size_t(2));
}

void DataPageTest::countsRows()
{
    DataWindow window(m_fixture->folder());
    window.page().select({QStringLiteral("public.users")});
    window.page().countRows();
    window.settle();
    QCOMPARE(window.cell(QStringLiteral("public.users"), DataTableModel::RowsColumn),
             QStringLiteral("20"));
}

void DataPageTest::exportAll(DataWindow &window, const QString &folder)
{
    ExportDialog *dialog = window.page().askExport();
    QVERIFY(dialog);
    dialog->folder().setPath(folder);
    QVERIFY2(dialog->hindrance().isEmpty(), qPrintable(dialog->hindrance()));
    dialog->accept();
    window.agree();
    QVERIFY2(window.note().contains(QStringLiteral("Exported from local")),
             qPrintable(window.note()));
}

void DataPageTest::exportsWipesImportsAndUndoes()
{
    DataWindow window(m_fixture->folder());
    const QString folder = m_fixture->beside(QStringLiteral("export"));
    window.page().select({QStringLiteral("public.items"), QStringLiteral("public.notes")});
    ExportDialog *dialog = window.page().askExport();
    QVERIFY(dialog);
    QCOMPARE(dialog->wish().tables.size(), 2); // those that were selected
    // By default it goes where others look for it.
    QVERIFY(dialog->wish().folder.endsWith(QStringLiteral("/.ds/data/local")));
    dialog->reject();
    exportAll(window, folder);
    QVERIFY(QFile::exists(folder + QStringLiteral("/manifest.json")));

    // Wiped after the name of the stage was typed.
    window.page().select({QStringLiteral("public.items"), QStringLiteral("public.notes")});
    WipeDialog *wipe = window.page().askWipe();
    QVERIFY(wipe);
    QVERIFY2(wipe->hindrance().isEmpty(), qPrintable(wipe->hindrance()));
    wipe->accept();
    PlanDialog *plan = window.plan();
    QVERIFY2(plan, qPrintable(window.note()));
    QCOMPARE(plan->shown().requirement, stages::Requirement::TypeName);
    QVERIFY(!plan->shown().plan.loses.isEmpty());
    QVERIFY(!buttonIn(*plan, "Wipe 2 tables")->isEnabled());
    window.agree();
    QVERIFY2(window.note().contains(QStringLiteral("Wiped on local")), qPrintable(window.note()));
    QCOMPARE(psql("SELECT (SELECT count(*) FROM items), (SELECT count(*) FROM notes)"),
             QByteArray("0|0"));
    QCOMPARE(window.cell(QStringLiteral("public.items"), DataTableModel::RowsColumn),
             QStringLiteral("0"));

    // Back by the export.
    ImportDialog *import = window.page().askImport(folder);
    QVERIFY(import);
    QVERIFY(QTest::qWaitFor([&] { return import->hindrance().isEmpty(); }, kDataPatience));
    QCOMPARE(import->tables().model().chosenWords(),
             QStringList(
                 {QStringLiteral("\"public\".\"items\""), QStringLiteral("\"public\".\"notes\"")}));
    import->accept();
    window.agree();
    QVERIFY2(window.note().contains(QStringLiteral("Imported into local")),
             qPrintable(window.note()));
    QCOMPARE(psql("SELECT count(*) FROM items"), QByteArray("300"));

    // And the import taken back from Activity.
    auto *activity = window.window->findChild<ActivityPage *>();
    window.window->showPage(activity->key());
    activity->refresh();
    QVERIFY(QTest::qWaitFor([&] { return !activity->isBusy(); }, kDataPatience));
    activity->undoNewest();
    PlanDialog *undo = window.planOf(activity->flow());
    QVERIFY2(undo, qPrintable(textIn(*activity)));
    QVERIFY2(undo->shown().sentence.contains(QStringLiteral("the tables held before")),
             qPrintable(undo->shown().sentence));
    if (undo->shown().requirement == stages::Requirement::TypeName)
        QTest::keyClicks(undo->findChild<QLineEdit *>(QStringLiteral("confirmation")),
                         undo->shown().nameToType);
    undo->accept();
    QVERIFY(QTest::qWaitFor([&] { return !activity->flow().isBusy(); }, kDataPatience));
    QCOMPARE(psql("SELECT count(*) FROM items"), QByteArray("0"));
    // The Data page has noticed.
    window.settle();
    const QString rows = window.cell(QStringLiteral("public.items"), DataTableModel::RowsColumn);
    QVERIFY2(rows == QStringLiteral("0") || rows == QStringLiteral("≈ 0"), qPrintable(rows));
}

void DataPageTest::asksForWhatGoesAlong()
{
    DataWindow window(m_fixture->folder());
    window.page().select({QStringLiteral("public.users")});
    WipeDialog *wipe = window.page().askWipe();
    QVERIFY(wipe);
    QCOMPARE(wipe->along().size(), size_t(2));
    QVERIFY(!wipe->hindrance().isEmpty());
    // By name.
    QVERIFY2(wipe->takesAlong().text().contains(QStringLiteral("billing.invoices, public.items")),
             qPrintable(wipe->takesAlong().text()));
    wipe->takesAlong().setChecked(true);
    QVERIFY2(wipe->hindrance().isEmpty(), qPrintable(wipe->hindrance()));
    wipe->accept();
    PlanDialog *plan = window.plan();
    QVERIFY2(plan, qPrintable(window.note()));
    QCOMPARE(plan->shown().plan.tables.size(), size_t(3));
    plan->reject();
    window.settle();
    QCOMPARE(psql("SELECT count(*) FROM users"), QByteArray("20"));
    // Chosen with the others nothing goes along, and the box is not needed.
    window.page().select({QStringLiteral("public.users"), QStringLiteral("public.items"),
                          QStringLiteral("billing.invoices")});
    wipe = window.page().askWipe();
    QVERIFY(wipe);
    QVERIFY(wipe->along().empty());
    QVERIFY(!wipe->takesAlong().isVisible());
    wipe->reject();
}

void DataPageTest::seedsAndMakesUpRows()
{
    QDir(m_fixture->folder()).mkdir(QStringLiteral("seeds"));
    m_fixture->replace(QStringLiteral("seeds/01_users.csv"),
                       "id,email\n1,user1@example.com\n101,anna@example.com\n");
    m_fixture->replace(QStringLiteral("seeds/02_notes.csv"), "body\nseeded\n");
    DataWindow window(m_fixture->folder());
    SeedDialog *seed = window.page().askSeed();
    QVERIFY(seed);
    QVERIFY(QTest::qWaitFor([&] { return seed->hindrance().isEmpty(); }, kDataPatience));
    QCOMPARE(seed->files().model().rowCount(), 2);
    seed->files().model().setChosen(1, false);
    QCOMPARE(seed->wish().only, QStringList({QStringLiteral("users")}));
    seed->accept();
    window.agree();
    QVERIFY2(window.note().contains(QStringLiteral("Filled on local")), qPrintable(window.note()));
    QCOMPARE(psql("SELECT count(*), (SELECT count(*) FROM notes) FROM users"), QByteArray("21|2"));

    window.page().select({QStringLiteral("public.items")});
    GenerateDialog *generate = window.page().askGenerate();
    QVERIFY(generate);
    QAbstractItemModel &rows = generate->tables().model();
    for (int row = 0; row < rows.rowCount(); ++row) {
        const bool wanted = rows.index(row, 0).data() == QStringLiteral("public.items");
        rows.setData(rows.index(row, TableChoiceModel::NoteColumn), wanted ? 50 : 0, Qt::EditRole);
    }
    generate->randomSeed().setValue(7);
    QCOMPARE(generate->wish().wanted, QStringList({QStringLiteral("\"public\".\"items\"=50")}));
    generate->accept();
    window.agree();
    QCOMPARE(psql("SELECT count(*) FROM items"), QByteArray("350"));
    // What was made can be taken back from where it is told.
    QPushButton *undo = buttonIn(window.page().note(), "Undo…");
    QVERIFY(undo && undo->isVisible());
    QTest::mouseClick(undo, Qt::LeftButton);
    window.agree();
    QVERIFY2(window.note().contains(QStringLiteral("Taken back on local")),
             qPrintable(window.note()));
    QCOMPARE(psql("SELECT count(*) FROM items"), QByteArray("300"));
}

void DataPageTest::showsWhatTheSeedsCommandWrites()
{
    m_fixture->replace(QStringLiteral("arborist.toml"),
                       m_fixture->read(QStringLiteral("arborist.toml")) +
                           "\n[seed]\ncommand = \"sh seed.sh\"\n");
    m_fixture->replace(QStringLiteral("seed.sh"),
                       "echo Seeding users; while ! test -e go; do sleep 0.1; done; exit 3\n");
    DataWindow window(m_fixture->folder());
    SeedDialog *seed = window.page().askSeed();
    QVERIFY(seed);
    QVERIFY(QTest::qWaitFor([&] { return seed->hindrance().isEmpty(); }, kDataPatience));
    QVERIFY(seed->wish().byCommand);
    seed->accept();
    PlanDialog *dialog = window.plan();
    QVERIFY2(dialog, qPrintable(window.note()));
    dialog->accept();
    // While it runs, and behind the error once it has failed.
    const QString line = QStringLiteral("Seeding users");
    QTRY_VERIFY_WITH_TIMEOUT(window.note().contains(line), kDataPatience);
    QVERIFY(window.note().contains(QStringLiteral("Seeding local")));
    m_fixture->replace(QStringLiteral("go"), {});
    window.settle();
    QVERIFY2(window.note().contains(QStringLiteral("failed")), qPrintable(window.note()));
    QVERIFY2(window.note().contains(line), qPrintable(window.note()));
}

void DataPageTest::saysWhenThereIsNothing()
{
    psql("DROP SCHEMA public CASCADE; CREATE SCHEMA public; DROP SCHEMA billing CASCADE");
    DataWindow window(m_fixture->folder());
    QVERIFY(textIn(window.page()).contains(QStringLiteral("No tables on local yet")));
    QPushButton *migrations = buttonIn(window.page(), "Show migrations");
    QVERIFY(migrations && migrations->isVisible());
    QTest::mouseClick(migrations, Qt::LeftButton);
    QCOMPARE(window.window->currentPage()->key(), QStringLiteral("migrations"));
}

void DataPageTest::saysWhatIsWrong()
{
    DataWindow window(m_fixture->folder(), QStringLiteral("broken"));
    QVERIFY(!window.page().model().reading());
    const QString text = textIn(window.page());
    QVERIFY2(text.contains(QStringLiteral("broken does not answer")), qPrintable(text));
    QVERIFY(!window.page().askWipe());
    window.session.setTarget(QStringLiteral("local"));
    window.settle();
    QCOMPARE(window.shown().size(), 4);
    // A folder that is no export is said to be none, before anything is planned.
    ImportDialog *import = window.page().askImport(m_fixture->folder());
    QVERIFY(import);
    QVERIFY(QTest::qWaitFor(
        [&] {
            return import->hindrance() != QStringLiteral("Reading…") &&
                   !import->hindrance().startsWith(QStringLiteral("Press Return"));
        },
        kDataPatience));
    QVERIFY(!import->hindrance().isEmpty());
    import->reject();
}

void DataPageTest::refusesOnProtectedStages()
{
    m_fixture->psqlIn("tracker_staging", kTables);
    DataWindow window(m_fixture->folder(), QStringLiteral("staging"));
    window.page().select({QStringLiteral("public.notes")});
    WipeDialog *wipe = window.page().askWipe();
    QVERIFY(wipe);
    wipe->accept();
    PlanDialog *plan = window.plan();
    QVERIFY2(plan, qPrintable(window.note()));
    QCOMPARE(plan->shown().requirement, stages::Requirement::Refused);
    QVERIFY(!plan->shown().refusal.isEmpty());
    plan->reject();
    window.settle();
    QCOMPARE(m_fixture->psqlIn("tracker_staging", "SELECT count(*) FROM notes"), QByteArray("2"));
}

void DataPageTest::takesADroppedExport()
{
    const QString folder = m_fixture->beside(QStringLiteral("dropped"));
    DataWindow window(m_fixture->folder());
    exportAll(window, folder);
    window.window->showPage(QStringLiteral("stages"));
    QMimeData data;
    data.setUrls({QUrl::fromLocalFile(folder)});
    QDragEnterEvent enter(QPoint(400, 300), Qt::CopyAction, &data, Qt::LeftButton, Qt::NoModifier);
    QCoreApplication::sendEvent(window.window.get(), &enter);
    QVERIFY(enter.isAccepted());
    QDropEvent drop(QPointF(400, 300), Qt::CopyAction, &data, Qt::LeftButton, Qt::NoModifier);
    QCoreApplication::sendEvent(window.window.get(), &drop);
    ImportDialog *import = nullptr;
    QVERIFY(QTest::qWaitFor(
        [&] { return (import = window.window->findChild<ImportDialog *>()) != nullptr; },
        kDataPatience));
    QCOMPARE(window.window->currentPage()->key(), QStringLiteral("data"));
    QVERIFY(QTest::qWaitFor([&] { return import->hindrance().isEmpty(); }, kDataPatience));
    QCOMPARE(import->wish().folder, folder);
    QCOMPARE(window.session.state(), Session::State::Open);
    import->reject();
}

/// A wipe of notes that waits, since somebody holds the table.
void DataPageTest::runWaitingWipe(DataWindow &window)
{
    window.page().select({QStringLiteral("public.notes")});
    WipeDialog *wipe = window.page().askWipe();
    QVERIFY(wipe);
    wipe->accept();
    PlanDialog *plan = window.plan();
    QVERIFY2(plan, qPrintable(window.note()));
    QTest::keyClicks(plan->findChild<QLineEdit *>(QStringLiteral("confirmation")),
                     plan->shown().nameToType);
    plan->accept();
    QVERIFY(window.page().flow().isRunning());
}

void DataPageTest::letGo(QProcess &holder)
{
    psql("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE query LIKE "
         "'%pg_sleep(300)%' AND pid <> pg_backend_pid()");
    holder.waitForFinished();
}

void DataPageTest::asksBeforeItCloses()
{
    DataWindow window(m_fixture->folder());
    auto holder = m_fixture->hold("tracker_local", "notes");
    runWaitingWipe(window);
    window.window->close();
    QVERIFY(window.window->isVisible());
    QPushButton *keep = buttonIn(*window.window, "Keep running");
    QVERIFY(keep);
    QTest::mouseClick(keep, Qt::LeftButton);
    QTRY_VERIFY(!buttonIn(*window.window, "Keep running"));
    QVERIFY(window.page().flow().isRunning());
    window.window->close();
    QTRY_VERIFY(buttonIn(*window.window, "Cancel and close"));
    QTest::mouseClick(buttonIn(*window.window, "Cancel and close"), Qt::LeftButton);
    QVERIFY(QTest::qWaitFor([&] { return !window.window->isVisible(); }, kDataPatience));
    QVERIFY(!window.page().flow().isRunning());
    letGo(*holder);
    QCOMPARE(psql("SELECT count(*) FROM notes"), QByteArray("2"));
}

/// What it did is to be seen: a question that has answered itself does not close the window.
void DataPageTest::staysWhereTheJobEndsMeanwhile()
{
    DataWindow window(m_fixture->folder());
    auto holder = m_fixture->hold("tracker_local", "notes");
    runWaitingWipe(window);
    window.window->close();
    QTRY_VERIFY(buttonIn(*window.window, "Keep running"));
    letGo(*holder);
    QVERIFY(QTest::qWaitFor([&] { return !window.page().flow().isRunning(); }, kDataPatience));
    QTRY_VERIFY(!buttonIn(*window.window, "Keep running"));
    QTest::qWait(100);
    QVERIFY(window.window->isVisible());
    QVERIFY(!window.note().isEmpty());
}

QTEST_MAIN(DataPageTest)
#include "data_page_test.moc"
