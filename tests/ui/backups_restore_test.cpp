// SPDX-License-Identifier: GPL-3.0-or-later
// Restoring in the real window, on a real server: from the Backups page and by dropping a dump.
#include "services/backup/places.h"
#include "tests/ui/backups_project.h"
#include "ui/backups/kept_pane.h"
#include "ui/widgets/chart_pane.h"
#include "ui/widgets/inspector_table.h"
#include "ui/widgets/path_field.h"
#include <QCheckBox>
#include <QDir>
#include <QDropEvent>
#include <QFile>
#include <QMimeData>
#include <QPushButton>
#include <QRadioButton>

using namespace arborist;

namespace {

/// What dropping a file on the window is to it.
void drop(MainWindow &window, const QString &path)
{
    QMimeData data;
    data.setUrls({QUrl::fromLocalFile(path)});
    QDragEnterEvent enter(QPoint(400, 300), Qt::CopyAction, &data, Qt::LeftButton, Qt::NoModifier);
    QCoreApplication::sendEvent(&window, &enter);
    QVERIFY(enter.isAccepted());
    QDropEvent event(QPointF(400, 300), Qt::CopyAction, &data, Qt::LeftButton, Qt::NoModifier);
    QCoreApplication::sendEvent(&window, &event);
}

} // namespace

class BackupsRestoreTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase() { m_project = std::make_unique<BackupsProject>(); }
    void init() { m_project->reset(); }
    void cleanupTestCase() { m_project.reset(); }
    void restoresAndUndoes();
    void dropsWhatWasPutAside();
    void restoresIntoANewDatabase();
    void letsDependentsGo();
    void takesADroppedDump();
    void refusesBadDumps();
    void refusesOnProtectedStages();
    void leavesAnOfferedBackupOut();

private:
    std::unique_ptr<BackupsProject> m_project;
};

void BackupsRestoreTest::restoresAndUndoes()
{
    BackupsWindow window(m_project->folder());
    window.backUp();
    m_project->psql("DELETE FROM items");
    window.select(0);
    RestoreDialog *dialog = window.restore(window.path(0));
    QVERIFY(dialog);
    QVERIFY2(dialog->hindrance().isEmpty(), qPrintable(dialog->hindrance()));
    // What is told of the dump makes the dialog higher, and covers none of the choices.
    QTRY_VERIFY(dialog->findChild<InspectorTable *>()->geometry().bottom() <
                dialog->overStage().geometry().top());
    dialog->accept();
    PlanDialog *plan = window.plan();
    QVERIFY2(plan, qPrintable(window.note()));
    QCOMPARE(plan->shown().requirement, stages::Requirement::TypeName);
    window.agree();
    QVERIFY2(window.note().contains(QStringLiteral("Restored local")), qPrintable(window.note()));
    QCOMPARE(m_project->psql("SELECT count(*) FROM items"), QByteArray("300"));
    // The database that was in use is told of, and can be put back from there.
    QCOMPARE(window.page().kept().model().rowCount(), 1);
    QVERIFY2(window.status().contains(QStringLiteral("1 database put aside")),
             qPrintable(window.status()));
    const auto &kept = window.page().kept().model().databases().front();
    QVERIFY(kept.bytes > 0);
    window.page().charts().setCurrentChart(1);
    QPushButton *undo = buttonIn(window.page().kept(), "Undo the restore…");
    QVERIFY(undo && undo->isEnabled());
    QTest::mouseClick(undo, Qt::LeftButton);
    window.agree();
    QVERIFY2(window.note().contains(QStringLiteral("Taken back on local")),
             qPrintable(window.note()));
    QCOMPARE(m_project->psql("SELECT count(*) FROM items"), QByteArray("0"));
}

