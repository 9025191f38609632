// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/stages/duration.h"
#include "services/stages/hierarchy_section.h"
#include "services/stages/toml_file.h"
#include <QtTest/qtest.h>

using namespace arborist;
using namespace arborist::stages;
using hierarchy::DateRule;
using hierarchy::SumRule;

namespace {

std::vector<hierarchy::Mapping> hierarchies(const QString &text)
{
    const QString name = QStringLiteral("arborist.toml");
    const ConfigNode node = parseToml(text, name);
    return readHierarchies(ConfigTable(node, name, {}));
}

} // namespace

class HierarchySectionTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void hierarchyWithNothingBut();
    void hierarchyWithEverything();
    void severalHierarchies();
    void tableNames_data();
    void tableNames();
    void durations_data();
    void durations();
};

void HierarchySectionTest::hierarchyWithNothingBut()
{
    const auto found = hierarchies(QStringLiteral("[[hierarchy]]\ntable = \"items\"\n"));
    QCOMPARE(found.size(), 1U);
    const hierarchy::Mapping &mapping = found.front();
    QCOMPARE(mapping.qualifiedName(), QStringLiteral("public.items"));
    QCOMPARE(mapping.id, QStringLiteral("id"));
    QCOMPARE(mapping.parent, QStringLiteral("parent_id"));
    QVERIFY(mapping.fromFile);
    for (const QString &name : {mapping.organization, mapping.title, mapping.status, mapping.depth,
                                mapping.path, mapping.progress, mapping.maxEnd, mapping.updated})
        QVERIFY(name.isEmpty());
    QVERIFY(mapping.rules.declared.isEmpty());
    QVERIFY(!mapping.rules.depthBase && !mapping.rules.path && !mapping.rules.progressScale);
    QCOMPARE(mapping.rules.graceSeconds, 300);
}

