// SPDX-License-Identifier: GPL-3.0-or-later
// The item tree over real scans: its shape, its filters, its jumps, its chunks.
#include "models/hierarchy/item_tree_model.h"

#include "tests/models/scanned_table.h"
#include <QAbstractItemModelTester>
#include <QSet>
#include <QSignalSpy>
#include <QTest>
#include <functional>
#include <memory>

using namespace arborist;
using namespace arborist::hierarchy;
using Show = FilterRequest::Show;

namespace {

/// Items in the order in which a fully opened tree shows them.
std::vector<Item> inTreeOrder(const Snapshot &snapshot, const std::vector<quint32> &organizations)
{
    std::vector<Item> order;
    const std::function<void(Item)> add = [&](Item item) {
        order.push_back(item);
        for (const Item child : snapshot.children(item))
            add(child);
    };
    for (const quint32 organization : organizations) {
        for (const Item root : snapshot.organizations()[organization].roots)
            add(root);
    }
    return order;
}

/// What the model shows, read through its indexes only.
std::vector<Item> shownBy(ItemTreeModel &model, const QModelIndex &parent = {})
{
    std::vector<Item> items;
    while (model.canFetchMore(parent))
        model.fetchMore(parent);
    for (int row = 0; row < model.rowCount(parent); ++row) {
        const QModelIndex index = model.index(row, 0, parent);
        if (index.parent() != parent)
            qFatal("An index does not lead back to its parent");
        if (model.itemAt(index) != kNoItem)
            items.push_back(model.itemAt(index));
        const auto below = shownBy(model, index);
        items.insert(items.end(), below.begin(), below.end());
    }
    return items;
}

} // namespace

class ItemTreeModelTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase();
    void passesTheTester_data();
    void passesTheTester();
    void showsEveryItemOnce();
    void showsExactlyTheWantedItems_data();
    void showsExactlyTheWantedItems();
    void walksThroughFindingsInTreeOrder();
    void stepsFromItemsOutsideTheFilter();
    void limitsToASubtree();
    void fetchesLongFamiliesInChunks();
    void revealsAnItemInALongFamily();
    void revealsAnItemFarDown();
    void tellsValuesAndDrift();
    void showsItemsOfATableWithoutOrganizations();

private:
    TreeFilterPtr filter(FilterRequest request) const
    {
        return TreeFilter::build(m_forest->snapshot, std::move(request));
    }

    std::unique_ptr<TestCluster> m_cluster;
    std::unique_ptr<ScannedTable> m_forest;
    DetailsCache m_details;
};

