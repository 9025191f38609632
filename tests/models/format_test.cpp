// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/common/format.h"

#include <QLocale>
#include <QTest>

using namespace arborist;

class FormatTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { QLocale::setDefault(QLocale(QLocale::English, QLocale::UnitedStates)); }

    void numbers()
    {
        QCOMPARE(format::count(1'284), QStringLiteral("1,284"));
        QCOMPARE(format::bytes(512), QStringLiteral("512 B"));
        QCOMPARE(format::bytes(3'661'000'000), QStringLiteral("3.41 GiB"));
        QCOMPARE(format::bytes(-1), QStringLiteral("–"));
        QCOMPARE(format::doneOfTotal(1'331'439'862, 3'661'000'000, QStringLiteral("bytes")),
                 QStringLiteral("1.24 of 3.41 GiB"));
        QCOMPARE(format::doneOfTotal(1'200, -1, QStringLiteral("items")),
                 QStringLiteral("1,200 items"));
        QCOMPARE(format::rate(48.2 * 1024 * 1024, QStringLiteral("bytes")),
                 QStringLiteral("48.2 MiB/s"));
        QCOMPARE(format::rate(213'456, QStringLiteral("items")), QStringLiteral("210,000 items/s"));
    }

    void times()
    {
        QCOMPARE(format::milliseconds(0.23), QStringLiteral("0.2 ms"));
        QCOMPARE(format::milliseconds(33.4), QStringLiteral("33 ms"));
        QCOMPARE(format::milliseconds(1'450), QStringLiteral("1.45 s"));
        QCOMPARE(format::duration(400), QStringLiteral("0.4 s"));
        QCOMPARE(format::duration(1'450), QStringLiteral("1.45 s"));
        QCOMPARE(format::duration(125'000), QStringLiteral("2 min 5 s"));
        QCOMPARE(format::duration(4'320'000), QStringLiteral("1 h 12 min"));
        QCOMPARE(format::left(45'200), QStringLiteral("46 s left"));
        const QDateTime now = QDateTime::fromSecsSinceEpoch(1'800'000'000);
        QCOMPARE(format::ago(now.addSecs(-2), now), QStringLiteral("just now"));
        QCOMPARE(format::ago(now.addSecs(-130), now), QStringLiteral("2 min ago"));
        QCOMPARE(format::age(now.addDays(-9), now), QStringLiteral("9 days"));
        QCOMPARE(format::age({}, now), QStringLiteral("–"));
    }
};

QTEST_GUILESS_MAIN(FormatTest)
#include "format_test.moc"
