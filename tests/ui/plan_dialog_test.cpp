// SPDX-License-Identifier: GPL-3.0-or-later
// The plan dialog, used as a person would: read, type the name, agree or leave.
#include "ui/operations/plan_dialog.h"

#include "models/operations/plan_command.h"
#include "ui/operations/dialog_target.h"
#include "ui/operations/sql_view.h"
#include "ui/style/arborist_style.h"
#include "ui/style/theme.h"
#include "ui/widgets/table_view.h"
#include <QCheckBox>
#include <QClipboard>
#include <QJsonArray>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QSignalSpy>
#include <QTabBar>
#include <QTest>
#include <QTextBlock>
#include <QTextLayout>

using namespace arborist;
using stages::Requirement;

namespace {

ShownPlan sample(const QString &stage, bool isProtected, Requirement requirement)
{
    ShownPlan shown;
    shown.stage.name = stage;
    shown.stage.colour = isProtected ? QStringLiteral("violet") : QStringLiteral("green");
    shown.stage.isProtected = isProtected;
    shown.serverVersion = QStringLiteral("15.20");
    shown.fingerprintGlyph = Glyph::Ok;
    shown.fingerprintText = QStringLiteral("Fingerprint matches");
    shown.requirement = requirement;
    shown.nameToType = stage;
    shown.windowTitle = QStringLiteral("Repair hierarchy");
    shown.title = QStringLiteral("Repair hierarchy of public.items");
    shown.sentence = QStringLiteral("Writes 842 items.");
    shown.action = QStringLiteral("Repair 842 items");
    Plan &plan = shown.plan;
    plan.operation = QStringLiteral("repair orphans");
    plan.request = {{QStringLiteral("table"), QStringLiteral("public.items")},
                    {QStringLiteral("organization"), QStringLiteral("it's 7")},
                    {QStringLiteral("kinds"), QJsonArray{QStringLiteral("S3")}},
                    {QStringLiteral("orphans"), QStringLiteral("delete")}};
    plan.target = {stage, QStringLiteral("localhost:5432"), QStringLiteral("acme_tracker"),
                   QStringLiteral("7301/16412")};
    plan.steps = {{QStringLiteral("Check plan and fingerprint"), -1, {}, {}, 100},
                  {QStringLiteral("Write depth and path"), 842,
                   QStringLiteral("UPDATE public.items SET depth = 2 -- two\nWHERE id = $1"),
                   QStringLiteral("ROW EXCLUSIVE on public.items"), 200}};
    plan.tables = {{QStringLiteral("public.items"), 842}, {QStringLiteral("public.notes"), 3}};
    plan.wayBack = QStringLiteral("Undo in Activity.");
    plan.asks = QStringLiteral("A yes. It is a warning only.");
    plan.backupNote = QStringLiteral("No backup is needed first.");
    return shown;
}

QPushButton *button(QWidget &dialog, const QString &text)
{
    for (auto *each : dialog.findChildren<QPushButton *>()) {
        if (each->text() == text)
            return each;
    }
    return nullptr;
}

} // namespace

class PlanDialogTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase() { setUpLook(); }
    void showsThePlan();
    void asksForTheName();
    void isAgreedToByAClick();
    void leavesABackupOut();
    void refusesWithACommand();
    void fitsEveryPlan_data();
    void fitsEveryPlan();
    void colours();
};

