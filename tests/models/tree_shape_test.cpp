// SPDX-License-Identifier: GPL-3.0-or-later
// The tree as ranges, and what is drawn of it: icicle and Gantt strip, over real scans.
#include "models/common/roles.h"
#include "models/hierarchy/gantt_model.h"
#include "models/hierarchy/icicle_model.h"
#include "models/hierarchy/time_axis.h"
#include "services/core/error.h"
#include "tests/models/scanned_table.h"
#include <QAbstractItemModelTester>
#include <QBuffer>
#include <QTest>
#include <memory>

using namespace arborist;
using namespace arborist::hierarchy;
using Node = TreeShape::Node;

namespace {

constexpr auto kFailAsTest = QAbstractItemModelTester::FailureReportingMode::QtTest;
constexpr double kRounding = 1e-6;

/// A chain of 100,000 and a ring of 50,000.
constexpr auto kDeep =
    "INSERT INTO deep (id, parent_id, organization_id, title, status) SELECT i,"
    "  CASE WHEN i = 100001 THEN 150000 WHEN i > 1 THEN i - 1 END, 1, 'Task ' || i, 'open'"
    "  FROM generate_series(1, 150000) i";

/// 2 and 4 below 1, 3 below 2; the end of 2 is stored too late, and 1 has inherited it.
constexpr auto kDates =
    "INSERT INTO dated (id, parent_id, organization_id, title, status, position, start_date,"
    "  end_date, depth, min_start, max_end) VALUES"
    " (1, NULL, 1, 'Fleet', 'open', 1, NULL, NULL, 0, '2026-02-01', '2026-09-30'),"
    " (2, 1, 1, 'Carriers', 'open', 1, NULL, NULL, 1, '2026-02-01', '2026-09-30'),"
    " (3, 2, 1, 'Checks', 'open', 1, '2026-02-01', '2026-03-01', 2, '2026-02-01', '2026-03-01'),"
    " (4, 1, 1, 'Rates', 'open', 2, '2026-04-01', '2026-06-30', 1, '2026-04-01', '2026-06-30')";

QByteArray written(const TableWriter &writer)
{
    QBuffer buffer;
    buffer.open(QIODevice::WriteOnly);
    writer(buffer, {});
    return buffer.data();
}

DayRange days(QDate from, QDate to)
{
    return {TimeAxis::dayOf(from), TimeAxis::dayOf(to)};
}

bool operator==(const DayRange &a, const DayRange &b)
{
    return a.start == b.start && a.end == b.end;
}

} // namespace

class TreeShapeTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase();
    void putsSubtreesIntoRanges();
    void knowsTheWorstDriftOfASubtree();
    void stopsWhenAsked();
    void laysRectanglesWithinTheirParents();
    void countsWhatIsTooSmall();
    void survivesChainsAndRings();
    void focusesOnSubtrees();
    void showsDatesOfASubtree();
    void limitsToDifferingDates();
    void growsLikeATable();
    void marksMonthsQuartersAndYears();

private:
    const TreeShape &shape() const { return *m_shape; }

    std::unique_ptr<TestCluster> m_cluster;
    std::unique_ptr<ScannedTable> m_table;
    TreeShapePtr m_shape;
};