void BackupsRestoreTest::dropsWhatWasPutAside()
{
    BackupsWindow window(m_project->folder());
    window.backUp();
    RestoreDialog *dialog = window.restore(window.path(0));
    QVERIFY(dialog);
    dialog->accept();
    window.agree();
    QCOMPARE(window.page().kept().model().rowCount(), 1);
    window.page().charts().setCurrentChart(1);
    QVERIFY(!buttonIn(window.page().kept(), "Drop expired…")->isEnabled());
    QCOMPARE(window.page()
                 .kept()
                 .model()
                 .expiredRuns(QDateTime::currentDateTimeUtc().addDays(31))
                 .size(),
             1);
    QTest::mouseClick(buttonIn(window.page().kept(), "Drop…"), Qt::LeftButton);
    PlanDialog *plan = window.plan();
    QVERIFY2(plan, qPrintable(window.note()));
    QCOMPARE(plan->shown().plan.loses.size(), 1);
    window.agree();
    QCOMPARE(window.page().kept().model().rowCount(), 0);
    QCOMPARE(m_project->psqlIn("postgres", "SELECT count(*) FROM pg_database WHERE datname LIKE "
                                           "'tracker_local_%'"),
             QByteArray("0"));
}

void BackupsRestoreTest::restoresIntoANewDatabase()
{
    const QString file = m_project->beside(QStringLiteral("elsewhere.sql"));
    m_project->dump(file, {});
    BackupsWindow window(m_project->folder());
    RestoreDialog *dialog = window.restore();
    QVERIFY(dialog);
    QCOMPARE(dialog->hindrance(), QStringLiteral("Name a dump."));
    dialog->file().setPath(file);
    Q_EMIT dialog->file().pathChosen();
    BackupsWindow::waitFor(*dialog);
    QVERIFY2(dialog->hindrance().isEmpty(), qPrintable(dialog->hindrance()));
    dialog->intoNew().setChecked(true);
    QCOMPARE(dialog->hindrance(), QStringLiteral("Name the new database."));
    dialog->newName().setText(QStringLiteral("tracker_copy"));
    QCOMPARE(dialog->wish().into, QStringLiteral("tracker_copy"));
    dialog->accept();
    window.agree();
    QVERIFY2(window.note().contains(QStringLiteral("Restored beside local")),
             qPrintable(window.note()));
    QCOMPARE(m_project->psqlIn("tracker_copy", "SELECT count(*) FROM items"), QByteArray("300"));
    QCOMPARE(m_project->psql("SELECT count(*) FROM items"), QByteArray("300"));
}

/// A view that the dump does not have stands in the way, until the box says that it may go.
void BackupsRestoreTest::letsDependentsGo()
{
    BackupsWindow window(m_project->folder());
    window.backUp();
    m_project->psql("CREATE VIEW seen AS SELECT id FROM items");
    for (const bool agreed : {false, true}) {
        RestoreDialog *dialog = window.restore(window.path(0));
        QVERIFY(dialog);
        dialog->inPlace().setChecked(true);
        dialog->cascades().setChecked(agreed);
        dialog->accept();
        if (agreed) {
            window.agree();
        } else {
            window.settle();
            QVERIFY2(window.note().contains(QStringLiteral("may go")), qPrintable(window.note()));
        }
        QCOMPARE(m_project->psql("SELECT to_regclass('seen') IS NULL"),
                 QByteArray(agreed ? "t" : "f"));
    }
}

void BackupsRestoreTest::takesADroppedDump()
{
    const QString custom = m_project->beside(QStringLiteral("dropped.dump"));
    const QString folder = m_project->beside(QStringLiteral("dropped_dir"));
    const QString tar = m_project->beside(QStringLiteral("dropped.tar"));
    m_project->dump(custom);
    m_project->dump(folder, {QStringLiteral("-Fd")});
    m_project->dump(tar, {QStringLiteral("-Ft")});
    BackupsWindow window(m_project->folder());
    for (const QString &path : {custom, folder, tar}) {
        window.window->showPage(QStringLiteral("stages"));
        drop(*window.window, path);
        RestoreDialog *dialog = nullptr;
        QVERIFY(QTest::qWaitFor(
            [&] {
                dialog = qobject_cast<RestoreDialog *>(window.page().asking());
                return dialog && dialog->isVisible();
            },
            kBackupPatience));
        QCOMPARE(window.window->currentPage()->key(), QStringLiteral("backups"));
        BackupsWindow::waitFor(*dialog);
        QVERIFY2(dialog->hindrance().isEmpty(), qPrintable(dialog->hindrance()));
        QCOMPARE(dialog->wish().file, path);
        dialog->reject();
        QTRY_VERIFY(!window.page().asking());
    }
    QCOMPARE(window.session.state(), Session::State::Open);
}

