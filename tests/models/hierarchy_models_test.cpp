// SPDX-License-Identifier: GPL-3.0-or-later
// The lists, tables and texts beside the item tree, over a real scan.
#include "models/hierarchy/drift_by_kind_model.h"
#include "models/hierarchy/drift_by_organization_model.h"
#include "models/hierarchy/drift_origin.h"
#include "models/hierarchy/drift_over_time_model.h"
#include "models/hierarchy/findings_text.h"
#include "models/hierarchy/item_fields.h"
#include "models/hierarchy/item_text.h"
#include "models/hierarchy/kind_model.h"
#include "models/hierarchy/organization_model.h"
#include "services/core/error.h"
#include "tests/models/scanned_table.h"
#include <QAbstractItemModelTester>
#include <QBuffer>
#include <QSignalSpy>
#include <QTest>
#include <memory>

using namespace arborist;
using namespace arborist::hierarchy;

namespace {

constexpr auto kFailAsTest = QAbstractItemModelTester::FailureReportingMode::QtTest;

/// A little tree of known values: 4 below 3 below 2 below 1, and 5 in another organization. The sum
/// of 3 is 10 too high; 2 and 1 have inherited that. The depth of 2 is off, and 3 and 4 follow it.
constexpr auto kRows =
    "INSERT INTO small (id, parent_id, organization_id, title, status, position, estimate,"
    "  start_date, end_date, depth, path, child_count, descendant_count, done_count, estimate_sum,"
    "  progress, min_start, max_end, updated_at) VALUES"
    " (1, NULL, 1, 'Fleet platform', 'in_progress', 1, 4, NULL, NULL, 0, '1', 1, 3, 1, 20, 30,"
    "  '2026-02-01', '2026-05-01', '2020-01-01'),"
    " (2, 1, 1, 'Carrier, \"onboarding\"', 'in_progress', 1, 2, NULL, NULL, 5, '1/2', 1, 2, 1, 16,"
    "  50, '2026-02-01', '2026-05-01', '2020-01-01'),"
    " (3, 2, 1, 'Document checks', 'open', 1, 1, NULL, NULL, 6, '1/2/3', 1, 1, 1, 14, 75,"
    "  '2026-02-01', '2026-05-01', '2020-01-01'),"
    " (4, 3, 1, 'Insurance proofs', 'done', 1, 3, '2026-02-01', '2026-05-01', 7, '1/2/3/4', 0, 0, "
    "0,"
    "  3, 100, '2026-02-01', '2026-05-01', '2020-01-01'),"
    " (5, NULL, 2, 'Recipes', 'blocked', 1, 1, '2026-08-01', '2026-07-01', 0, '5', 0, 0, 0, 1, 0,"
    "  '2026-07-01', '2026-08-01', '2020-01-01')";

} // namespace

class HierarchyModelsTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase();
    void listsOrganizations();
    void listsKinds();
    void tabulatesDrift();
    void tabulatesPastScans();
    void tellsWhatHasChangedSinceTheLastScan();
    void marksRepairs();
    void comparesFields();
    void tellsWhereDriftBegan();
    void writesFindings();
    void writesLinesThatSpreadsheetsRead();
    void scalesDatesToYears();
    void shapesStatuses();
    void readsDetailsInBatches();
    void forgetsOldDetails();
    void asksAgainAfterAFailure();

private:
    std::unique_ptr<TestCluster> m_cluster;
    std::unique_ptr<ScannedTable> m_table;
};

void HierarchyModelsTest::initTestCase()
{
    m_cluster = std::make_unique<TestCluster>();
    m_cluster->createDatabase(QStringLiteral("tracker"));
    m_table =
        std::make_unique<ScannedTable>(*m_cluster, QStringLiteral("tracker"), "small", kRows, true);
    QCOMPARE(m_table->snapshot->size(), 5);
}