void ItemTreeModelTest::initTestCase()
{
    m_cluster = std::make_unique<TestCluster>();
    m_cluster->createDatabase(QStringLiteral("tracker"));
    m_forest = std::make_unique<ScannedTable>(*m_cluster, QStringLiteral("tracker"), "items",
                                              ScannedTable::forest("items", 1'500));
    QCOMPARE(m_forest->snapshot->size(), 1'500);
    QVERIFY(m_forest->snapshot->innerItems() > 200);
    QVERIFY(m_forest->snapshot->driftedItems() > 60);
    QVERIFY(m_forest->snapshot->driftedItems() < 300);
}

void ItemTreeModelTest::passesTheTester_data()
{
    QTest::addColumn<int>("show");
    QTest::addColumn<int>("organization");
    QTest::newRow("all") << int(Show::All) << -1;
    QTest::newRow("drifted") << int(Show::Drifted) << -1;
    QTest::newRow("origins of one organization") << int(Show::Origins) << 1;
    QTest::newRow("one organization") << int(Show::All) << 2;
    QTest::newRow("no hits") << int(Show::Hits) << -1;
}

void ItemTreeModelTest::passesTheTester()
{
    QFETCH(int, show);
    QFETCH(int, organization);
    FilterRequest request;
    request.show = Show(show);
    if (organization >= 0)
        request.organization = quint32(organization);
    ItemTreeModel model(m_details);
    const QAbstractItemModelTester tester(&model,
                                          QAbstractItemModelTester::FailureReportingMode::QtTest);
    model.setFilter(filter({}), DateScale(*m_forest->snapshot));
    model.setFilter(filter(request), DateScale(*m_forest->snapshot));
    QCOMPARE(model.columnCount(), kTreeColumnCount);
    model.setFilter(nullptr, {});
    QCOMPARE(model.rowCount(), 0);
}

void ItemTreeModelTest::showsEveryItemOnce()
{
    FilterRequest request;
    request.show = Show::All;
    ItemTreeModel model(m_details);
    model.setFilter(filter(request), {});
    QVERIFY(model.isGrouped());
    QCOMPARE(model.rowCount(), 3);
    QVERIFY(shownBy(model) ==
            inTreeOrder(*m_forest->snapshot, organizationsByDrift(*m_forest->snapshot)));
}

void ItemTreeModelTest::showsExactlyTheWantedItems_data()
{
    QTest::addColumn<int>("show");
    QTest::addColumn<quint32>("kinds");
    QTest::addColumn<int>("organization");
    for (const int organization : {-1, 0, 1, 2}) {
        for (const quint32 kinds :
             {0U, bit(Kind::R2), bit(Kind::D1), bit(Kind::D1) | bit(Kind::R2), bit(Kind::S1)}) {
            for (const Show show : {Show::Drifted, Show::Origins})
                QTest::addRow("show %d, kinds %u, organization %d", int(show), kinds, organization)
                    << int(show) << kinds << organization;
        }
    }
}

void ItemTreeModelTest::showsExactlyTheWantedItems()
{
    QFETCH(int, show);
    QFETCH(quint32, kinds);
    QFETCH(int, organization);
    const Snapshot &snapshot = *m_forest->snapshot;
    FilterRequest request;
    request.show = Show(show);
    request.kinds = kinds;
    if (organization >= 0)
        request.organization = quint32(organization);

    QSet<Item> wanted;
    QSet<Item> matches;
    for (Item item = 0; item < Item(snapshot.size()); ++item) {
        bool match = false;
        for (const Finding &finding : snapshot.findings(item)) {
            match = match || ((kinds == 0 || (kinds & bit(finding.kind)) != 0) &&
                              (request.show != Show::Origins || finding.origin));
        }
        if (!match || (organization >= 0 && int(snapshot.organizationOf(item)) != organization))
            continue;
        matches.insert(item);
        for (Item each = item; each != kNoItem; each = snapshot.parent(each))
            wanted.insert(each);
    }
    std::vector<Item> order = inTreeOrder(snapshot, organizationsByDrift(snapshot));
    std::erase_if(order, [&](Item item) { return !wanted.contains(item); });

    const TreeFilterPtr made = filter(request);
    ItemTreeModel model(m_details);
    model.setFilter(made, {});
    QVERIFY(shownBy(model) == order);
    QCOMPARE(made->matchCount(), qsizetype(matches.size()));
    for (Item item = 0; item < Item(snapshot.size()); ++item) {
        QCOMPARE(made->contains(item), wanted.contains(item));
        QCOMPARE(made->matches(item), matches.contains(item));
    }
}

void ItemTreeModelTest::walksThroughFindingsInTreeOrder()
{
    const Snapshot &snapshot = *m_forest->snapshot;
    for (const Show show : {Show::All, Show::Drifted}) {
        FilterRequest request;
        request.show = show;
        const TreeFilterPtr made = filter(request);
        std::vector<Item> expected = inTreeOrder(snapshot, organizationsByDrift(snapshot));
        std::erase_if(expected, [&](Item item) { return !snapshot.hasFindings(item); });
        std::vector<Item> forwards;
        std::vector<Item> backwards;
        Item item = made->nextStop(kNoItem);
        for (size_t number = 0; number < expected.size(); ++number, item = made->nextStop(item))
            forwards.push_back(item);
        QCOMPARE(item, expected.front()); // round again
        item = made->previousStop(kNoItem);
        for (size_t number = 0; number < expected.size(); ++number, item = made->previousStop(item))
            backwards.insert(backwards.begin(), item);
        QVERIFY(forwards == expected);
        QVERIFY(backwards == expected);
    }
}

void ItemTreeModelTest::stepsFromItemsOutsideTheFilter()
{
    const Snapshot &snapshot = *m_forest->snapshot;
    const std::vector<Item> order = inTreeOrder(snapshot, organizationsByDrift(snapshot));
    FilterRequest request;
    request.show = Show::All;
    const TreeFilterPtr made = filter(request);
    for (size_t at = 0; at < order.size(); at += 3) {
        Item next = kNoItem;
        for (size_t each = at + 1; each < order.size() && next == kNoItem; ++each)
            next = snapshot.hasFindings(order[each]) ? order[each] : kNoItem;
        Item previous = kNoItem;
        for (size_t each = at; each-- > 0 && previous == kNoItem;)
            previous = snapshot.hasFindings(order[each]) ? order[each] : kNoItem;
        if (next != kNoItem)
            QCOMPARE(made->nextStop(order[at]), next);
        if (previous != kNoItem)
            QCOMPARE(made->previousStop(order[at]), previous);
    }
}

void ItemTreeModelTest::limitsToASubtree()
{
    const Snapshot &snapshot = *m_forest->snapshot;
    Item top = kNoItem;
    for (Item item = 0; item < Item(snapshot.size()) && top == kNoItem; ++item) {
        if (snapshot.parent(item) != kNoItem && snapshot.children(item).size() > 2)
            top = item;
    }
    QVERIFY(top != kNoItem);
    FilterRequest request;
    request.show = Show::All;
    request.subtree = top;
    ItemTreeModel model(m_details);
    const QAbstractItemModelTester tester(&model,
                                          QAbstractItemModelTester::FailureReportingMode::QtTest);
    const TreeFilterPtr made = filter(request);
    model.setFilter(made, {});
    QCOMPARE(model.rowCount(), 1);
    const QModelIndex group = model.index(0, 0);
    QCOMPARE(model.rowCount(group), 1);
    QCOMPARE(model.itemAt(model.index(0, 0, group)), top);
    QVERIFY(!made->contains(snapshot.parent(top)));
    QCOMPARE(int(shownBy(model).size()), 1 + int(snapshot.expected(top, Field::DescendantCount)));
    QVERIFY(model.reveal(snapshot.children(top).back()).isValid());
    QVERIFY(!model.reveal(snapshot.parent(top)).isValid());
}

void ItemTreeModelTest::fetchesLongFamiliesInChunks()
{
    const ScannedTable wide(
        *m_cluster, QStringLiteral("tracker"), "wide",
        "INSERT INTO wide (id, parent_id, organization_id, title, status, position, depth)"
        " SELECT i, CASE WHEN i > 1 THEN 1 END, 1, 'Leaf ' || i, 'open', i,"
        " CASE WHEN i > 1 THEN 1 ELSE 0 END FROM generate_series(1, 40001) i");
    FilterRequest request;
    request.show = Show::All;
    ItemTreeModel model(m_details);
    QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
    tester.setUseFetchMore(false); // or it fetches from within its own checks of a change
    model.setFilter(TreeFilter::build(wide.snapshot, request), {});
    const QModelIndex root = model.index(0, 0, model.index(0, 0));
    QCOMPARE(model.rowCount(root), 500);
    QVERIFY(model.canFetchMore(root));
    int before = model.rowCount(root);
    while (model.canFetchMore(root)) {
        model.fetchMore(root);
        QVERIFY(model.rowCount(root) > before);
        QVERIFY(model.rowCount(root) - before <= 16'000);
        before = model.rowCount(root);
    }
    QCOMPARE(before, 40'000);
}

void ItemTreeModelTest::revealsAnItemInALongFamily()
{
    const auto wide = ScannedTable::scan(*m_cluster, QStringLiteral("tracker"), "wide");
    FilterRequest request;
    request.show = Show::All;
    ItemTreeModel model(m_details);
    model.setFilter(TreeFilter::build(wide, request), {});
    const QModelIndex last = model.reveal(wide->find(QStringLiteral("40001")));
    QCOMPARE(last.row(), 39'999);
    QCOMPARE(last.parent(), model.index(0, 0, model.index(0, 0)));
}

void ItemTreeModelTest::revealsAnItemFarDown()
{
    const ScannedTable chain(
        *m_cluster, QStringLiteral("tracker"), "chain",
        "INSERT INTO chain (id, parent_id, organization_id, title, status)"
        " SELECT i, nullif(i - 1, 0), 1, 'Link ' || i, 'open' FROM generate_series(1, 100000) i");
    FilterRequest request;
    request.show = Show::All;
    ItemTreeModel model(m_details);
    model.setFilter(TreeFilter::build(chain.snapshot, request), {});
    QModelIndex index = model.reveal(chain.item("100000"));
    int levels = 0;
    for (; index.isValid(); index = index.parent())
        ++levels;
    QCOMPARE(levels, 100'001);
}

void ItemTreeModelTest::tellsValuesAndDrift()
{
    const Snapshot &snapshot = *m_forest->snapshot;
    const Item item = m_forest->item("310");
    const Finding *finding = findingOf(snapshot, item, Kind::R2);
    QVERIFY(finding);
    const QString origin = finding->origin ? QStringLiteral("origin") : QStringLiteral("inherited");
    ItemTreeModel model(m_details);
    model.setFilter(filter({}), DateScale(snapshot));
    QCOMPARE(model.headerData(int(TreeColumn::Dates), Qt::Horizontal).toString(),
             DateScale(snapshot).title());
    const QModelIndex title = model.reveal(item);
    QCOMPARE(title.data().toString(), QStringLiteral("310"));
    QVERIFY(title.data(LoadingRole).toBool());

    QSignalSpy changed(&model, &QAbstractItemModel::dataChanged);
    Details details;
    details.item = item;
    details.title = QStringLiteral("Task 310");
    m_details.store({details});
    QCOMPARE(title.data().toString(), QStringLiteral("Task 310"));
    QVERIFY(!title.data(LoadingRole).toBool());

    const QModelIndex items = title.siblingAtColumn(int(TreeColumn::Items));
    QCOMPARE(items.data(SortRole).toLongLong(), finding->stored);
    QCOMPARE(items.data(DriftStateRole).value<DriftState>(), stateOf(finding));
    const QString words = items.data(Qt::AccessibleTextRole).toString();
    QCOMPARE(words, QStringLiteral("Items stored %1, expected %2, %3")
                        .arg(finding->stored)
                        .arg(finding->expected)
                        .arg(origin));
    const QModelIndex drift = title.siblingAtColumn(int(TreeColumn::Drift));
    QVERIFY(drift.data(BadgesRole).value<Badges>().contains(Badge{Kind::R2, stateOf(finding)}));
    QVERIFY(drift.data(Qt::ToolTipRole).toString().contains(QStringLiteral("R2 Item count")));

    const QModelIndex group = model.index(0, int(TreeColumn::Drift));
    QVERIFY(group.data(GroupRole).toBool());
    QVERIFY(group.data().toString().endsWith(QStringLiteral(" items")));
}

void ItemTreeModelTest::showsItemsOfATableWithoutOrganizations()
{
    m_cluster->createDatabase(QStringLiteral("plain"));
    m_cluster->psql(QStringLiteral("plain"),
                    "CREATE TABLE categories (id integer PRIMARY KEY, parent_id integer "
                    "REFERENCES categories, title text, depth integer);"
                    "INSERT INTO categories SELECT i, CASE WHEN i >= 10 THEN i / 10 END, 'C' || i, "
                    "length(i::text) - 1 FROM generate_series(1, 2000) i;");
    auto snapshot = ScannedTable::scan(*m_cluster, QStringLiteral("plain"), "categories");
    FilterRequest request;
    request.show = Show::All;
    ItemTreeModel model(m_details);
    const QAbstractItemModelTester tester(&model,
                                          QAbstractItemModelTester::FailureReportingMode::QtTest);
    model.setFilter(TreeFilter::build(snapshot, request), DateScale(*snapshot));
    QVERIFY(!model.isGrouped());
    QVERIFY(!model.hasColumn(TreeColumn::Progress));
    QVERIFY(!model.hasColumn(TreeColumn::Dates));
    QVERIFY(model.hasColumn(TreeColumn::Depth));
    QCOMPARE(int(shownBy(model).size()), int(snapshot->size()));
    const QModelIndex root = model.index(0, 0);
    QVERIFY(model.itemAt(root) != kNoItem);
    QVERIFY(!root.parent().isValid());
}

QTEST_GUILESS_MAIN(ItemTreeModelTest)
#include "item_tree_model_test.moc"