void BackupsRestoreTest::refusesBadDumps()
{
    const QString whole = m_project->beside(QStringLiteral("whole.dump"));
    m_project->dump(whole);
    QFile file(whole);
    QVERIFY(file.open(QIODevice::ReadOnly));
    const QByteArray bytes = file.readAll();
    m_project->replace(QStringLiteral("cut.dump"), bytes.left(bytes.size() / 2));
    m_project->replace(QStringLiteral("page.sql"), "<!DOCTYPE html><html>Not found</html>");
    m_project->replace(QStringLiteral("empty.dump"), "");
    BackupsWindow window(m_project->folder());
    for (const char *name : {"cut.dump", "page.sql", "empty.dump"}) {
        RestoreDialog *dialog = window.restore(m_project->path(QLatin1String(name)));
        QVERIFY(dialog);
        QVERIFY2(!dialog->hindrance().isEmpty(), name);
        QVERIFY2(!buttonIn(*dialog, "Review plan…")->isEnabled(), name);
        dialog->reject();
        QTRY_VERIFY(!window.page().asking());
    }
}

void BackupsRestoreTest::refusesOnProtectedStages()
{
    m_project->psqlIn("tracker_staging", kBackedUp);
    BackupsWindow window(m_project->folder(), QStringLiteral("staging"));
    // Reading is allowed.
    window.backUp();
    RestoreDialog *dialog = window.restore(window.path(0));
    QVERIFY(dialog);
    QVERIFY2(dialog->hindrance().isEmpty(), qPrintable(dialog->hindrance()));
    dialog->accept();
    PlanDialog *plan = window.plan();
    QVERIFY2(plan, qPrintable(window.note()));
    QCOMPARE(plan->shown().requirement, stages::Requirement::Refused);
    QVERIFY(!plan->shown().refusal.isEmpty());
    // What a pipeline runs instead names the file.
    QVERIFY2(textIn(*plan).contains(QFileInfo(window.path(0)).fileName()),
             qPrintable(textIn(*plan)));
    plan->reject();
    window.settle();
    QCOMPARE(m_project->psqlIn("tracker_staging", "SELECT count(*) FROM notes"), QByteArray("2"));
}

void BackupsRestoreTest::leavesAnOfferedBackupOut()
{
    BackupsWindow window(m_project->folder());
    window.backUp();
    const QString path = window.path(0);
    const QString automatic =
        backup::automaticFolder(m_project->path(QStringLiteral("backups/db")));
    const auto inPlace = [&] {
        RestoreDialog *dialog = window.restore(path);
        QVERIFY(dialog);
        dialog->inPlace().setChecked(true);
        dialog->accept();
    };
    inPlace();
    PlanDialog *plan = window.plan();
    QVERIFY2(plan, qPrintable(window.note()));
    const size_t steps = plan->plan().steps.size();
    const QByteArray hash = plan->plan().hash();
    auto *box = plan->findChild<QCheckBox *>(QStringLiteral("withoutBackup"));
    QVERIFY(box && !box->isChecked());
    QTest::mouseClick(box, Qt::LeftButton, {}, QPoint(8, box->height() / 2));
    QVERIFY(plan->leavesBackupOut());
    QCOMPARE(plan->plan().steps.size(), steps - 1);
    QVERIFY(plan->plan().hash() != hash);
    QVERIFY(textIn(*plan).contains(QStringLiteral("it was declined")));
    QVERIFY(!textIn(*plan).contains(QStringLiteral("A backup is made first.")));
    window.agree();
    QVERIFY2(window.note().contains(QStringLiteral("Restored local")), qPrintable(window.note()));
    QVERIFY(!QDir(automatic).exists());
    // Left as it is, the backup is made, and listed.
    inPlace();
    window.agree();
    QVERIFY2(window.note().contains(QStringLiteral("Restored local")), qPrintable(window.note()));
    QVERIFY(QDir(automatic).exists());
    QVERIFY2(window.column(BackupTableModel::OriginColumn)
                 .contains(QStringLiteral("Before restore --in-place")),
             qPrintable(window.column(BackupTableModel::OriginColumn).join(u',')));
}

QTEST_MAIN(BackupsRestoreTest)
#include "backups_restore_test.moc"