void PlanDialogTest::showsThePlan()
{
    PlanDialog dialog(sample(QStringLiteral("local"), false, Requirement::Yes));
    dialog.open();
    const auto tables = dialog.findChildren<TableView *>();
    const auto table = [&](const QString &name) -> const QAbstractItemModel & {
        for (const auto *each : tables) {
            if (each->accessibleName() == name)
                return *each->model();
        }
        qFatal("no such table");
    };
    const QAbstractItemModel &steps = table(QStringLiteral("Steps"));
    QCOMPARE(steps.rowCount(), 2);
    QCOMPARE(steps.index(0, 2).data().toString(), QStringLiteral("–"));
    QCOMPARE(steps.index(0, 3).data().toString(), QStringLiteral("None"));
    QCOMPARE(steps.index(1, 2).data().toString(), QStringLiteral("842"));
    QCOMPARE(steps.index(1, 3).data().toString(), QStringLiteral("ROW EXCLUSIVE"));
    QCOMPARE(steps.index(1, 4).data().toString(), QStringLiteral("0.2 s"));
    const QAbstractItemModel &rows = table(QStringLiteral("Rows per table"));
    QCOMPARE(rows.rowCount(), 2);
    QCOMPARE(rows.index(1, 0).data().toString(), QStringLiteral("public.notes"));
    const QAbstractItemModel &locks = table(QStringLiteral("Locks"));
    QCOMPARE(locks.rowCount(), 1);
    QVERIFY(locks.index(0, 1).data().toString().contains(QStringLiteral("public.items")));
    QVERIFY(
        dialog.findChild<SqlView *>()->toPlainText().contains(QStringLiteral("WHERE id = $1;")));
    QCOMPARE(dialog.findChild<DialogTarget *>()->summary(),
             QStringLiteral("Target local, localhost:5432, acme_tracker, PostgreSQL 15.20, "
                            "Fingerprint matches"));
    button(dialog, QStringLiteral("Copy plan"))->click();
    const QString copied = QApplication::clipboard()->text();
    QVERIFY(copied.contains(QStringLiteral("2. Write depth and path, 842 rows")));
    QVERIFY(copied.contains(QStringLiteral("Before it runs:\nA yes. It is a warning only.\n"
                                           "No backup is needed first.")));
    QVERIFY(copied.contains(QString::fromLatin1(dialog.shown().plan.hash())));
}

void PlanDialogTest::asksForTheName()
{
    PlanDialog dialog(sample(QStringLiteral("staging"), true, Requirement::TypeName));
    QSignalSpy accepted(&dialog, &QDialog::accepted);
    dialog.open();
    auto *field = dialog.findChild<QLineEdit *>();
    auto *action = button(dialog, QStringLiteral("Repair 842 items"));
    QTRY_VERIFY(field->hasFocus());
    QVERIFY(!action->isEnabled());
    QTest::keyClicks(field, QStringLiteral("stagin"));
    QVERIFY(!action->isEnabled());
    QTest::keyClick(field, Qt::Key_Return);
    QVERIFY(dialog.isVisible());
    QTest::keyClicks(field, QStringLiteral("gg"));
    QVERIFY(!action->isEnabled());
    QTest::keyClick(field, Qt::Key_Backspace);
    QVERIFY(action->isEnabled());
    QTest::keyClick(field, Qt::Key_Return);
    QCOMPARE(accepted.count(), 1);
    QCOMPARE(dialog.typedName(), QStringLiteral("staging"));
}

void PlanDialogTest::isAgreedToByAClick()
{
    PlanDialog dialog(sample(QStringLiteral("local"), false, Requirement::Yes));
    QSignalSpy accepted(&dialog, &QDialog::accepted);
    QSignalSpy rejected(&dialog, &QDialog::rejected);
    dialog.open();
    QVERIFY(!dialog.findChild<QLineEdit *>());
    // Whoever presses Return without reading changes nothing.
    QTRY_VERIFY(button(dialog, QStringLiteral("Cancel"))->hasFocus());
    QTest::keyClick(dialog.focusWidget(), Qt::Key_Return);
    QCOMPARE(rejected.count(), 1);
    QCOMPARE(accepted.count(), 0);
    dialog.open();
    QTest::mouseClick(button(dialog, QStringLiteral("Repair 842 items")), Qt::LeftButton);
    QCOMPARE(accepted.count(), 1);
}

/// Only a backup that is offered can be left out, and what is agreed to is the plan without it.
void PlanDialogTest::leavesABackupOut()
{
    const QString box = QStringLiteral("withoutBackup");
    ShownPlan shown = sample(QStringLiteral("local"), false, Requirement::Yes);
    QVERIFY(!PlanDialog(shown).findChild<QCheckBox *>(box));
    shown.withoutBackup = shown.plan;
    shown.withoutBackup->steps.erase(shown.withoutBackup->steps.begin());
    shown.withoutBackup->backupNote = QStringLiteral("No backup first: it was declined.");
    ShownPlan refused = shown;
    refused.requirement = Requirement::Refused;
    QVERIFY(!PlanDialog(refused).findChild<QCheckBox *>(box));
    PlanDialog dialog(shown);
    dialog.open();
    auto *without = dialog.findChild<QCheckBox *>(box);
    QVERIFY(without && without->isVisible() && !without->isChecked());
    QVERIFY(!dialog.leavesBackupOut());
    QCOMPARE(dialog.plan().hash(), shown.plan.hash());
    without->click();
    QVERIFY(dialog.leavesBackupOut());
    QCOMPARE(dialog.plan().hash(), shown.withoutBackup->hash());
    button(dialog, QStringLiteral("Copy plan"))->click();
    QVERIFY(QApplication::clipboard()->text().contains(QStringLiteral("it was declined")));
    without->click();
    QCOMPARE(dialog.plan().hash(), shown.plan.hash());
}

