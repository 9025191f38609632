// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/core/scan_change.h"

#include <QTest>

using namespace arborist;

class ScanChangeTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void tellsWhatHasGrown();
    void ordersKindsByGrowth();
    void namesFourKindsAtMost();
    void isSilentAboutLess();
    void tellsOtherDriftOnTheSameNumberOfItems();
    void countsOneItem();

private:
    static ScanRecord record(qint64 drifted, const QMap<QString, qint64> &kinds)
    {
        ScanRecord record;
        record.stage = QStringLiteral("local");
        record.table = QStringLiteral("public.items");
        record.driftedItems = drifted;
        record.kinds = kinds;
        return record;
    }
    static ScanChange change(qint64 before, const QMap<QString, qint64> &kindsBefore, qint64 after,
                             const QMap<QString, qint64> &kindsAfter)
    {
        return changeBetween(record(before, kindsBefore), record(after, kindsAfter));
    }
};

void ScanChangeTest::tellsWhatHasGrown()
{
    const ScanChange grown = change(30, {{u"R4"_qs, 30}}, 42, {{u"R4"_qs, 39}, {u"D1"_qs, 3}});
    QVERIFY(grown.hasGrown());
    QCOMPARE(grown.driftedItems, 12);
    QCOMPARE(growthText(grown),
             QStringLiteral("public.items on local: 12 more items have drifted (R4 +9, D1 +3)"));
}

void ScanChangeTest::ordersKindsByGrowth()
{
    const ScanChange grown =
        change(10, {{u"D1"_qs, 10}, {u"T1"_qs, 4}, {u"S1"_qs, 2}}, 2'000,
               {{u"R4"_qs, 3}, {u"R1"_qs, 1'990}, {u"S1"_qs, 2}, {u"D2"_qs, 3}});
    QStringList order;
    for (const KindChange &each : grown.kinds)
        order << QStringLiteral("%1 %2").arg(each.kind).arg(each.items);
    QCOMPARE(order,
             QStringList({u"R1 1990"_qs, u"D2 3"_qs, u"R4 3"_qs, u"T1 -4"_qs, u"D1 -10"_qs}));
    QVERIFY(growthText(grown).endsWith(QStringLiteral("(R1 +1,990, D2 +3, R4 +3)")));
}

void ScanChangeTest::namesFourKindsAtMost()
{
    QMap<QString, qint64> kinds{{u"D1"_qs, 9}, {u"D2"_qs, 8}, {u"R1"_qs, 7}, {u"R2"_qs, 6}};
    QVERIFY(growthText(change(0, {}, 20, kinds))
                .endsWith(QStringLiteral("(D1 +9, D2 +8, R1 +7, R2 +6)")));
    kinds.insert(u"R3"_qs, 5);
    QVERIFY(growthText(change(0, {}, 20, kinds))
                .endsWith(QStringLiteral("(D1 +9, D2 +8, R1 +7, R2 +6 and 1 more kind)")));
    kinds.insert(u"R4"_qs, 5);
    QVERIFY(growthText(change(0, {}, 20, kinds)).endsWith(QStringLiteral("and 2 more kinds)")));
}

void ScanChangeTest::isSilentAboutLess()
{
    const QMap<QString, qint64> kinds{{u"R4"_qs, 30}};
    QVERIFY(!change(30, kinds, 30, kinds).hasGrown());
    QVERIFY(change(30, kinds, 30, kinds).kinds.empty());
    QVERIFY(!change(30, kinds, 0, {}).hasGrown());
    QCOMPARE(growthText(change(30, kinds, 12, {{u"R4"_qs, 12}})), QString());
}

void ScanChangeTest::tellsOtherDriftOnTheSameNumberOfItems()
{
    const ScanChange moved = change(30, {{u"R4"_qs, 30}}, 20, {{u"R4"_qs, 15}, {u"S1"_qs, 5}});
    QVERIFY(moved.hasGrown());
    QCOMPARE(growthText(moved),
             QStringLiteral("public.items on local: drift of other kinds has come up (S1 +5)"));
}

void ScanChangeTest::countsOneItem()
{
    QCOMPARE(growthText(change(0, {}, 1, {{u"R4"_qs, 1}})),
             QStringLiteral("public.items on local: 1 more item has drifted (R4 +1)"));
    QCOMPARE(growthText(change(0, {}, 1, {})),
             QStringLiteral("public.items on local: 1 more item has drifted"));
}

QTEST_GUILESS_MAIN(ScanChangeTest)
#include "scan_change_test.moc"
