// SPDX-License-Identifier: GPL-3.0-or-later
// The Backups page in the real window, on a real server: what it lists, makes, checks and deletes.
#include "models/common/chart_table_model.h"
#include "tests/ui/backups_project.h"
#include "ui/activity/activity_page.h"
#include "ui/backups/backup_size_chart.h"
#include "ui/backups/backups_inspector.h"
#include "ui/widgets/inspector_table.h"
#include "ui/widgets/search_field.h"
#include <QClipboard>
#include <QDesktopServices>
#include <QDir>
#include <QFile>
#include <QPushButton>

using namespace arborist;
using backup::Form;
using backup::Manifest;

namespace {

/// Makes one as old as that, and automatic.
void age(const QString &path, int days, const QString &stage = QStringLiteral("local"))
{
    Manifest manifest = *Manifest::read(path);
    manifest.made = QDateTime::currentDateTimeUtc().addDays(-days);
    manifest.automatic = true;
    manifest.operation = QStringLiteral("migrate");
    manifest.stage = stage;
    manifest.write(path);
}

} // namespace

/// Takes what the page would hand to the file manager.
class UrlTaker : public QObject
{
    Q_OBJECT
public:
    QUrl taken;
public Q_SLOTS:
    void take(const QUrl &url) { taken = url; }
};

class BackupsPageTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase() { m_project = std::make_unique<BackupsProject>(); }
    void init() { m_project->reset(); }
    void cleanupTestCase() { m_project.reset(); }
    void beginsEmpty();
    void backsUpInEveryForm();
    void listsOtherStagesAndForeignFiles();
    void verifiesAndRehearses();
    void findsDamage();
    void comparesWithNow();
    void cancelsAComparison();
    void cleansUpWithAPreview();
    void deletesOne();
    void worksWithoutTheServer();
    void cancelsARun();
    void pointsToFiles();

private:
    std::unique_ptr<BackupsProject> m_project;
};

void BackupsPageTest::beginsEmpty()
{
    BackupsWindow window(m_project->folder());
    const QString text = textIn(window.page());
    QVERIFY2(text.contains(QStringLiteral("No backups of local yet")), qPrintable(text));
    QPushButton *button = buttonIn(window.page(), "Back up now…");
    QVERIFY(button && button->isVisible());
    QTest::mouseClick(button, Qt::LeftButton);
    auto *dialog = qobject_cast<BackupDialog *>(window.page().asking());
    QVERIFY(dialog);
    QVERIFY(!dialog->jobs().isEnabled());
    dialog->form().setCurrentIndex(dialog->form().findData(int(Form::Directory)));
    QVERIFY(dialog->jobs().isEnabled());
    dialog->reject();
}

void BackupsPageTest::backsUpInEveryForm()
{
    BackupsWindow window(m_project->folder());
    window.backUp();
    QCOMPARE(window.page().table().model()->rowCount(), 1);
    QCOMPARE(window.column(BackupTableModel::TablesColumn), QStringList(QStringLiteral("3")));
    QCOMPARE(window.column(BackupTableModel::RowsColumn), QStringList(QStringLiteral("322")));
    QCOMPARE(window.column(BackupTableModel::OriginColumn), QStringList(QStringLiteral("Manual")));
    QCOMPARE(window.column(BackupTableModel::VerifiedColumn),
             QStringList(QStringLiteral("Listed")));
    QCOMPARE(window.column(BackupTableModel::KeptColumn), QStringList(QStringLiteral("For ever")));
    window.backUp(Form::Plain);
    // By several jobs, packed as somebody has chosen.
    BackupDialog *dialog = window.page().askBackup();
    QVERIFY(dialog);
    dialog->form().setCurrentIndex(dialog->form().findData(int(Form::Directory)));
    dialog->compression().setCurrentIndex(
        dialog->compression().findData(int(backup::Compression::None)));
    dialog->jobs().setValue(2);
    dialog->accept();
    window.agree();
    window.page().table().sortByColumn(BackupTableModel::FormColumn, Qt::AscendingOrder);
    const QStringList forms = window.column(BackupTableModel::FormColumn);
    QCOMPARE(forms.size(), 3);
    QVERIFY2(forms[0].startsWith(QStringLiteral("Custom, ")), qPrintable(forms[0]));
    QCOMPARE(forms[1], QStringLiteral("Directory, unpacked"));
    QCOMPARE(forms[2], QStringLiteral("Plain SQL, gzip"));
    QCOMPARE(Manifest::read(window.path(1))->jobs, 2);
    QVERIFY2(window.status().startsWith(QStringLiteral("3 backups, ")),
             qPrintable(window.status()));
    QCOMPARE(window.page().sizes().table()->rowCount(), 3);
    // It is a run like any other.
    window.window->showPage(QStringLiteral("activity"));
    auto *activity = window.window->findChild<ActivityPage *>();
    QVERIFY(QTest::qWaitFor([&] { return !activity->isBusy(); }, kBackupPatience));
    QVERIFY(textIn(*activity).size() > 0);
}