void TreeShapeTest::initTestCase()
{
    m_cluster = std::make_unique<TestCluster>();
    m_cluster->createDatabase(QStringLiteral("tracker"));
    m_table = std::make_unique<ScannedTable>(*m_cluster, QStringLiteral("tracker"), "items",
                                             ScannedTable::forest("items", 3'000));
    m_shape = TreeShape::build(m_table->snapshot);
}

void TreeShapeTest::putsSubtreesIntoRanges()
{
    const Snapshot &snapshot = *m_table->snapshot;
    QCOMPARE(shape().size(), Node(3'000 + snapshot.organizations().size()));
    for (Node node = 0; node < shape().size(); ++node) {
        const Item item = shape().itemAt(node);
        if (item == kNoItem) {
            QVERIFY(shape().isOrganization(node));
            QCOMPARE(shape().nodeOfOrganization(shape().organizationAt(node)), node);
            QCOMPARE(shape().level(node), 0U);
            QCOMPARE(qint64(shape().below(node)),
                     snapshot.organizations()[shape().organizationAt(node)].items);
            continue;
        }
        QCOMPARE(shape().nodeOf(item), node);
        QCOMPARE(qint64(shape().below(node)), snapshot.below(item));
        const Node above = shape().parent(node);
        QVERIFY(above < node && shape().end(node) <= shape().end(above));
        QCOMPARE(shape().level(node), shape().level(above) + 1);
        QCOMPARE(shape().itemAt(above), snapshot.parent(item));
        Node child = node + 1;
        for (const Item each : snapshot.children(item)) {
            QCOMPARE(shape().itemAt(child), each);
            child = shape().end(child);
        }
        QCOMPARE(child, shape().end(node));
    }
}

void TreeShapeTest::knowsTheWorstDriftOfASubtree()
{
    QCOMPARE(qint64(shape().drifted(0, shape().size())), m_table->snapshot->driftedItems());
    for (Node node = 0; node < shape().size(); ++node) {
        Severity worst = Severity::None;
        Node drifted = 0;
        for (Node each = node; each < shape().end(node); ++each) {
            if (each > node)
                worst = std::max(worst, shape().own(each));
            drifted += shape().own(each) != Severity::None;
        }
        QCOMPARE(shape().under(node), worst);
        QCOMPARE(shape().drifted(node, shape().end(node)), drifted);
        const Item item = shape().itemAt(node);
        if (item != kNoItem)
            QCOMPARE(shape().own(node), severityOf(*m_table->snapshot, item));
    }
}

void TreeShapeTest::stopsWhenAsked()
{
    std::stop_source stop;
    stop.request_stop();
    // Small trees are through before anything is asked; a large one must not be.
    const ScannedTable large(*m_cluster, QStringLiteral("tracker"), "large",
                             "INSERT INTO large (id, parent_id, organization_id, title, status)"
                             " SELECT i, CASE WHEN i > 1 THEN 1 + (i - 2) / 10 END, 1, '', 'open'"
                             " FROM generate_series(1, 70000) i");
    QVERIFY_THROWS_EXCEPTION(Error, TreeShape::build(large.snapshot, stop.get_token()));
}

void TreeShapeTest::laysRectanglesWithinTheirParents()
{
    constexpr double kWidth = 700;
    const IcicleRange all{0, shape().size()};
    const auto cells = layOutIcicle(shape(), all, kWidth, 2, 100);
    QVERIFY(cells.size() > 100);
    const double scale = kWidth / shape().size();
    double right = 0;
    int row = 0;
    std::vector<const IcicleCell *> byNode(shape().size(), nullptr);
    for (const IcicleCell &cell : cells) {
        QVERIFY(cell.row == row || cell.row == row + 1); // row by row
        if (cell.row != row) {
            row = cell.row;
            right = 0;
        }
        QVERIFY(cell.left >= right - kRounding); // from the left, nothing overlaps
        right = cell.left + cell.width;
        QVERIFY(std::abs(cell.width - cell.nodes * scale) < kRounding); // as wide as it is large
        QVERIFY(cell.merged || cell.width >= 2);
        if (!cell.merged)
            byNode[cell.node] = &cell;
        const Node above = shape().parent(cell.node);
        if (above == TreeShape::kNoNode)
            continue;
        const IcicleCell *parent = byNode[above];
        QVERIFY(parent && parent->row == cell.row - 1);
        QVERIFY(cell.left >= parent->left - kRounding);
        QVERIFY(right <= parent->left + parent->width + kRounding);
    }
    QCOMPARE(cells.front().row, 0);
    QCOMPARE(layOutIcicle(shape(), all, kWidth, 2, 1).size(),
             m_table->snapshot->organizations().size());
    QVERIFY(layOutIcicle(shape(), all, 0, 2, 10).empty());
    QVERIFY(layOutIcicle(shape(), {5, 5}, kWidth, 2, 10).empty());
}

void TreeShapeTest::countsWhatIsTooSmall()
{
    const auto cells = layOutIcicle(shape(), {0, shape().size()}, 300, 2, 1'000);
    // Every node is drawn, or counted in a merged rectangle, or the gap at a parent's right.
    Node drawn = 0;
    Node merged = 0;
    Severity worst = Severity::None;
    for (const IcicleCell &cell : cells) {
        drawn += cell.merged ? 0 : 1;
        merged += cell.merged ? cell.nodes : 0;
        worst = std::max({worst, cell.own, cell.under});
        if (!cell.merged)
            continue;
        Severity inside = Severity::None;
        for (Node node = cell.node; node < cell.node + cell.nodes; ++node)
            inside = std::max(inside, shape().own(node));
        QCOMPARE(cell.under, inside);
    }
    QVERIFY(merged > 0);
    QCOMPARE(drawn + merged, shape().size());
    QVERIFY(worst != Severity::None);
}

void TreeShapeTest::survivesChainsAndRings()
{
    const ScannedTable deep(*m_cluster, QStringLiteral("tracker"), "deep", kDeep);
    const TreeShapePtr chain = TreeShape::build(deep.snapshot);
    QCOMPARE(chain->size(), Node(150'001));
    QCOMPARE(chain->level(chain->nodeOf(deep.item("100000"))), 100'000U);
    QCOMPARE(chain->own(chain->nodeOf(deep.item("120000"))), Severity::Structure);
    QCOMPARE(chain->under(0), Severity::Structure);
    const auto cells = layOutIcicle(*chain, {0, chain->size()}, 800, 2, 200'000);
    QVERIFY(cells.size() > 90'000);
    QVERIFY(cells.back().row > 90'000);
    DetailsCache details;
    IcicleModel map(details);
    map.setFocus(chain, chain->nodeOf(deep.item("100000")));
    QCOMPARE(map.trail().size(), size_t(8)); // a hundred thousand steps, but the middle left out
    GanttModel gantt(details);
    gantt.setScope(chain, 0, false);
    QCOMPARE(gantt.rows(), 150'001);
    QCOMPARE(gantt.rowOf(chain->nodeOf(deep.item("100000"))),
             int(chain->nodeOf(deep.item("100000"))));
}

void TreeShapeTest::focusesOnSubtrees()
{
    DetailsCache details;
    IcicleModel model(details);
    const QAbstractItemModelTester tester(&model, kFailAsTest);
    QCOMPARE(model.rowCount(), 0);
    model.setFocus(m_shape, TreeShape::kNoNode);
    QCOMPARE(model.rowCount(), 3);
    QCOMPARE(model.title(TreeShape::kNoNode), QStringLiteral("All organizations"));
    QCOMPARE(model.index(0, IcicleModel::ItemsColumn).data(SortRole).toLongLong(),
             qint64(shape().below(0)));
    const QByteArray all = written(model.writer());
    QCOMPARE(all.count('\n'), 1 + 3);

    const Node root = 1;
    model.setFocus(m_shape, root);
    QCOMPARE(model.rowCount(), int(m_table->snapshot->children(shape().itemAt(root)).size()));
    QCOMPARE(model.trail(), std::vector<Node>({TreeShape::kNoNode, 0, root}));
    QCOMPARE(model.range(), (IcicleRange{root, shape().end(root)}));
    const auto cells = layOutIcicle(shape(), model.range(), 600, 2, 5);
    QVERIFY(model.inWords(cells.front()).contains(QStringLiteral("items below")));
    QCOMPARE(written(model.writer()).count('\n'), 1 + model.rowCount());
    model.setFocus(nullptr, TreeShape::kNoNode);
    QCOMPARE(model.rowCount(), 0);
    QVERIFY(!written(model.writer()).contains('\n'));
}

void TreeShapeTest::showsDatesOfASubtree()
{
    const ScannedTable dated(*m_cluster, QStringLiteral("tracker"), "dated", kDates, true);
    const TreeShapePtr shape = TreeShape::build(dated.snapshot);
    DetailsCache details;
    GanttModel model(details);
    const QAbstractItemModelTester tester(&model, kFailAsTest);
    QVERIFY(!model.hasDates());
    QVERIFY(!model.extent().isKnown());
    model.setScope(shape, 0, false);
    QVERIFY(model.hasDates());
    QCOMPARE(model.rows(), 5); // the organization and its items
    QCOMPARE(model.title(0), QStringLiteral("Tavenport Logistics"));
    QVERIFY(!model.expected(0).isKnown());
    QCOMPARE(model.indent(3), 3);

    model.setScope(shape, shape->nodeOf(dated.item("2")), false);
    QCOMPARE(model.rows(), 2);
    QCOMPARE(model.indent(0), 0);
    QVERIFY(model.stored(0) == days({2026, 2, 1}, {2026, 9, 30}));
    QVERIFY(model.expected(0) == days({2026, 2, 1}, {2026, 3, 1}));
    QVERIFY(!model.own(0).isKnown());
    QVERIFY(model.own(1) == days({2026, 2, 1}, {2026, 3, 1}));
    QVERIFY(model.differs(0));
    QVERIFY(!model.differs(1));
    QVERIFY(model.extent().start < model.expected(0).start);
    QVERIFY(model.extent().end > model.expected(0).end);
    QVERIFY(model.inWords(0).contains(QStringLiteral("expected")));
    QCOMPARE(model.rowOf(shape->nodeOf(dated.item("4"))), -1);
    QCOMPARE(model.index(0, GanttModel::DriftColumn).data().toString(),
             QStringLiteral("D2 R1 R2 T2"));
    const QByteArray csv = written(model.writer());
    QVERIFY(csv.contains("2,1,2026-02-01,2026-09-30,2026-02-01,2026-03-01,,,D2 R1 R2 T2\r\n"));
    QCOMPARE(csv.count('\n'), 3);
}

void TreeShapeTest::limitsToDifferingDates()
{
    const SnapshotPtr snapshot =
        ScannedTable::scan(*m_cluster, QStringLiteral("tracker"), "dated", true);
    const TreeShapePtr shape = TreeShape::build(snapshot);
    DetailsCache details;
    GanttModel model(details);
    const QAbstractItemModelTester tester(&model, kFailAsTest);
    model.setScope(shape, 0, true);
    QCOMPARE(model.rows(), 2);
    QCOMPARE(shape->itemAt(model.nodeAt(1)), snapshot->find(QStringLiteral("2")));
    QCOMPARE(model.rowOf(model.nodeAt(1)), 1);
    QCOMPARE(model.rowOf(shape->nodeOf(snapshot->find(QStringLiteral("3")))), -1);
    QCOMPARE(written(model.writer()).count('\n'), 3);
    model.setScope(shape, shape->nodeOf(snapshot->find(QStringLiteral("3"))), true);
    QCOMPARE(model.rows(), 0);
    QVERIFY(!model.extent().isKnown());
}

void TreeShapeTest::growsLikeATable()
{
    DetailsCache details;
    GanttModel model(details);
    model.setScope(m_shape, 0, false);
    QCOMPARE(model.rowCount(), 500);
    while (model.canFetchMore({}))
        model.fetchMore({});
    QCOMPARE(model.rowCount(), model.rows());
    QCOMPARE(model.rows(), int(shape().end(0)));
}

void TreeShapeTest::marksMonthsQuartersAndYears()
{
    const auto labels = [](QDate from, QDate to, int room) {
        QStringList texts;
        for (const TimeTick &tick :
             TimeAxis::ticks(TimeAxis::dayOf(from), TimeAxis::dayOf(to), room))
            texts << tick.label;
        return texts.join(u' ');
    };
    QCOMPARE(labels({2025, 11, 15}, {2026, 4, 20}, 8), QStringLiteral("Dec 2025 2026 Feb Mar Apr"));
    QCOMPARE(labels({2025, 6, 15}, {2026, 8, 20}, 6), QStringLiteral("Q3 2025 Q4 2026 Q2 Q3"));
    QCOMPARE(labels({2022, 6, 15}, {2026, 8, 20}, 6), QStringLiteral("2023 2024 2025 2026"));
    QCOMPARE(labels({2026, 2, 26}, {2026, 3, 2}, 6),
             QStringLiteral("26 Feb 27 Feb 28 Feb 1 Mar 2 Mar"));
    QCOMPARE(labels({2026, 3, 1}, {2026, 3, 20}, 4), QStringLiteral("2 Mar 9 Mar 16 Mar"));
    QCOMPARE(labels({1000, 3, 1}, {9000, 3, 20}, 8).section(u' ', 0, 0), QStringLiteral("1100"));
    const auto ticks =
        TimeAxis::ticks(TimeAxis::dayOf({2025, 11, 15}), TimeAxis::dayOf({2026, 4, 20}), 8);
    QVERIFY(!ticks[0].major && ticks[1].major);
    QCOMPARE(ticks[1].day, TimeAxis::dayOf({2026, 1, 1}));
}

QTEST_GUILESS_MAIN(TreeShapeTest)
#include "tree_shape_test.moc"
