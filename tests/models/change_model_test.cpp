// SPDX-License-Identifier: GPL-3.0-or-later
// Before and after of a real plan, as a tree by origins.
#include "models/hierarchy/change_model.h"

#include "models/hierarchy/tree_roles.h"
#include "services/postgres/connection.h"
#include "services/repair/repair.h"
#include "tests/models/scanned_table.h"
#include <QAbstractItemModelTester>
#include <QSignalSpy>
#include <QTest>
#include <numeric>
#include <set>

using namespace arborist;
using namespace arborist::hierarchy;

namespace {

constexpr auto kFailAsTest = QAbstractItemModelTester::FailureReportingMode::QtTest;

} // namespace

class ChangeModelTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase();
    void groupsByOrigin();
    void showsBeforeAndAfter();
    void fetchesInChunks();
    void asksForTitlesOfWhatIsShown();

private:
    ChangeGroupsPtr groups() const
    {
        return std::make_shared<ChangeGroups>(m_plan, m_plan->changes(), m_plan->before());
    }

    std::unique_ptr<TestCluster> m_cluster;
    repair::RepairPlanPtr m_plan;
};

void ChangeModelTest::initTestCase()
{
    m_cluster = std::make_unique<TestCluster>();
    const auto info = m_cluster->createDatabase(QStringLiteral("tracker"));
    // Every leaf is an origin of its own.
    const ScannedTable table(
        *m_cluster, QStringLiteral("tracker"), "items",
        ScannedTable::forest("items", 3'000) +
            "UPDATE items SET depth = depth + 1 WHERE child_count = 0 AND id % 37 <> 0;");
    repair::RepairRequest request;
    request.verb = QStringLiteral("all");
    request.mapping = table.snapshot->mapping();
    auto connection = postgres::Connection::open(info);
    OperationContext context;
    m_plan = repair::planRepair(request, connection, context);
    QVERIFY(m_plan->changes().changes().size() > 1'000);
}

void ChangeModelTest::groupsByOrigin()
{
    DetailsCache details;
    ChangeModel model(details);
    model.setGroups(groups());
    const QAbstractItemModelTester tester(&model, kFailAsTest);
    const auto &all = model.groups()->groups();
    const size_t changes = std::accumulate(
        all.begin(), all.end(), size_t(0),
        [](size_t sum, const ChangeGroups::Group &group) { return sum + group.end - group.begin; });
    QCOMPARE(changes, m_plan->changes().changes().size());
    std::set<Item> origins;
    for (const auto &group : all) {
        QVERIFY(origins.insert(group.origin).second);
        QVERIFY(&group == &all.front() ||
                group.end - group.begin <= (&group - 1)->end - (&group - 1)->begin);
        bool ownOnes = true;
        for (quint32 number = group.begin; number < group.end; ++number) {
            const repair::ItemChange &change = model.groups()->change(number);
            QCOMPARE(m_plan->changes().originOf(change), group.origin);
            // The origin's own changes come first.
            QVERIFY(ownOnes || change.item != group.origin);
            ownOnes = change.item == group.origin;
        }
    }
    const QModelIndex first = model.index(0, 0);
    QVERIFY(first.data(GroupRole).toBool());
    QVERIFY(model.rowCount(first) > 0);
    QCOMPARE(model.parent(model.index(0, 2, first)), first);
    QVERIFY(first.siblingAtColumn(ChangeModel::ValueColumn)
                .data()
                .toString()
                .contains(QStringLiteral("value")));
    model.setGroups(nullptr);
    QCOMPARE(model.rowCount(), 0);
}

void ChangeModelTest::showsBeforeAndAfter()
{
    DetailsCache details;
    ChangeModel model(details);
    model.setGroups(groups());
    const QModelIndex group = model.index(0, 0);
    for (int row = 0; row < model.rowCount(group); ++row) {
        const auto text = [&](int column) {
            return model.index(row, column, group).data().toString();
        };
        const repair::ItemChange &change =
            model.groups()->change(model.groups()->groups().front().begin + quint32(row));
        QCOMPARE(text(ChangeModel::IdColumn), m_plan->before()->idText(change.item));
        QCOMPARE(text(ChangeModel::ValueColumn), m_plan->changes().column(change));
        QCOMPARE(text(ChangeModel::StoredColumn),
                 m_plan->changes().before(change).value_or(QStringLiteral("–")));
        QCOMPARE(text(ChangeModel::NewColumn),
                 m_plan->changes().after(change).value_or(QStringLiteral("–")));
        QVERIFY(text(ChangeModel::StoredColumn) != text(ChangeModel::NewColumn));
    }
}

void ChangeModelTest::fetchesInChunks()
{
    DetailsCache details;
    ChangeModel model(details);
    model.setGroups(groups());
    const int all = int(model.groups()->groups().size());
    QVERIFY(all > model.rowCount());
    const QAbstractItemModelTester tester(&model, kFailAsTest); // it fetches, too
    while (model.canFetchMore({}))
        model.fetchMore({});
    QCOMPARE(model.rowCount(), all);
}

void ChangeModelTest::asksForTitlesOfWhatIsShown()
{
    DetailsCache details;
    ChangeModel model(details);
    model.setGroups(groups());
    QSignalSpy asked(&details, &DetailsCache::needDetails);
    const QModelIndex group = model.index(0, 0);
    QCOMPARE(group.data().toString(), QStringLiteral("…"));
    QTRY_COMPARE(asked.count(), 1);
    const auto items = asked.first().first().value<std::vector<Item>>();
    QCOMPARE(items, std::vector<Item>{group.data(ItemRole).toUInt()});
    QSignalSpy changed(&model, &ChangeModel::dataChanged);
    details.store({{items.front(), QStringLiteral("Document checks"), {}, {}, {}}});
    QVERIFY(!changed.isEmpty());
    QCOMPARE(group.data().toString(), QStringLiteral("Document checks"));
}

QTEST_GUILESS_MAIN(ChangeModelTest)
#include "change_model_test.moc"