void BackupsPageTest::listsOtherStagesAndForeignFiles()
{
    BackupsWindow window(m_project->folder());
    window.backUp();
    QFile::copy(window.path(0), window.path(0) + QStringLiteral(".other.dump"));
    QFile::copy(Manifest::fileOf(window.path(0)),
                Manifest::fileOf(window.path(0) + QStringLiteral(".other.dump")));
    age(window.path(0) + QStringLiteral(".other.dump"), 2, QStringLiteral("staging"));
    m_project->dump(m_project->path(QStringLiteral("backups/db/from a colleague.dump")));
    window.page().refresh();
    window.settle();
    // Whose the foreign one is nobody can tell, so it is never hidden.
    QCOMPARE(window.page().table().model()->rowCount(), 2);
    QVERIFY(window.page().table().isColumnHidden(BackupTableModel::StageColumn));
    window.page().showWhich(BackupsPage::Which::All);
    QCOMPARE(window.page().table().model()->rowCount(), 3);
    QVERIFY(!window.page().table().isColumnHidden(BackupTableModel::StageColumn));
    QVERIFY(window.column(BackupTableModel::StageColumn).contains(QStringLiteral("staging")));
    QVERIFY(
        window.column(BackupTableModel::OriginColumn).contains(QStringLiteral("Before migrate")));
    window.page().showWhich(BackupsPage::Which::Foreign);
    QCOMPARE(window.column(BackupTableModel::NameColumn),
             QStringList(QStringLiteral("from a colleague.dump")));
    QCOMPARE(window.column(BackupTableModel::OriginColumn),
             QStringList(QStringLiteral("Not by Arborist")));
    QCOMPARE(window.column(BackupTableModel::FormColumn), QStringList(QStringLiteral("Custom")));
    window.page().showWhich(BackupsPage::Which::All);
    window.page().focusSearch();
    auto *search = window.page().findChild<SearchField *>();
    QTest::keyClicks(search, QStringLiteral("COLLEAGUE"));
    QCOMPARE(window.page().table().model()->rowCount(), 1);
    window.select(0);
    QVERIFY(textIn(window.page().inspector()).contains(QStringLiteral("It has no manifest")));
    QVERIFY(!buttonIn(window.page().inspector(), "Compare with now")->isEnabled());
    search->clear();
    // The selection outlives another reading.
    window.page().refresh();
    window.settle();
    QCOMPARE(window.page().selected().size(), size_t(1));
}

void BackupsPageTest::verifiesAndRehearses()
{
    BackupsWindow window(m_project->folder());
    window.backUp();
    window.select(0);
    window.page().verify(false);
    QVERIFY(window.page().isVerifying());
    window.settle();
    QVERIFY2(window.note().contains(QStringLiteral("is whole")), qPrintable(window.note()));
    window.page().verify(true);
    window.settle();
    QVERIFY2(window.note().contains(QStringLiteral("restored, rows counted")),
             qPrintable(window.note()));
    QCOMPARE(window.column(BackupTableModel::VerifiedColumn),
             QStringList(QStringLiteral("Restored")));
    QVERIFY(!m_project->psqlIn("postgres", "SELECT datname FROM pg_database")
                 .contains("arborist_rehearsal"));
}