void HierarchyModelsTest::listsOrganizations()
{
    OrganizationModel drifted(OrganizationModel::Include::Drifted);
    OrganizationModel all(OrganizationModel::Include::All);
    const QAbstractItemModelTester tester(&drifted, kFailAsTest);
    const QAbstractItemModelTester allTester(&all, kFailAsTest);
    QCOMPARE(drifted.rowCount(), 0);
    drifted.setSnapshot(m_table->snapshot);
    all.setSnapshot(m_table->snapshot);
    QCOMPARE(drifted.rowCount(), 3);
    QCOMPARE(drifted.index(0).data().toString(), QStringLiteral("All organizations"));
    QCOMPARE(drifted.index(1).data().toString(), QStringLiteral("Tavenport Logistics"));
    QCOMPARE(drifted.index(1).data(CountRole).toLongLong(), 4);
    QCOMPARE(drifted.index(1).data(BarShareRole).toDouble(), 1.0);
    QCOMPARE(drifted.index(2).data(CountRole).toLongLong(), 1);
    QCOMPARE(drifted.index(2).data(BarShareRole).toDouble(), 0.25);
    QVERIFY(!drifted.organizationAt(0).has_value());
    QCOMPARE(drifted.rowOf(drifted.organizationAt(2)), 2);
    QCOMPARE(all.index(1).data().toString(), QStringLiteral("Bramblewick Foods"));
    QCOMPARE(drifted.summary(), QStringLiteral("2 of 2"));
}

void HierarchyModelsTest::listsKinds()
{
    KindModel model;
    const QAbstractItemModelTester tester(&model, kFailAsTest);
    model.setSnapshot(m_table->snapshot);
    QStringList ids;
    for (int row = 0; row < model.rowCount(); ++row)
        ids << id(model.kindAt(row));
    QCOMPARE(ids, QStringList({QStringLiteral("D1"), QStringLiteral("R4"), QStringLiteral("Q1")}));
    QCOMPARE(model.index(0).data(CountRole).toLongLong(), 3);
    QCOMPARE(model.index(1).data(CountRole).toLongLong(), 3);
    QCOMPARE(model.rowOf(Kind::Q1), 2);
    QCOMPARE(model.rowOf(Kind::S1), -1);
    model.setSnapshot(m_table->snapshot, m_table->snapshot->organizationOf(m_table->item("5")));
    QCOMPARE(model.rowCount(), 1);
    QCOMPARE(model.index(0).data().toString(), QStringLiteral("Start after end"));
}

void HierarchyModelsTest::tabulatesDrift()
{
    DriftByKindModel byKind;
    DriftByOrganizationModel byOrganization;
    const QAbstractItemModelTester kindTester(&byKind, kFailAsTest);
    const QAbstractItemModelTester organizationTester(&byOrganization, kFailAsTest);
    byKind.setSnapshot(m_table->snapshot);
    byOrganization.setSnapshot(m_table->snapshot);
    QCOMPARE(byKind.rowCount(), 3);
    QCOMPARE(byKind.index(2, DriftByKindModel::IdColumn).data().toString(), QStringLiteral("Q1"));
    QCOMPARE(byKind.index(0, DriftByKindModel::ItemsColumn).data(SortRole).toLongLong(), 3);
    QCOMPARE(byKind.index(0, DriftByKindModel::OriginsColumn).data(SortRole).toLongLong(), 1);
    QCOMPARE(byOrganization.rowCount(), 2);
    QCOMPARE(byOrganization.index(0, DriftByOrganizationModel::ShareColumn).data().toString(),
             QStringLiteral("100.00 %"));
}

void HierarchyModelsTest::tabulatesPastScans()
{
    DriftOverTimeModel model;
    const QAbstractItemModelTester tester(&model, kFailAsTest);
    ScanRecord record;
    record.at = QDateTime(QDate(2026, 10, 22), QTime(12, 0), Qt::UTC);
    record.driftedItems = 40;
    record.kinds = {{QStringLiteral("R2"), 30},
                    {QStringLiteral("R4"), 12},
                    {QStringLiteral("S3"), 2},
                    {QStringLiteral("T1"), 5},
                    {QStringLiteral("Z9"), 99}};
    model.setScans({record, record});
    QCOMPARE(model.rowCount(), 2);
    QCOMPARE(model.findings(0, KindGroup::Counts), 42);
    QCOMPARE(model.findings(1, KindGroup::Structure), 2);
    QCOMPARE(model.index(0, DriftOverTimeModel::kTotalColumn).data(SortRole).toLongLong(), 49);
    QCOMPARE(model.timeAt(1), record.at);
    QBuffer buffer;
    QVERIFY(buffer.open(QIODevice::WriteOnly));
    tableWriter(model)(buffer, {});
    const QList<QByteArray> lines = buffer.data().split('\n');
    QCOMPARE(lines.size(), 1 + 2 + 1);
    QCOMPARE(lines[1], QByteArray("2026-10-22T12:00:00Z,2,0,5,42,0,49,40\r"));
}

