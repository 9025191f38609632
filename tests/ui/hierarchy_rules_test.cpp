// SPDX-License-Identifier: GPL-3.0-or-later
// Rules that the data do not tell, in the window: asked for, chosen, kept, found out again.
#include "services/hierarchy/rule_store.h"
#include "services/stages/fingerprint_store.h"
#include "tests/ui/hierarchy_window.h"
#include "ui/hierarchy/hierarchy_repairs.h"
#include "ui/hierarchy/rules_dialog.h"
#include "ui/operations/operation_flow.h"
#include <QCheckBox>
#include <QComboBox>
#include <QToolButton>

using namespace arborist;
using namespace arborist::hierarchy;

class HierarchyRulesTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase() { m_place = std::make_unique<HierarchyPlace>(); }
    void cleanupTestCase() { m_place.reset(); }
    void asksChoosesAndKeeps();
    void showsWhatIsDeclared();
    void takesAChoiceThoughAnotherScanCameBetween();

private:
    /// With sums of which a third follows no rule.
    postgres::ConnectionInfo unclear(const QString &name)
    {
        return m_place->tracker(name, 3'000,
                                "UPDATE items SET estimate_sum = estimate_sum + 1 WHERE id % 3 = 0;"
                                "ALTER TABLE items DROP progress, DROP min_start, DROP max_end");
    }
    static const RuleFit &sum(HierarchyWindow &window)
    {
        return *std::ranges::find(window.page.snapshot()->rules(), Kind::R4, &RuleFit::kind);
    }
    static RulesDialog *open(HierarchyWindow &window)
    {
        window.page.findChild<QToolButton *>(QStringLiteral("rules"))->click();
        return window.page.findChild<RulesDialog *>();
    }
    static QComboBox *combo(RulesDialog *dialog)
    {
        return dialog->findChild<QComboBox *>(QStringLiteral("estimate_sum"));
    }
    static void accept(HierarchyWindow &window, RulesDialog *dialog)
    {
        QSignalSpy scanned(&window.page, &HierarchyPage::scanned);
        window.press(dialog, QStringLiteral("Scan again"));
        QTRY_VERIFY_WITH_TIMEOUT(!scanned.isEmpty(), kPatience);
        window.settle();
    }
    static QMap<QString, RuleSettings> kept(HierarchyWindow &window)
    {
        return RuleStore().rules(stages::recordKey(*window.session().workspace()));
    }

    std::unique_ptr<HierarchyPlace> m_place;
};

void HierarchyRulesTest::asksChoosesAndKeeps()
{
    const auto info = unclear(QStringLiteral("unclear"));
    {
        HierarchyWindow window(info);
        QVERIFY(!window.page.findChild<QToolButton *>(QStringLiteral("rules"))->isEnabled());
        window.scan();
        QVERIFY(!sum(window).known);
        QCOMPARE(window.strip(), QStringLiteral("Rule unclear, not compared: estimate_sum."));
        auto *strip = window.page.findChild<FilterStrip *>();
        window.press(strip, QStringLiteral("Choose…"));
        auto *dialog = window.page.findChild<RulesDialog *>();
        QVERIFY(dialog);
        QCOMPARE(combo(dialog)->currentText(), QStringLiteral("Leave it open"));
        QVERIFY(combo(dialog)->itemText(1).contains(QStringLiteral("% agree")));
        QVERIFY(dialog->choice().chosen.isEmpty());
        combo(dialog)->setCurrentIndex(1);
        accept(window, dialog);
        QVERIFY(sum(window).known);
        QVERIFY(sum(window).source == RuleSource::Chosen);
        QVERIFY(window.page.snapshot()->drift()[size_t(Kind::R4)].items > 500);
        QVERIFY(window.strip().startsWith(QStringLiteral("Rule chosen for now: estimate_sum = ")));
        QVERIFY(kept(window).isEmpty());

        // A repair works by the rule that is shown.
        QSignalSpy opened(&window.page.repairs().flow(), &OperationFlow::dialogOpened);
        window.page.repairAgain(QStringLiteral("repair aggregations"), {});
        QTRY_COMPARE_WITH_TIMEOUT(opened.count(), 1, kPatience);
        PlanDialog *plan = window.page.repairs().flow().dialog();
        QVERIFY(plan->shown().plan.request[u"rules"][u"estimate_sum"].toString() ==
                sum(window).rule);
        plan->reject();

        window.press(strip, QStringLiteral("Keep…"));
        dialog = window.page.findChild<RulesDialog *>();
        dialog->findChild<QCheckBox *>()->setChecked(true);
        accept(window, dialog);
        QVERIFY(sum(window).source == RuleSource::Kept);
        QTRY_VERIFY_WITH_TIMEOUT(!kept(window).isEmpty(), kPatience);
        QVERIFY(!strip->isVisible());
    }
    HierarchyWindow window(info); // another day
    window.scan();
    QVERIFY(sum(window).known && sum(window).source == RuleSource::Kept);
    RulesDialog *dialog = open(window);
    QVERIFY(window.says(dialog, QStringLiteral("kept on this machine")));
    combo(dialog)->setCurrentIndex(1); // to be found out again
    accept(window, dialog);
    QVERIFY(!sum(window).known && sum(window).source == RuleSource::Fitted);
    QTRY_VERIFY_WITH_TIMEOUT(kept(window).isEmpty(), kPatience);
}

void HierarchyRulesTest::showsWhatIsDeclared()
{
    const auto info = unclear(QStringLiteral("declared"));
    const QString folder = m_place->file(QStringLiteral("project"));
    QVERIFY(QDir().mkpath(folder));
    QFile file(folder + QStringLiteral("/arborist.toml"));
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write("[stages.local]\nurl = \"" + info.toUrl().toUtf8() +
               "\"\n[[hierarchy]]\ntable = \"items\"\nestimate = \"estimate\"\n"
               "[hierarchy.derived]\nestimate_sum = \"estimate_sum\"\n"
               "[hierarchy.rules]\nestimate_sum = \"own+descendants\"\n");
    file.close();
    HierarchyWindow window([folder] { return stages::Workspace::open(folder); }, folder);
    window.scan();
    RulesDialog *dialog = open(window);
    QVERIFY(window.says(dialog, QStringLiteral("declared in arborist.toml")));
    QVERIFY(!combo(dialog)->isEnabled());
    dialog->reject();
}

void HierarchyRulesTest::takesAChoiceThoughAnotherScanCameBetween()
{
    HierarchyWindow window(unclear(QStringLiteral("another")));
    window.scan();
    RulesDialog *dialog = open(window);
    combo(dialog)->setCurrentIndex(1);
    window.scan(); // after a repair, say
    accept(window, dialog);
    QVERIFY(sum(window).known && sum(window).source == RuleSource::Chosen);
}

QTEST_MAIN(HierarchyRulesTest)
#include "hierarchy_rules_test.moc"