void BackupsPageTest::findsDamage()
{
    BackupsWindow window(m_project->folder());
    window.backUp();
    QFile file(window.path(0));
    QVERIFY(file.open(QIODevice::ReadWrite));
    file.seek(file.size() / 2);
    file.write("?damage?");
    file.close();
    window.select(0);
    window.page().verify(false);
    window.settle();
    QVERIFY2(window.note().contains(QStringLiteral("holds other bytes than were written")),
             qPrintable(window.note()));
    QCOMPARE(window.column(BackupTableModel::VerifiedColumn),
             QStringList(QStringLiteral("Damaged")));
    QVERIFY(window.status().contains(QStringLiteral("damaged")));
    // Nothing is replaced by it.
    RestoreDialog *dialog = window.restore(window.path(0));
    QVERIFY(dialog);
    if (dialog->hindrance().isEmpty()) {
        dialog->accept();
        if (PlanDialog *plan = window.plan()) {
            Q_UNUSED(plan);
            window.agree();
        }
    } else {
        dialog->reject();
    }
    QVERIFY2(!window.note().contains(QStringLiteral("Restored")), qPrintable(window.note()));
    QCOMPARE(m_project->psql("SELECT count(*) FROM items"), QByteArray("300"));
}

void BackupsPageTest::comparesWithNow()
{
    BackupsWindow window(m_project->folder());
    window.backUp();
    m_project->psql(
        "DELETE FROM items WHERE id > 290; DROP TABLE notes; CREATE TABLE extra (id int);"
        "INSERT INTO users VALUES (21, 'late@example.com')");
    window.select(0);
    QPushButton *compare = buttonIn(window.page().inspector(), "Compare with now");
    QVERIFY(compare && compare->isEnabled());
    QTest::mouseClick(compare, Qt::LeftButton);
    window.settle();
    const QString summary = window.page().inspector().comparisonSummary();
    for (const char *part : {"More rows now: 1", "Fewer rows now: 1", "Only in the backup: 1",
                             "Only on local: 1", "The schema differs."})
        QVERIFY2(summary.contains(QLatin1String(part)), qPrintable(summary));
    const auto &rows = window.page().inspector().comparison().rows();
    QCOMPARE(rows.size(), size_t(4));
    QCOMPARE(rows[0].field, QStringLiteral("public.notes"));
    QCOMPARE(rows[0].left, QStringLiteral("2"));
    QCOMPARE(rows[0].right, QStringLiteral("–"));
    QCOMPARE(rows[1].field, QStringLiteral("public.extra"));
    QCOMPARE(rows[2].field, QStringLiteral("public.items"));
    QCOMPARE(rows[2].right, QStringLiteral("290"));
}

void BackupsPageTest::cancelsAComparison()
{
    BackupsWindow window(m_project->folder());
    window.backUp();
    window.select(0);
    // Somebody else keeps the table to himself, so that counting waits.
    const auto holder = m_project->holdItems();
    window.page().compare();
    QPushButton *cancel = buttonIn(window.page().inspector(), "Cancel");
    QVERIFY(cancel && cancel->isEnabled());
    QTRY_COMPARE_WITH_TIMEOUT(m_project->psql("SELECT count(*) FROM pg_locks WHERE NOT granted"),
                              QByteArray("1"), kBackupPatience);
    QTest::mouseClick(cancel, Qt::LeftButton);
    window.settle();
    QVERIFY(buttonIn(window.page().inspector(), "Compare with now"));
    QVERIFY(window.page().inspector().comparisonSummary().isEmpty());
    // Its query has ended with it.
    QTRY_COMPARE_WITH_TIMEOUT(m_project->psql("SELECT count(*) FROM pg_locks WHERE NOT granted"),
                              QByteArray("0"), kBackupPatience);
}

void BackupsPageTest::cleansUpWithAPreview()
{
    BackupsWindow window(m_project->folder());
    window.page().cleanUp();
    QVERIFY(!window.plan());
    QVERIFY2(window.note().contains(QStringLiteral("Nothing to do")), qPrintable(window.note()));
    window.backUp();
    window.backUp();
    window.backUp();
    const QStringList paths{window.path(0), window.path(1), window.path(2)};
    age(paths[1], 40);
    age(paths[2], 50);
    window.page().refresh();
    window.settle();
    window.page().cleanUp();
    PlanDialog *plan = window.plan();
    QVERIFY2(plan, qPrintable(window.note()));
    // The newest automatic one of the stage stays, however old.
    QCOMPARE(plan->shown().plan.steps.size(), size_t(1));
    QVERIFY(plan->shown().plan.steps.front().title.contains(QFileInfo(paths[2]).fileName()));
    QVERIFY(QFileInfo::exists(paths[2]));
    window.agree();
    QVERIFY(!QFileInfo::exists(paths[2]));
    QVERIFY(QFileInfo::exists(paths[1]));
    QCOMPARE(window.column(BackupTableModel::KeptColumn),
             QStringList({QStringLiteral("For ever"), QStringLiteral("As the newest")}));
}

