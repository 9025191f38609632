// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/core/listed.h"
#include "services/core/plan.h"
#include "services/core/report.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QTest>
#include <functional>

using namespace arborist;

class PlanTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void hashCoversWhatItPromises();
    void planJson();
    void reportJson();
    void namesAreListed();

private:
    static Plan example();
};

Plan PlanTest::example()
{
    Plan plan;
    plan.operation = QStringLiteral("repair hierarchy");
    plan.request = {{QStringLiteral("organization"), 7}, {QStringLiteral("a"), u"b"_qs}};
    plan.target = {u"local"_qs, u"localhost:5432"_qs, u"app"_qs, u"7301/16384"_qs};
    plan.verdict = QStringLiteral("confirm");
    plan.steps = {{u"Lock"_qs, -1, u"LOCK TABLE items"_qs, u"SHARE items"_qs},
                  {u"Correct paths"_qs, 12, u"UPDATE items SET path = $1"_qs, {}}};
    plan.tables = {{u"public.items"_qs, 25000}};
    plan.schema = QStringLiteral("items(id bigint)");
    plan.loses = QStringList{u"12 stored paths"_qs};
    plan.wayBack = QStringLiteral("arboristctl undo");
    return plan;
}

void PlanTest::hashCoversWhatItPromises()
{
    const QByteArray hash = example().hash();
    QCOMPARE(hash.size(), 64);
    QCOMPARE(example().hash(), hash);
    const std::vector<std::function<void(Plan &)>> changes{
        [](Plan &plan) { plan.operation += u'x'; },
        [](Plan &plan) { plan.request[QStringLiteral("organization")] = 8; },
        [](Plan &plan) { plan.target.fingerprint += u'x'; },
        [](Plan &plan) { plan.verdict = QStringLiteral("refused"); },
        [](Plan &plan) { plan.confirmation = QStringLiteral("name"); },
        [](Plan &plan) { plan.backup = QStringLiteral("mandatory"); },
        [](Plan &plan) { plan.steps[1].title += u'x'; },
        [](Plan &plan) { plan.steps[1].sql += u'x'; },
        [](Plan &plan) { plan.steps[0].lock += u'x'; },
        [](Plan &plan) { std::swap(plan.steps[0], plan.steps[1]); },
        [](Plan &plan) { plan.steps.pop_back(); },
        [](Plan &plan) { plan.schema += u'x'; },
        [](Plan &plan) { // the same text, cut at another place
            plan.steps[1].title = QStringLiteral("Correct pathsU");
            plan.steps[1].sql = QStringLiteral("PDATE items SET path = $1");
        },
    };
    for (const auto &change : changes) {
        Plan plan = example();
        change(plan);
        QVERIFY(plan.hash() != hash);
    }
    Plan rows = example();
    rows.steps[1].rows = 13;
    rows.tables[0].rows = 25001;
    rows.target.host = QStringLiteral("127.0.0.1:5432");
    rows.caller = QStringLiteral("pipeline");
    QCOMPARE(rows.hash(), hash);
}

void PlanTest::planJson()
{
    const Plan plan = example();
    const QJsonObject json = plan.toJson();
    QCOMPARE(json[u"operation"], QJsonValue(u"repair hierarchy"_qs));
    QCOMPARE(json[u"hash"].toString().toLatin1(), plan.hash());
    QCOMPARE(json[u"target"].toObject(), (QJsonObject{{u"stage"_qs, u"local"_qs},
                                                      {u"host"_qs, u"localhost:5432"_qs},
                                                      {u"database"_qs, u"app"_qs},
                                                      {u"fingerprint"_qs, u"7301/16384"_qs}}));
    const QJsonArray steps = json[u"steps"].toArray();
    QCOMPARE(steps.size(), 2);
    QVERIFY(steps[0][u"rows"].isNull());
    QCOMPARE(steps[1][u"rows"].toInt(), 12);
    QCOMPARE(steps[1][u"title"].toString(), u"Correct paths"_qs);
    QCOMPARE(steps[1][u"sql"].toString(), u"UPDATE items SET path = $1"_qs);
    QCOMPARE(json[u"loses"].toArray().size(), 1);
    QCOMPARE(json[u"way_back"].toString(), u"arboristctl undo"_qs);
    QCOMPARE(json[u"tables"][0][u"rows"].toInt(), 25000);
}

/// Names are anything, places of other texts among it.
void PlanTest::namesAreListed()
{
    const QStringList names{u"a"_qs, u"%2 %1"_qs, u"c"_qs, u"d"_qs};
    QCOMPARE(listed(names, 4), u"a, %2 %1, c, d"_qs);
    QCOMPARE(listed(names, 2), u"a, %2 %1 and 2 more"_qs);
    QCOMPARE(listed({}, 2), QString());
}

void PlanTest::reportJson()
{
    Report report;
    report.run = QStringLiteral("r1");
    report.operation = QStringLiteral("repair hierarchy");
    report.steps = {{u"Lock"_qs, ReportStep::State::Done, -1, 3},
                    {u"Correct"_qs, ReportStep::State::RolledBack, 12, 40},
                    {u"Check"_qs, ReportStep::State::Failed, -1, 1},
                    {u"Note"_qs, ReportStep::State::Skipped, -1, 0}};
    QVERIFY(report.toJson()[u"error"].isNull());
    QCOMPARE(report.toJson()[u"outcome"].toString(), u"succeeded"_qs);
    report.outcome = Report::Result::Failed;
    report.error = Error(u"Lost"_qs, u"Again"_qs);
    report.notes << u"Left"_qs;
    report.error->setSqlState(u"08006"_qs).setWhere(u"items"_qs);
    const QByteArray expected =
        R"({"backup":null,"error":{"hint":"Again","message":"Lost","sqlstate":"08006","where":"items"},)"
        R"("file":null,)"
        R"("notes":["Left"],"operation":"repair hierarchy","outcome":"failed","run":"r1","steps":[)"
        R"({"duration_ms":3,"rows":null,"state":"done","title":"Lock"},)"
        R"({"duration_ms":40,"rows":12,"state":"rolled_back","title":"Correct"},)"
        R"({"duration_ms":1,"rows":null,"state":"failed","title":"Check"},)"
        R"({"duration_ms":0,"rows":null,"state":"skipped","title":"Note"}]})";
    QCOMPARE(QJsonDocument(report.toJson()).toJson(QJsonDocument::Compact), expected);
    report.outcome = Report::Result::Cancelled;
    QCOMPARE(report.toJson()[u"outcome"].toString(), u"cancelled"_qs);
    report.outcome = Report::Result::Refused;
    QCOMPARE(report.toJson()[u"outcome"].toString(), u"refused"_qs);
}

QTEST_GUILESS_MAIN(PlanTest)
#include "plan_test.moc"