void HierarchySectionTest::hierarchyWithEverything()
{
    const auto found = hierarchies(QString::fromUtf8(R"([[hierarchy]]
table = '"Work"."Items.Old"'
id = "c1"
parent = "c2"
organization = "c3"
title = "c4"
status = "c5"
done = ["done", "closed"]
estimate = "c6"
start = "c7"
end = "c8"
position = "c9"
archived = "c10"
deleted = "c11"
updated = "c12"
own_progress = "c13"
manual = "c14"
[hierarchy.derived]
depth = "d1"
path = "d2"
child_count = "d3"
descendant_count = "d4"
done_count = "d5"
estimate_sum = "d6"
progress = "d7"
min_start = "d8"
max_end = "d9"
[hierarchy.rules]
depth = "from-1"
path = { separator = ".", label = "slug", self = false, leading = true, trailing = true }
estimate_sum = "leaves"
min_start = "own+children"
max_end = "children"
progress = { scale = 1, digits = 4 }
count_archived = false
count_deleted = true
max_depth = 12
grace = "1 h 30 min"
time_zone = "UTC"
)"));
    QCOMPARE(found.size(), 1U);
    const hierarchy::Mapping &m = found.front();
    QCOMPARE(m.schema, QStringLiteral("Work"));
    QCOMPARE(m.table, QStringLiteral("Items.Old"));
    QCOMPARE(m.quotedName(), QStringLiteral("\"Work\".\"Items.Old\""));
    const QStringList columns{m.id,       m.parent,  m.organization, m.title,    m.status,
                              m.estimate, m.start,   m.end,          m.position, m.archived,
                              m.deleted,  m.updated, m.ownProgress,  m.manual};
    for (int i = 0; i < columns.size(); ++i)
        QCOMPARE(columns[i], QStringLiteral("c%1").arg(i + 1));
    const QStringList derived{m.depth,           m.path,      m.childCount,
                              m.descendantCount, m.doneCount, m.estimateSum,
                              m.progress,        m.minStart,  m.maxEnd};
    for (int i = 0; i < derived.size(); ++i)
        QCOMPARE(derived[i], QStringLiteral("d%1").arg(i + 1));
    QCOMPARE(m.done, QStringList({QStringLiteral("done"), QStringLiteral("closed")}));
    const hierarchy::Rules &rules = m.rules;
    QCOMPARE(rules.depthBase, std::optional<int>(1));
    const hierarchy::PathRule path{QStringLiteral("."), QStringLiteral("slug"), false, true, true};
    QVERIFY(rules.path == path);
    QVERIFY(rules.estimateSum == SumRule::Leaves);
    QVERIFY(rules.minStart == DateRule::OwnAndChildren);
    QVERIFY(rules.maxEnd == DateRule::Children);
    QCOMPARE(rules.progressScale, std::optional<int>(1));
    QCOMPARE(rules.progressDigits, std::optional<int>(4));
    QVERIFY(!rules.countArchived && rules.countDeleted);
    QCOMPARE(rules.maxDepth, 12);
    QCOMPARE(rules.graceSeconds, 5400);
    QCOMPARE(rules.timeZone, QStringLiteral("UTC"));
    QCOMPARE(rules.declared.size(), 11);
    QVERIFY(rules.declared.contains(QStringLiteral("progress")));
}

void HierarchySectionTest::severalHierarchies()
{
    const auto found = hierarchies(QString::fromUtf8(R"(
[[hierarchy]]
table = "items"
[hierarchy.rules]
depth = "from-1"
[[hierarchy]]
table = "crm.folders"
[hierarchy.derived]
depth = "level"
)"));
    QCOMPARE(found.size(), 2U);
    QCOMPARE(found[0].rules.depthBase, std::optional<int>(1));
    QVERIFY(found[0].depth.isEmpty());
    QCOMPARE(found[1].qualifiedName(), QStringLiteral("crm.folders"));
    QCOMPARE(found[1].depth, QStringLiteral("level"));
    QVERIFY(!found[1].rules.depthBase);
}

void HierarchySectionTest::tableNames_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("schema");
    QTest::addColumn<QString>("table");
    const auto row = [](const char *text, const char *schema, const char *table) {
        QTest::newRow(text) << QString::fromUtf8(text) << QString::fromUtf8(schema)
                            << QString::fromUtf8(table);
    };
    row("items", "public", "items");
    row("public.items", "public", "items");
    row("App.Items", "App", "Items");
    row("\"items\"", "public", "items");
    row("crm.\"Work items\"", "crm", "Work items");
    row("\"a.b\".\"c.d\"", "a.b", "c.d");
    row("\"say \"\"hi\"\"\".x", "say \"hi\"", "x");
    for (const char *none : {"", ".", "a.", ".b", "a.b.c", "\"a", "\"a\"b", "a\"b\"", "\"\".b"})
        row(none, "", "");
}

void HierarchySectionTest::tableNames()
{
    QFETCH(QString, text);
    QFETCH(QString, schema);
    QFETCH(QString, table);
    const auto parts = splitTableName(text);
    QCOMPARE(parts.has_value(), !table.isEmpty());
    if (parts) {
        QCOMPARE(parts->first, schema);
        QCOMPARE(parts->second, table);
    }
}

void HierarchySectionTest::durations_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<int>("seconds");
    const auto row = [](const char *text, int seconds) {
        QTest::newRow(text) << QString::fromUtf8(text) << seconds;
    };
    row("5 min", 300);
    row("5min", 300);
    row("90 s", 90);
    row("0 s", 0);
    row("1 hour", 3600);
    row("2 Hours", 7200);
    row("1 h 30 min", 5400);
    row("1h30m", 5400);
    row("1 d", 86400);
    for (const char *none :
         {"", "5", "min", "5 parsecs", "-5 min", "5 min later", "1.5 h", "999999 d"})
        row(none, -1);
}

void HierarchySectionTest::durations()
{
    QFETCH(QString, text);
    QFETCH(int, seconds);
    QCOMPARE(secondsFromText(text).value_or(-1), seconds);
}

QTEST_GUILESS_MAIN(HierarchySectionTest)
#include "hierarchy_section_test.moc"
