// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/stages/policy.h"

#include <QTest>

using namespace arborist::stages;
using enum arborist::stages::Requirement;

/// Every cell of the table: risk x stage x caller, with and without a loss.
class PolicyTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void everyCell_data();
    void everyCell();
    void aRefusalSaysWhatToDo();
};

namespace {

Stage stageOf(Environment environment, bool isProtected, bool readOnly)
{
    Stage stage;
    stage.name = QStringLiteral("harbour");
    stage.environment = environment;
    stage.isProtected = isProtected;
    stage.readOnly = readOnly;
    return stage;
}

} // namespace

void PolicyTest::everyCell_data()
{
    QTest::addColumn<bool>("isProtected");
    QTest::addColumn<bool>("readOnly");
    QTest::addColumn<QList<int>>("expected");
    // Read, write, write that loses something, destructive (without and with a loss); from a desk,
    // then from a pipeline.
    const auto row = [](const char *name, bool isProtected, bool readOnly,
                        const QList<Requirement> &cells) {
        QList<int> numbers;
        for (const Requirement cell : cells)
            numbers << int(cell);
        QTest::newRow(name) << isProtected << readOnly << numbers;
    };
    row("open", false, false,
        {Nothing, Yes, TypeName, TypeName, TypeName, Nothing, Yes, TypeName, TypeName, TypeName});
    row("protected", true, false,
        {Nothing, TypeName, Refused, Refused, Refused, Nothing, TypeName, TypeName, TypeName,
         TypeName});
    row("read only", false, true,
        {Nothing, Refused, Refused, Refused, Refused, Nothing, Refused, Refused, Refused, Refused});
    row("protected, read only", true, true,
        {Nothing, Refused, Refused, Refused, Refused, Nothing, Refused, Refused, Refused, Refused});
}

void PolicyTest::everyCell()
{
    QFETCH(bool, isProtected);
    QFETCH(bool, readOnly);
    QFETCH(QList<int>, expected);
    // Protection decides; what the environment is called does not.
    for (const Environment environment :
         {Environment::Development, Environment::Test, Environment::Staging,
          Environment::Production, Environment::Unknown}) {
        const Stage stage = stageOf(environment, isProtected, readOnly);
        QList<int> found;
        for (const Caller caller : {Caller::Desk, Caller::Pipeline}) {
            QCOMPARE(requirement(Risk::Read, stage, caller, true), Nothing);
            found << int(requirement(Risk::Read, stage, caller, false))
                  << int(requirement(Risk::Write, stage, caller, false))
                  << int(requirement(Risk::Write, stage, caller, true))
                  << int(requirement(Risk::Destructive, stage, caller, false))
                  << int(requirement(Risk::Destructive, stage, caller, true));
        }
        QCOMPARE(found, expected);
    }
}

void PolicyTest::aRefusalSaysWhatToDo()
{
    const QString readOnly =
        refusalReason(Risk::Write, stageOf(Environment::Development, false, true));
    QVERIFY(readOnly.contains(u"harbour"));
    QVERIFY(readOnly.contains(u"read_only"));
    const QString destructive =
        refusalReason(Risk::Destructive, stageOf(Environment::Production, true, false));
    QVERIFY(destructive.contains(u"--confirm harbour"));
    QVERIFY(refusalReason(Risk::Write, stageOf(Environment::Production, true, false))
                .contains(u"harbour"));
}

QTEST_GUILESS_MAIN(PolicyTest)
#include "policy_test.moc"
