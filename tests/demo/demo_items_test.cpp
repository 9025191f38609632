// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/core/error.h"
#include "services/demo/drift_oracle.h"
#include "services/demo/item_generator.h"
#include "services/demo/item_rollups.h"
#include "services/demo/structure_planter.h"
#include "services/demo/truth_planter.h"
#include "services/demo/value_planter.h"
#include <QCryptographicHash>
#include <QTest>
#include <algorithm>

using namespace arborist;
using namespace arborist::demo;

namespace {

template <typename T> void hashColumn(QCryptographicHash &hash, const std::vector<T> &column)
{
    hash.addData(
        {reinterpret_cast<const char *>(column.data()), qsizetype(column.size() * sizeof(T))});
}

QByteArray fingerprint(const ItemTable &items)
{
    QCryptographicHash hash(QCryptographicHash::Sha256);
    hashColumn(hash, items.parentId);
    hashColumn(hash, items.titleSeed);
    hashColumn(hash, items.status);
    hashColumn(hash, items.estimate);
    hashColumn(hash, items.start);
    hashColumn(hash, items.end);
    hashColumn(hash, items.position);
    hashColumn(hash, items.updated);
    hashColumn(hash, items.depth);
    hashColumn(hash, items.estimateSum);
    hashColumn(hash, items.progress);
    hashColumn(hash, items.minStart);
    QByteArray path;
    for (qint32 i = 0; i < items.size(); ++i) {
        items.storedPath(i, path);
        hash.addData(path);
    }
    return hash.result();
}

struct Made {
    Manifest manifest;
    std::vector<ItemTable> items;
};

Made make(const DemoPlan &plan, DemoStage stage, bool withMishaps)
{
    Made made;
    made.manifest.maxDepth = kLevels - 1;
    const auto dealt = dealMishaps(plan, stage);
    for (size_t n = 0; n < plan.organizations.size(); ++n) {
        const MishapCounts mishaps = withMishaps ? dealt[n] : MishapCounts{};
        ItemTable items = ItemGenerator(plan.organizations[n], plan.now).make();
        PlantingGround ground(items, 1 + n, &made.manifest.planted);
        TruthPlanter(ground).plant(mishaps);
        fillDerived(items);
        StructurePlanter(ground, plan).plant(mishaps);
        ValuePlanter(ground).plant(mishaps);
        DriftOracle(items, plan.items, made.manifest).run();
        made.items.push_back(std::move(items));
    }
    return made;
}

} // namespace

class DemoItemsTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void sizesAddUp_data();
    void sizesAddUp();
    void refusesOtherSizes();
    void sameEveryTime();
    void believableTree();
    void healthyWithoutMishaps();
    void everyKindIsPlanted();
    void productionIsNearlyHealthy();
};

void DemoItemsTest::sizesAddUp_data()
{
    QTest::addColumn<qint64>("items");
    QTest::addColumn<int>("organizations");
    QTest::newRow("least") << qint64(1000) << 12;
    QTest::newRow("default") << qint64(25'000) << 12;
    QTest::newRow("million") << qint64(1'000'000) << 50;
    QTest::newRow("most") << qint64(10'000'000) << 50;
}

void DemoItemsTest::sizesAddUp()
{
    QFETCH(qint64, items);
    QFETCH(int, organizations);
    const DemoPlan plan = DemoPlan::make(items);
    QCOMPARE(int(plan.organizations.size()), organizations);
    qint64 next = 1;
    for (const OrganizationPlan &organization : plan.organizations) {
        QCOMPARE(organization.firstItem, next);
        QVERIFY(organization.items > 0);
        next += organization.items;
    }
    QCOMPARE(next, items + 1);
    QVERIFY(plan.organizations.front().items > 3 * plan.organizations.back().items);
}

void DemoItemsTest::refusesOtherSizes()
{
    QVERIFY_THROWS_EXCEPTION(Error, DemoPlan::make(999));
    QVERIFY_THROWS_EXCEPTION(Error, DemoPlan::make(10'000'001));
}

void DemoItemsTest::sameEveryTime()
{
    const DemoPlan plan = DemoPlan::make(25'000);
    const Made first = make(plan, DemoStage::Local, true);
    const Made second = make(plan, DemoStage::Local, true);
    QCOMPARE(first.manifest.toJson(), second.manifest.toJson());
    for (size_t n = 0; n < first.items.size(); ++n)
        QCOMPARE(fingerprint(first.items[n]), fingerprint(second.items[n]));
}

void DemoItemsTest::believableTree()
{
    const DemoPlan plan = DemoPlan::make(25'000);
    const Made made = make(plan, DemoStage::Local, false);
    std::array<int, kLevels> levels{};
    int inner = 0;
    int deleted = 0;
    int archived = 0;
    int done = 0;
    for (const ItemTable &items : made.items) {
        for (size_t i = 0; i < size_t(items.size()); ++i) {
            ++levels.at(size_t(items.depth[i]));
            inner += items.childCount[i] > 0;
            deleted += items.deleted[i];
            archived += items.archived[i];
            done += isDone(items.status[i]);
        }
    }
    const auto mode = std::max_element(levels.begin(), levels.end()) - levels.begin();
    QVERIFY(mode == 4 || mode == 5);
    QVERIFY(levels.back() > 0);
    QVERIFY2(inner > 8'000 && inner < 16'000, qPrintable(QString::number(inner)));
    QVERIFY2(deleted > 100 && deleted < 2'500, qPrintable(QString::number(deleted)));
    QVERIFY2(archived > 100 && archived < 2'500, qPrintable(QString::number(archived)));
    QVERIFY2(done > 5'000 && done < 20'000, qPrintable(QString::number(done)));
}

void DemoItemsTest::healthyWithoutMishaps()
{
    const Manifest manifest = make(DemoPlan::make(60'000), DemoStage::Local, false).manifest;
    QCOMPARE(manifest.items, 60'000);
    QCOMPARE(manifest.driftedItems, 0);
    QCOMPARE(manifest.nullForZero, 0);
    QVERIFY(manifest.cut.empty());
}

void DemoItemsTest::everyKindIsPlanted()
{
    const Manifest manifest = make(DemoPlan::make(25'000), DemoStage::Local, true).manifest;
    for (size_t kind = 0; kind < kKindNames.size(); ++kind)
        QVERIFY2(manifest.counts[kind] > 0, kKindNames[kind]);
    QVERIFY(manifest.nullForZero > 0);
    QVERIFY(manifest.stranded > 0);
    QVERIFY2(manifest.driftedItems > 250 && manifest.driftedItems < 1'000,
             qPrintable(QString::number(manifest.driftedItems)));
    // Each mishap of the table did happen.
    for (int mishap = 0; mishap < kMishapCount; ++mishap)
        QVERIFY2(std::any_of(manifest.planted.begin(), manifest.planted.end(),
                             [&](const Planted &one) { return int(one.mishap) == mishap; }),
                 nameOf(Mishap(mishap)));
}

void DemoItemsTest::productionIsNearlyHealthy()
{
    const DemoPlan plan = DemoPlan::make(25'000);
    const auto local = make(plan, DemoStage::Local, true).manifest.driftedItems;
    const auto staging = make(plan, DemoStage::Staging, true).manifest.driftedItems;
    const auto production = make(plan, DemoStage::Production, true).manifest.driftedItems;
    QVERIFY(staging < local);
    QVERIFY(production > 0);
    QVERIFY(production < staging / 3);
}

QTEST_GUILESS_MAIN(DemoItemsTest)
#include "demo_items_test.moc"