void BackupsPageTest::deletesOne()
{
    BackupsWindow window(m_project->folder());
    window.backUp();
    window.backUp(Form::Directory);
    const QString path = window.path(0);
    window.select(0);
    window.window->activateWindow();
    window.page().table().setFocus();
    QTRY_VERIFY(window.page().table().hasFocus());
    QTest::keyClick(&window.page().table(), Qt::Key_Delete);
    PlanDialog *plan = window.plan();
    QVERIFY2(plan, qPrintable(window.note()));
    QCOMPARE(plan->shown().plan.loses.size(), 1);
    // What nothing brings back wants the stage's name.
    QCOMPARE(plan->shown().requirement, stages::Requirement::TypeName);
    QVERIFY(QFileInfo::exists(path));
    window.agree();
    QVERIFY(!QFileInfo::exists(path));
    QVERIFY(!QFileInfo::exists(Manifest::fileOf(path)));
    QCOMPARE(window.page().table().model()->rowCount(), 1);
}

void BackupsPageTest::worksWithoutTheServer()
{
    QDir().mkpath(m_project->path(QStringLiteral("backups/db")));
    m_project->dump(m_project->path(QStringLiteral("backups/db/known.dump")));
    BackupsWindow window(m_project->folder(), QStringLiteral("broken"));
    // Files are listed whoever answers.
    QCOMPARE(window.page().table().model()->rowCount(), 1);
    window.select(0);
    window.page().verify(false);
    window.settle();
    QVERIFY2(window.note().contains(QStringLiteral("is whole")), qPrintable(window.note()));
    QVERIFY(!buttonIn(window.page().inspector(), "Restore…")->isEnabled());
}

void BackupsPageTest::cancelsARun()
{
    BackupsWindow window(m_project->folder());
    BackupDialog *dialog = window.page().askBackup();
    QVERIFY(dialog);
    dialog->accept();
    PlanDialog *plan = window.plan();
    QVERIFY2(plan, qPrintable(window.note()));
    const auto holder = m_project->holdItems();
    plan->accept();
    QTRY_VERIFY_WITH_TIMEOUT(
        m_project->psql("SELECT count(*) FROM pg_locks WHERE NOT granted").toInt() > 0,
        kBackupPatience);
    QVERIFY(window.page().flow().isRunning());
    for (const JobInfo &job : window.session.jobs().jobs()) {
        if (job.state == JobState::Running && job.title.startsWith(QStringLiteral("Back up")))
            window.session.jobs().cancel(job.id);
    }
    window.settle();
    QVERIFY2(window.note().contains(QStringLiteral("Cancelled on local")),
             qPrintable(window.note()));
    QVERIFY(window.page().model().reading()->backups.empty());
}

void BackupsPageTest::pointsToFiles()
{
    BackupsWindow window(m_project->folder());
    window.backUp();
    window.select(0);
    window.window->activateWindow();
    window.page().table().setFocus();
    QTRY_VERIFY(window.page().table().hasFocus());
    QTest::keyClick(&window.page().table(), Qt::Key_C, Qt::ControlModifier | Qt::ShiftModifier);
    QCOMPARE(QApplication::clipboard()->text(), window.path(0));
    QTest::keyClick(&window.page().table(), Qt::Key_Return);
    QTRY_VERIFY(qobject_cast<RestoreDialog *>(window.page().asking()));
    BackupsWindow::waitFor(*qobject_cast<RestoreDialog *>(window.page().asking()));
    window.page().asking()->reject();
    QTRY_VERIFY(!window.page().asking());
    UrlTaker taker;
    QDesktopServices::setUrlHandler(QStringLiteral("file"), &taker, "take");
    window.page().reveal();
    QDesktopServices::unsetUrlHandler(QStringLiteral("file"));
    QCOMPARE(taker.taken.toLocalFile(), QFileInfo(window.path(0)).path());
}

QTEST_MAIN(BackupsPageTest)
#include "backups_page_test.moc"