void PlanDialogTest::refusesWithACommand()
{
    ShownPlan shown = sample(QStringLiteral("production"), true, Requirement::Refused);
    shown.plan.loses = {QStringLiteral("12 rows of public.items")};
    shown.refusal = QStringLiteral("production is protected.");
    shown.pipelineMay = true;
    PlanDialog dialog(shown);
    dialog.open();
    QVERIFY(!dialog.findChild<QLineEdit *>());
    QVERIFY(!button(dialog, QStringLiteral("Repair 842 items")));
    QTRY_VERIFY(button(dialog, QStringLiteral("Close"))->hasFocus());
    button(dialog, QStringLiteral("Copy command"))->click();
    QCOMPARE(QApplication::clipboard()->text(),
             QStringLiteral("arboristctl --target production repair orphans --hierarchy "
                            "public.items -o 'it'\\''s 7' --orphans delete --confirm production"));

    // Where nobody may write there is no command.
    shown.pipelineMay = false;
    PlanDialog readOnly(shown);
    QVERIFY(!button(readOnly, QStringLiteral("Copy command")));
}

void PlanDialogTest::fitsEveryPlan_data()
{
    QTest::addColumn<int>("steps");
    for (const int steps : {0, 1, 7, 12, 300})
        QTest::addRow("%d steps", steps) << steps;
}

void PlanDialogTest::fitsEveryPlan()
{
    QFETCH(int, steps);
    ShownPlan shown = sample(QStringLiteral("local"), false, Requirement::TypeName);
    shown.plan.steps.resize(size_t(steps));
    for (int i = 0; i < steps; ++i)
        shown.plan.loses << QStringLiteral("a rather long line about what will be gone %1").arg(i);
    PlanDialog dialog(shown);
    dialog.open();
    QVERIFY(dialog.height() <= 768);
    QString words;
    for (const QLabel *label : dialog.findChildren<QLabel *>())
        words += label->text();
    QCOMPARE(words.contains(QStringLiteral("290 more")), steps == 300);
    QCOMPARE(words.contains(QStringLiteral("gone 299")), false);
    button(dialog, QStringLiteral("Copy plan"))->click();
    QCOMPARE(QApplication::clipboard()->text().contains(QStringLiteral("gone 299")), steps == 300);
    auto *action = button(dialog, QStringLiteral("Repair 842 items"));
    QVERIFY(dialog.rect().contains(QRect(action->mapTo(&dialog, QPoint()), action->size())));
}

void PlanDialogTest::colours()
{
    SqlView view;
    view.setSql(QStringLiteral("-- note\nselect 'it' from t where n = 12"));
    const auto colourAt = [&view](int line, int at) {
        for (const auto &range : view.document()->findBlockByNumber(line).layout()->formats()) {
            if (at >= range.start && at < range.start + range.length)
                return range.format.foreground().color();
        }
        return QColor();
    };
    for (const ColourScheme scheme : {ColourScheme::Light, ColourScheme::Dark}) {
        Theme::apply(scheme);
        const Theme &theme = Theme::current();
        QTRY_COMPARE(colourAt(0, 3), theme.text2);
        QCOMPARE(colourAt(1, 0), theme.textIn(Tone::Info));
        QCOMPARE(colourAt(1, 8), theme.textIn(Tone::Ok));
        QCOMPARE(colourAt(1, 29), theme.textIn(Tone::Drift));
        QCOMPARE(colourAt(1, 17), QColor());
    }
    Theme::apply(ColourScheme::Light);
}

QTEST_MAIN(PlanDialogTest)
#include "plan_dialog_test.moc"
