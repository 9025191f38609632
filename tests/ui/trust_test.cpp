// SPDX-License-Identifier: GPL-3.0-or-later
// A stage leads to another database: told, accepted or not, in the real window.
#include "services/core/run_log.h"
#include "tests/ui/window_fixture.h"
#include "ui/operations/operation_flow.h"
#include "ui/operations/plan_dialog.h"
#include "ui/shell/stage_monitor.h"
#include "ui/stages/stages_page.h"
#include "ui/stages/trust_request.h"
#include "ui/widgets/note.h"
#include <QLineEdit>
#include <QPushButton>
#include <QTest>

using namespace arborist;
using Verdict = stages::FingerprintVerdict;

namespace {
constexpr int patience = 60'000;
const QString kLocal = QStringLiteral("local");
const QString kStaging = QStringLiteral("staging");
} // namespace

class TrustTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { m_project = std::make_unique<ProjectFixture>(); }
    void init();
    void cleanup();
    void cleanupTestCase() { m_project.reset(); }

    void accepts();
    void cancels();
    void aProtectedStageWantsItsName();
    void refused();

private:
    StagesPage &page() const { return *m_fixture->window->findChild<StagesPage *>(); }
    QPushButton &trustButton() const
    {
        return *buttonIn(*m_fixture->window, "Trust this database…");
    }
    stages::FingerprintVerdict verdict(const QString &stage) const
    {
        const auto finding = m_fixture->session.monitor().fingerprint(stage).finding;
        return finding ? finding->verdict : Verdict::FirstContact;
    }
    /// The stage local leads to that database, and the window has seen it.
    void lead(const char *database) const
    {
        m_project->pointLocalTo(database);
        QTRY_COMPARE_WITH_TIMEOUT(verdict(kLocal), Verdict::OtherDatabase, patience);
        m_fixture->waitForChecks();
    }
    PlanDialog &ask(const QString &stage) const
    {
        page().selectStage(stage);
        trustButton().click();
        [this] {
            QTRY_VERIFY_WITH_TIMEOUT(page().flow().dialog() && page().flow().dialog()->isVisible(),
                                     patience);
        }();
        return *page().flow().dialog();
    }

    std::unique_ptr<ProjectFixture> m_project;
    std::unique_ptr<WindowFixture> m_fixture;
};

void TrustTest::init()
{
    m_project->reset();
    m_fixture = std::make_unique<WindowFixture>();
    m_fixture->open(m_project->folder());
    m_fixture->waitForChecks();
}

void TrustTest::cleanup()
{
    m_fixture->waitForChecks();
    m_fixture.reset();
}

void TrustTest::accepts()
{
    page().selectStage(kLocal);
    QVERIFY(!trustButton().isVisibleTo(m_fixture->window.get())); // nothing is different yet
    lead("tracker_new");
    PlanDialog &dialog = ask(kLocal);
    QVERIFY2(dialog.shown().sentence.contains(u"tracker_new"), qPrintable(dialog.shown().sentence));
    const QString step = dialog.shown().plan.steps.front().title;
    QVERIFY2(step.contains(u"in place of tracker_local"), qPrintable(step));
    QPushButton *trust = buttonIn(dialog, "Trust database");
    QVERIFY(trust && trust->isEnabled());
    trust->click();
    QTRY_COMPARE_WITH_TIMEOUT(verdict(kLocal), Verdict::Known, patience);
    QCOMPARE(m_fixture->session.monitor().fingerprint(kLocal).onRecord->database,
             QStringLiteral("tracker_new"));
    m_fixture->waitForChecks();
    QTRY_VERIFY(!trustButton().isVisibleTo(m_fixture->window.get()));
    const auto runs = RunLog().runs();
    QCOMPARE(runs.size(), 1U);
    QCOMPARE(runs.front().operation, QStringLiteral("stages trust"));
    QVERIFY(runs.front().outcome == Report::Result::Succeeded);
    QVERIFY(m_project->read(QStringLiteral("arborist.lock")).isEmpty());
}

void TrustTest::cancels()
{
    lead("tracker_new");
    PlanDialog &dialog = ask(kLocal);
    dialog.reject();
    QTRY_VERIFY(!page().flow().dialog());
    m_fixture->session.monitor().checkAll();
    m_fixture->waitForChecks();
    QCOMPARE(verdict(kLocal), Verdict::OtherDatabase);
    QVERIFY(trustButton().isVisibleTo(m_fixture->window.get()));
    QVERIFY(RunLog().runs().empty());
}

void TrustTest::aProtectedStageWantsItsName()
{
    PlanDialog &dialog = ask(kStaging);
    QPushButton *trust = buttonIn(dialog, "Trust database");
    auto *field = dialog.findChild<QLineEdit *>();
    QVERIFY(trust && field);
    QVERIFY(!trust->isEnabled());
    field->setText(kLocal);
    QVERIFY(!trust->isEnabled());
    field->setText(kStaging);
    QVERIFY(trust->isEnabled());
    trust->click();
    QTRY_VERIFY_WITH_TIMEOUT(
        m_project->read(QStringLiteral("arborist.lock")).contains("[stages.staging]"), patience);
    QTRY_VERIFY_WITH_TIMEOUT(!page().flow().isBusy(), patience);
    m_fixture->waitForChecks();
    QVERIFY(m_fixture->session.monitor().fingerprint(kStaging).onRecord->committed);
    QTRY_VERIFY(!trustButton().isVisibleTo(m_fixture->window.get()));
}

void TrustTest::refused()
{
    lead("tracker_staging");
    page().selectStage(kLocal);
    // It is not offered ...
    QVERIFY(!trustButton().isVisibleTo(m_fixture->window.get()));
    // ... and is refused where it is asked for nevertheless.
    page().flow().start(*m_fixture->session.workspace()->stage(kLocal),
                        trustRequest(m_fixture->session.workspace(), kLocal));
    auto *note = page().findChild<Note *>();
    QTRY_VERIFY_WITH_TIMEOUT(note->isVisible(), patience);
    QVERIFY(!page().flow().dialog()); // nobody is asked to agree to it
    QVERIFY2(textIn(*note).contains(u"staging is protected"), qPrintable(textIn(*note)));
    QTRY_VERIFY_WITH_TIMEOUT(!RunLog().runs().empty(), patience);
    QVERIFY(RunLog().runs().front().outcome == Report::Result::Refused);
    m_fixture->session.monitor().checkAll();
    m_fixture->waitForChecks();
    QCOMPARE(verdict(kLocal), Verdict::OtherDatabase);
}

QTEST_MAIN(TrustTest)
#include "trust_test.moc"
