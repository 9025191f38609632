// SPDX-License-Identifier: GPL-3.0-or-later
// Which migration is where: what the timeline, its heading and the page's status line say.
#include "models/common/filter_proxy.h"
#include "models/migrations/duration_groups.h"
#include "models/migrations/migrations_summary.h"
#include "models/migrations/stage_state_model.h"
#include "models/migrations/state_look.h"
#include "models/migrations/timeline_model.h"
#include <QAbstractItemModelTester>
#include <QSet>
#include <QSignalSpy>
#include <QTest>

using namespace arborist;
using migrations::State;

namespace {

MigrationSetPtr someSet(int count)
{
    migrations::MigrationSet set;
    set.tool = migrations::Tool::Drizzle;
    set.shown = QStringLiteral("backend/drizzle");
    for (int i = 0; i < count; ++i) {
        migrations::Migration each;
        each.id = each.name = QStringLiteral("%1_change").arg(i, 4, 10, QLatin1Char('0'));
        each.order = 1'790'000'000'000 + i;
        set.migrations.push_back(each);
    }
    return std::make_shared<const migrations::MigrationSet>(set);
}

/// The first ones have these states, the others are applied.
StageReading someStage(const QString &name, int count, const std::vector<State> &newest)
{
    StageReading reading;
    reading.stage.name = name;
    reading.stage.colour = QStringLiteral("green");
    reading.state = StageReading::State::Read;
    migrations::SetStatus status;
    status.ledger.exists = true;
    for (int i = 0; i < count; ++i) {
        migrations::MigrationStatus each;
        each.index = i;
        const int fromEnd = count - 1 - i;
        each.state = size_t(fromEnd) < newest.size() ? newest[size_t(fromEnd)] : State::Applied;
        status.applied += state_look::isApplied(each.state);
        status.pending += each.state == State::Pending;
        status.migrations.push_back(each);
    }
    reading.status = status;
    return reading;
}

StageReading unreachable(const QString &name)
{
    StageReading reading;
    reading.stage.name = name;
    reading.state = StageReading::State::Failed;
    reading.error = Error(QStringLiteral("No answer within 5 s."), QStringLiteral("Try again."));
    return reading;
}

QString head(const TimelineModel &model, int column, int role)
{
    return model.headerData(column, Qt::Horizontal, role).toString();
}

} // namespace

class MigrationTimelineTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void keepsTheRulesOfModels()
    {
        TimelineModel model;
        const QAbstractItemModelTester tester(
            &model, QAbstractItemModelTester::FailureReportingMode::QtTest);
        FilterProxy proxy;
        proxy.setSourceModel(&model);
        const QAbstractItemModelTester proxyTester(
            &proxy, QAbstractItemModelTester::FailureReportingMode::QtTest);
        model.setSet(someSet(5));
        model.setStages(
            {someStage(QStringLiteral("local"), 5, {}), unreachable(QStringLiteral("staging"))});
        proxy.sort(1);
        model.setReading(someStage(QStringLiteral("staging"), 5, {State::Pending}));
        model.setReading(someStage(QStringLiteral("unknown"), 5, {}));
        QCOMPARE(proxy.rowCount(), 5);
        model.setSet(nullptr);
        QCOMPARE(proxy.rowCount(), 0);
    }

    void putsTheNewestOnTop()
    {
        TimelineModel model;
        model.setSet(someSet(3));
        model.setStages({someStage(QStringLiteral("local"), 3, {}),
                         someStage(QStringLiteral("staging"), 3, {State::Pending, State::Edited})});
        QCOMPARE(model.index(0, 0).data().toString(), QStringLiteral("0002_change"));
        QCOMPARE(model.migrationAt(0), qsizetype(2));
        QCOMPARE(model.rowOf(0), 2);
        QCOMPARE(model.index(0, 1).data().toString(), QStringLiteral("Applied"));
        QCOMPARE(model.index(0, 2).data().toString(), QStringLiteral("Pending"));
        QCOMPARE(model.index(1, 2).data(GlyphRole).toInt(), int(Glyph::Drift));
        QCOMPARE(model.index(1, 2).data(Qt::AccessibleTextRole).toString(),
                 QStringLiteral("0001_change on staging: Edited"));
        // Ascending by name is the timeline's own order, in a stage's column the state decides.
        FilterProxy proxy;
        proxy.setSourceModel(&model);
        proxy.sort(0);
        QCOMPARE(proxy.index(0, 0).data().toString(), QStringLiteral("0002_change"));
        proxy.sort(2);
        QCOMPARE(proxy.index(0, 0).data().toString(), QStringLiteral("0000_change"));
    }

    void tellsStatesApartByShapeAndWord()
    {
        QSet<int> shapes;
        QSet<QString> words;
        for (const State state : state_look::all) {
            shapes.insert(int(state_look::glyph(state)));
            words.insert(state_look::word(state));
            QVERIFY(!state_look::meaning(state).isEmpty());
        }
        QCOMPARE(shapes.size(), qsizetype(std::size(state_look::all)));
        QCOMPARE(words.size(), qsizetype(std::size(state_look::all)));
    }

    void keepsTheOthersWhereAStageCannotBeReached()
    {
        TimelineModel model;
        model.setSet(someSet(3));
        StageReading reading;
        reading.stage.name = QStringLiteral("production");
        reading.state = StageReading::State::Reading;
        model.setStages({someStage(QStringLiteral("local"), 3, {State::Pending}),
                         unreachable(QStringLiteral("staging")), reading});
        QCOMPARE(head(model, 1, SecondLineRole), QStringLiteral("1 pending"));
        QCOMPARE(head(model, 2, SecondLineRole), QStringLiteral("No answer"));
        QCOMPARE(head(model, 2, ToneRole).toInt(), int(Tone::Danger));
        QVERIFY(head(model, 2, Qt::ToolTipRole).contains(QStringLiteral("within 5 s")));
        QCOMPARE(head(model, 3, SecondLineRole), QStringLiteral("Reading…"));
        QCOMPARE(model.index(0, 2).data().toString(), QStringLiteral("–"));
        QVERIFY(!model.index(0, 2).data(TimelineModel::StateRole).isValid());
        // What was known stays while it is read again, or does not answer any more.
        QSignalSpy changed(&model, &TimelineModel::dataChanged);
        StageReading lost = someStage(QStringLiteral("local"), 3, {State::Pending});
        lost.state = StageReading::State::Failed;
        model.setReading(lost);
        QCOMPARE(changed.count(), 1);
        QCOMPARE(model.index(0, 1).data().toString(), QStringLiteral("Pending"));
        QCOMPARE(head(model, 1, SecondLineRole), QStringLiteral("No answer"));
    }

    void sumsUp()
    {
        const MigrationSetPtr set = someSet(8);
        const StageReading local = someStage(QStringLiteral("local"), 8, {});
        const StageReading staging = someStage(
            QStringLiteral("staging"), 8,
            {State::Pending, State::Pending, State::Pending, State::Edited, State::Skipped});
        MigrationsSummary summary = summaryOf(*set, {local, staging}, QStringLiteral("staging"));
        QCOMPARE(summary.text,
                 QStringLiteral("3 pending on staging; 1 edited after it was applied, 1 skipped"));
        QVERIFY(summary.attention);
        QCOMPARE(summary.glyph, Glyph::Drift);
        summary = summaryOf(*set, {local, staging}, QStringLiteral("local"));
        QCOMPARE(summary.text, QStringLiteral("Nothing pending on local; 3 pending, 1 edited after "
                                              "it was applied, 1 skipped on staging"));
        summary = summaryOf(*set, {local}, QStringLiteral("local"));
        QCOMPARE(summary.text, QStringLiteral("Nothing pending on local"));
        QVERIFY(!summary.attention);
        QCOMPARE(summary.glyph, Glyph::Ok);
        summary = summaryOf(*set, {unreachable(QStringLiteral("local"))}, QStringLiteral("local"));
        QCOMPARE(summary.text, QStringLiteral("local does not answer"));
        QCOMPARE(summary.glyph, Glyph::Failed);
        migrations::MigrationSet broken = *set;
        broken.problems.push_back({QStringLiteral("journal-conflict"),
                                   migrations::Severity::Error,
                                   {},
                                   {},
                                   QStringLiteral("x"),
                                   {}});
        summary = summaryOf(broken, {local}, QStringLiteral("local"));
        QVERIFY(summary.text.startsWith(QStringLiteral("The folder has to be mended; ")));
        QCOMPARE(metaOf(*set), QStringLiteral("Drizzle, backend/drizzle, 8 migrations"));
    }

    void guessesHowLongItTakes()
    {
        const MigrationSetPtr set = someSet(3);
        StageReading local = someStage(QStringLiteral("local"), 3, {});
        const QDateTime at = QDateTime::currentDateTime();
        local.times.insert(QStringLiteral("0002_change"), {at, 31'400});
        const StageReading staging = someStage(QStringLiteral("staging"), 3, {State::Pending});
        const std::vector<StageReading> stages{local, staging};
        QCOMPARE(tookOn(stages, 0, 2, QStringLiteral("0002_change")).ms, 31'400);
        const Took guess = tookOn(stages, 1, 2, QStringLiteral("0002_change"));
        QCOMPARE(guess.ms, 31'400);
        QVERIFY(guess.estimated);
        QVERIFY(tookOn(stages, 1, 1, QStringLiteral("0001_change")).ms < 0);
        // An applied one is not guessed.
        QVERIFY(tookOn({someStage(QStringLiteral("other"), 3, {}), local}, 0, 2,
                       QStringLiteral("0002_change"))
                    .ms < 0);
        StageStateModel model;
        const QAbstractItemModelTester tester(
            &model, QAbstractItemModelTester::FailureReportingMode::QtTest);
        model.show(stages, 2, QStringLiteral("0002_change"));
        const auto cell = [&model](int row, int column) {
            return model.index(row, column).data().toString();
        };
        QCOMPARE(cell(0, StageStateModel::StateColumn), QStringLiteral("Applied"));
        QCOMPARE(cell(0, StageStateModel::TookColumn), QStringLiteral("31 s"));
        QVERIFY(cell(0, StageStateModel::AppliedColumn) != QStringLiteral("–"));
        QCOMPARE(cell(1, StageStateModel::TookColumn), QStringLiteral("≈ 31 s"));
        QCOMPARE(cell(1, StageStateModel::AppliedColumn), QStringLiteral("–"));
    }

    void showsDurationsAroundTheSelectedOne()
    {
        const MigrationSetPtr set = someSet(40);
        StageReading local = someStage(QStringLiteral("local"), 40, {});
        for (int i = 10; i < 40; ++i)
            local.times.insert(set->migrations[size_t(i)].name, {QDateTime(), i});
        const auto all = durationGroups(*set, {local}, -1, 100);
        QCOMPARE(all.size(), size_t(30));
        QCOMPARE(all.front().label, QStringLiteral("0010"));
        const auto newest = durationGroups(*set, {local}, -1, 6);
        QCOMPARE(newest.size(), size_t(6));
        QCOMPARE(newest.back().migration, qsizetype(39));
        const auto around = durationGroups(*set, {local}, 20, 6);
        QCOMPARE(around.back().migration, qsizetype(22));
        QCOMPARE(durationGroups(*set, {local}, 10, 6).front().migration, qsizetype(10));
        QCOMPARE(shortName(QStringLiteral("20261121001040_init")), QStringLiteral("init"));
        QCOMPARE(shortName(QStringLiteral("0045_items_progress")), QStringLiteral("0045"));
        QCOMPARE(shortName(QStringLiteral("CreateUsersTable1700000000000")),
                 QStringLiteral("CreateU…"));
    }
};

QTEST_GUILESS_MAIN(MigrationTimelineTest)
#include "migration_timeline_test.moc"