void HierarchyModelsTest::tellsWhatHasChangedSinceTheLastScan()
{
    ScanRecord before;
    before.at = QDateTime(QDate(2026, 11, 21), QTime(14, 2));
    before.driftedItems = 40;
    before.kinds = {{QStringLiteral("R2"), 30}, {QStringLiteral("R4"), 12}};
    ScanRecord now = before;
    now.at = before.at.addSecs(3'600);
    now.driftedItems = 1'052;
    now.kinds = {{QStringLiteral("R2"), 1'030}, {QStringLiteral("S3"), 12}};
    QVERIFY(!ScanDifference::of({before}));
    const auto difference = ScanDifference::of({now, before, now});
    QVERIFY(difference);
    QCOMPARE(difference->items(), 1'012);
    QCOMPARE(difference->items(Kind::R4), -12);
    QCOMPARE(difference->items(Kind::D1), 0);
    QCOMPARE(difference->total(now.at), QStringLiteral("+1,012 since 14:02"));
    QCOMPARE(difference->inWords(now.at),
             QStringLiteral("+1,012 since 14:02: R2 +1,000, R4 −12, S3 +12"));
    QCOMPARE(difference->total(now.at.addDays(1)), QStringLiteral("+1,012 since 21 Nov 14:02"));
    QCOMPARE(ScanDifference::of({before, before})->inWords(now.at),
             QStringLiteral("unchanged since 14:02"));

    DriftByKindModel byKind;
    const QAbstractItemModelTester tester(&byKind, kFailAsTest);
    byKind.setSnapshot(m_table->snapshot);
    const auto change = [&](int row) {
        return byKind.index(row, DriftByKindModel::ChangeColumn).data().toString();
    };
    QCOMPARE(change(1), QString());
    byKind.setDifference(difference);
    QCOMPARE(byKind.index(1, DriftByKindModel::IdColumn).data().toString(), QStringLiteral("R4"));
    QCOMPARE(change(0), QStringLiteral("0"));
    QCOMPARE(change(1), QStringLiteral("−12"));
    byKind.setSnapshot(m_table->snapshot, 0U); // past scans do not tell organizations apart
    QCOMPARE(change(0), QString());
}

void HierarchyModelsTest::marksRepairs()
{
    Plan plan;
    plan.operation = QStringLiteral("repair aggregations");
    plan.tables = {{QStringLiteral("public.items"), 12}};
    RunRecord run;
    run.operation = plan.operation;
    run.plan = plan.toJson();
    run.finished = QDateTime(QDate(2026, 11, 9), QTime(14, 2));
    run.rows = 2'398;
    RunRecord undo = run;
    undo.operation = QStringLiteral("undo repair aggregations");
    undo.finished = run.finished.addSecs(60);
    undo.rows = 1;
    run.undoneBy = QStringLiteral("20261109-140300-aaaa");
    RunRecord nothing = run;
    nothing.rows = 0;
    RunRecord underWay = run;
    underWay.finished = {};
    const auto marks = repairMarks({underWay, undo, nothing, run}, QStringLiteral("public.items"));
    QCOMPARE(marks.size(), size_t(2));
    QCOMPARE(marks[0].run, QStringLiteral("Repair aggregations"));
    QCOMPARE(marks[0].text, QStringLiteral("2,398 rows changed, 9 Nov; taken back"));
    QCOMPARE(marks[0].at, run.finished);
    QCOMPARE(marks[1].run, QStringLiteral("Undo repair aggregations"));
    QCOMPARE(marks[1].text, QStringLiteral("1 row changed, 9 Nov"));
    QVERIFY(repairMarks({run}, QStringLiteral("public.folders")).empty());
}

void HierarchyModelsTest::comparesFields()
{
    Details details;
    details.path = QStringLiteral("1/2/3");
    const auto rows = fieldsOf(*m_table->snapshot, m_table->item("3"), &details);
    const auto row = [&](const QString &title, bool derived = true) {
        const auto found = std::ranges::find_if(rows, [&](const FieldRow &each) {
            return each.title == title && each.derived == derived;
        });
        return found == rows.end() ? FieldRow() : *found;
    };
    QCOMPARE(row(QStringLiteral("Depth")).stored, QStringLiteral("6"));
    QCOMPARE(row(QStringLiteral("Depth")).expected, QStringLiteral("2"));
    QCOMPARE(row(QStringLiteral("Depth")).state, DriftState::Inherited);
    QCOMPARE(row(QStringLiteral("Path")).stored, QStringLiteral("1/2/3"));
    QCOMPARE(row(QStringLiteral("Path")).expected, QStringLiteral("1/2/3"));
    QCOMPARE(row(QStringLiteral("Path")).state, DriftState::None);
    QCOMPARE(row(QStringLiteral("Estimate")).state, DriftState::Origin);
    QVERIFY(row(QStringLiteral("Estimate")).stored.startsWith(QStringLiteral("14")));
    QVERIFY(row(QStringLiteral("Estimate")).expected.startsWith(QStringLiteral("4")));
    QVERIFY(row(QStringLiteral("Estimate"), false).stored.startsWith(QStringLiteral("1")));
    QVERIFY(row(QStringLiteral("Estimate"), false).expected.isEmpty());
    const auto other = fieldsOf(*m_table->snapshot, m_table->item("5"), nullptr);
    const auto start = std::ranges::find_if(other, [](const FieldRow &each) {
        return each.title == QStringLiteral("Start") && !each.derived;
    });
    QVERIFY(start != other.end());
    QCOMPARE(start->state, DriftState::Origin);
}

void HierarchyModelsTest::tellsWhereDriftBegan()
{
    const Snapshot &snapshot = *m_table->snapshot;
    // The sum began at 3 and has gone up to 2 and 1; the depth came down from 2.
    const DriftSpread three = spreadOf(snapshot, m_table->item("3"));
    QCOMPARE(three.originsHere, 1);
    QCOMPARE(three.inheritedHere, 1);
    QCOMPARE(three.inheritedElsewhere, 2);
    QCOMPARE(three.itemsElsewhere, 2);
    QVERIFY(three.upwards && !three.downwards && three.complete);
    QCOMPARE(three.began, m_table->item("2"));
    const DriftSpread two = spreadOf(snapshot, m_table->item("2"));
    QCOMPARE(two.originsHere, 1);
    QVERIFY(two.downwards && !two.upwards);
    QCOMPARE(two.inheritedElsewhere, 2);
    QCOMPARE(two.began, m_table->item("3"));
    QVERIFY(!spreadOf(snapshot, m_table->item("2"), 1).complete);
}

void HierarchyModelsTest::writesFindings()
{
    QBuffer buffer;
    QVERIFY(buffer.open(QIODevice::ReadWrite));
    writeFindings(buffer, *m_table->snapshot, std::nullopt, TableFormat::Csv);
    const QStringList lines = QString::fromUtf8(buffer.data()).split(QStringLiteral("\r\n"));
    QCOMPARE(lines.front(),
             QStringLiteral("id,organization,kind,column,stored,expected,origin,in_flight"));
    QCOMPARE(lines.size(), 1 + 7 + 1); // 3 depths, 3 sums, 1 pair of dates; the last line ends, too
    QVERIFY(lines.contains(QStringLiteral("3,1,R4,estimate_sum,14.00,4.00,true,false")));
    QVERIFY(lines.contains(QStringLiteral("2,1,D1,depth,5,1,true,false")));
    buffer.buffer().clear();
    buffer.seek(0);
    writeFindings(buffer, *m_table->snapshot, m_table->snapshot->organizationOf(m_table->item("5")),
                  TableFormat::Tsv);
    QCOMPARE(buffer.data().count('\n'), 2);
    QTest::ignoreMessage(QtWarningMsg, "QIODevice::write (QBuffer): device not open");
    QBuffer closed;
    QVERIFY_THROWS_EXCEPTION(
        Error, writeFindings(closed, *m_table->snapshot, std::nullopt, TableFormat::Csv));
}

void HierarchyModelsTest::writesLinesThatSpreadsheetsRead()
{
    const QStringList values{QStringLiteral("a,b"), QStringLiteral("say \"hi\""),
                             QStringLiteral("two\nlines"), QStringLiteral("tab\there"),
                             QStringLiteral("plain")};
    QCOMPARE(tableLine(values, TableFormat::Csv),
             QStringLiteral("\"a,b\",\"say \"\"hi\"\"\",\"two\nlines\",tab\there,plain\r\n"));
    QCOMPARE(tableLine(values, TableFormat::Tsv),
             QStringLiteral("a,b\tsay \"hi\"\ttwo lines\ttab here\tplain\n"));
}

void HierarchyModelsTest::scalesDatesToYears()
{
    const DateScale one(QDate(2026, 2, 3), QDate(2026, 11, 30));
    QCOMPARE(one.title(), QStringLiteral("Dates, 2026"));
    QCOMPARE(one.lines().size(), size_t(3));
    const double newYear = double(QDate(1970, 1, 1).daysTo(QDate(2026, 1, 1)));
    QCOMPARE(one.position(newYear), 0.0);
    QCOMPARE(one.position(newYear + 365), 1.0);
    QCOMPARE(one.lines()[1], one.position(newYear + 181)); // 1 July
    const DateScale two(QDate(2026, 5, 3), QDate(2027, 2, 1));
    QCOMPARE(two.title(), QStringLiteral("Dates, 2026–27"));
    QCOMPARE(two.position(newYear + 90), 0.0); // 1 April, a quarter's begin
    QCOMPARE(two.lines().size(), size_t(3));
    const DateScale many(QDate(1999, 5, 3), QDate(2026, 1, 1));
    QCOMPARE(many.title(), QStringLiteral("Dates, 1999–2026"));
    QCOMPARE(many.lines().size(), size_t(27)); // a line a year
    QVERIFY(!DateScale().isValid());
    QCOMPARE(DateScale().title(), QStringLiteral("Dates"));
    QCOMPARE(DateScale(*m_table->snapshot).title(), QStringLiteral("Dates, 2026"));
}

void HierarchyModelsTest::shapesStatuses()
{
    QCOMPARE(statusShape(QStringLiteral("in_progress"), false), StatusShape::Active);
    QCOMPARE(statusShape(QStringLiteral("To Do"), false), StatusShape::Open);
    QCOMPARE(statusShape(QStringLiteral("on-hold"), false), StatusShape::Blocked);
    QCOMPARE(statusShape(QStringLiteral("shipped"), true), StatusShape::Done);
    QCOMPARE(statusShape({}, false), StatusShape::None);
    QCOMPARE(statusWord(QStringLiteral("in_progress")), QStringLiteral("In progress"));
    QCOMPARE(statusWord(QStringLiteral("QA")), QStringLiteral("QA"));
}

void HierarchyModelsTest::readsDetailsInBatches()
{
    DetailsCache cache;
    std::vector<std::vector<Item>> batches;
    connect(&cache, &DetailsCache::needDetails, this,
            [&](const std::vector<Item> &items) { batches.push_back(items); });
    QSignalSpy changed(&cache, &DetailsCache::changed);
    for (Item item = 0; item < 600; ++item)
        QVERIFY(!cache.find(item));
    QVERIFY(cache.isLoading(7));
    QTRY_COMPARE(batches.size(), size_t(1));
    QCOMPARE(batches[0].size(), size_t(400));
    QCOMPARE(batches[0].back(), Item(599)); // what is on the screen now comes first
    for (const Item item : batches[0])
        QVERIFY(!cache.find(item));
    QTest::qWait(50);
    QCOMPARE(batches.size(), size_t(1)); // one at a time

    std::vector<Details> answers;
    for (const Item item : batches[0]) {
        if (item != 599)
            answers.push_back({item, QStringLiteral("Title %1").arg(item), {}, {}, {}});
    }
    cache.store(answers);
    QCOMPARE(changed.size(), 1);
    QCOMPARE(cache.find(598)->title, QStringLiteral("Title 598"));
    QVERIFY(cache.find(599)); // its row has gone: an empty answer
    QVERIFY(cache.find(599)->title.isEmpty());
    QTRY_COMPARE(batches.size(), size_t(2));
    QCOMPARE(batches[1].size(), size_t(200));
}

void HierarchyModelsTest::forgetsOldDetails()
{
    DetailsCache cache(nullptr, 100);
    std::vector<Details> answers;
    for (Item item = 0; item < 300; ++item)
        answers.push_back({item, QStringLiteral("Title"), {}, {}, {}});
    cache.store(answers);
    int known = 0;
    for (Item item = 0; item < 300; ++item)
        known += cache.peek(item) ? 1 : 0;
    QCOMPARE(known, 100);
    cache.clear();
    QVERIFY(!cache.peek(299));
}

void HierarchyModelsTest::asksAgainAfterAFailure()
{
    DetailsCache cache;
    QSignalSpy asked(&cache, &DetailsCache::needDetails);
    cache.find(1);
    QTRY_COMPARE(asked.size(), 1);
    cache.fail();
    QVERIFY(!cache.isLoading(1));
    cache.find(1);
    QTest::qWait(50);
    QCOMPARE(asked.size(), 1);
    cache.retry();
    cache.find(1);
    QTRY_COMPARE(asked.size(), 2);
}

QTEST_GUILESS_MAIN(HierarchyModelsTest)
#include "hierarchy_models_test.moc"
