// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/core/error.h"
#include "services/core/operation_context.h"

#include <QTest>
#include <thread>

using namespace arborist;

class ProgressTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void nestsByWeight();
    void goesBack();
    void doesNotKnowWithoutATotal();
    void isSampledWhileWritten();
    void contextThrowsOnceStopped();
};

void ProgressTest::nestsByWeight()
{
    ProgressSink sink;
    sink.enter(QStringLiteral("Reading"), 0.75, 200, QStringLiteral("items"));
    QCOMPARE(sink.sample().fraction, 0.0);
    sink.advance(100);
    QCOMPARE(sink.sample().fraction, 0.375);
    sink.setTotal(400);
    QCOMPARE(sink.sample().fraction, 0.1875);
    sink.advance(1000); // more than was expected
    QCOMPARE(sink.sample().fraction, 0.75);
    sink.enter(QStringLiteral("Checking"), 0.25, 4);
    QCOMPARE(sink.sample().fraction, 0.75);
    QCOMPARE(sink.sample().step, QStringLiteral("Checking"));
    QCOMPARE(sink.sample().done, 0);
    sink.advance(4);
    QCOMPARE(sink.sample().fraction, 1.0);
    sink.enter(QStringLiteral("More than all"), 0.5, 1);
    sink.advance(1);
    QCOMPARE(sink.sample().fraction, 1.0);
}

/// A step that is tried over and over again comes no nearer to the end by it.
void ProgressTest::goesBack()
{
    ProgressSink sink;
    sink.enter(QStringLiteral("first"), 0.4);
    const double reached = sink.reached();
    for (int tried = 0; tried < 5; ++tried) {
        sink.enter(QStringLiteral("second"), 0.3);
        sink.enter(QStringLiteral("third"), 0.3);
        sink.goBack(QStringLiteral("waiting"), reached);
        QCOMPARE(sink.sample().step, QStringLiteral("waiting"));
        QVERIFY(qAbs(sink.sample().fraction - 0.4) < 1e-9);
    }
    sink.enter(QStringLiteral("second"), 0.3, 10);
    sink.advance(10);
    QVERIFY(qAbs(sink.sample().fraction - 0.7) < 1e-9);
}

void ProgressTest::doesNotKnowWithoutATotal()
{
    ProgressSink sink;
    sink.enter(QStringLiteral("Counting"), 0.5);
    sink.advance(10);
    QVERIFY(sink.sample().fraction < 0);
    QVERIFY(!sink.sample().left);
    sink.enter(QStringLiteral("Reading"), 0.5);
    QCOMPARE(sink.sample().fraction, 0.5);
}

void ProgressTest::isSampledWhileWritten()
{
    ProgressSink sink;
    constexpr int total = 20000;
    const std::jthread writer([&] {
        for (int step = 0; step < 4; ++step) {
            sink.enter(QString::number(step), 0.25, total);
            for (int i = 1; i <= total; ++i)
                sink.advance(i);
        }
    });
    double before = -1;
    while (before < 1) {
        const double now = sink.sample().fraction;
        QVERIFY(now >= before);
        before = now;
    }
}

void ProgressTest::contextThrowsOnceStopped()
{
    std::stop_source stop;
    OperationContext context;
    context.stop = stop.get_token();
    context.throwIfStopped();
    stop.request_stop();
    QVERIFY_THROWS_EXCEPTION(Error, context.throwIfStopped());
}

QTEST_GUILESS_MAIN(ProgressTest)
#include "progress_test.moc"
