// SPDX-License-Identifier: GPL-3.0-or-later
// A product's own rules of rollups are found in its data, and drift is told from another rule. The
// values come from SQL that shares nothing with the scan.
#include "services/core/error.h"
#include "services/hierarchy/discovery.h"
#include "services/hierarchy/rule_store.h"
#include "services/hierarchy/rule_words.h"
#include "services/hierarchy/scan.h"
#include "services/postgres/connection.h"
#include "tests/support/test_cluster.h"
#include <QFileInfo>
#include <QTemporaryDir>
#include <QTest>

using namespace arborist;
using namespace arborist::hierarchy;

namespace {

/// One product's rules, in SQL.
struct Product {
    const char *counts;  ///< condition on a row `c` to count for its ancestors
    const char *self;    ///< 1: counts include the item itself
    const char *sum;     ///< condition on a row `b` of the closure to enter the sum
    const char *rounded; ///< of the expression %1
    bool byWork;
    bool ownDates;
    bool eitherEnd;
};

constexpr Product kDefault{"c.deleted_at IS NULL", "0", "true", "round(%1, 2)", true, false, true};

/// 4,000 items in five levels; some archived, some deleted, estimates and dates here and there.
constexpr const char *kItems = R"(
    CREATE TABLE items (
        id bigint PRIMARY KEY, parent_id bigint REFERENCES items, status text NOT NULL,
        estimate numeric(8,2), start_date date, end_date date, archived_at timestamptz,
        deleted_at timestamptz, child_count int, descendant_count int, done_count int,
        estimate_sum numeric(12,2), progress numeric(5,2), min_start date, max_end date);
    INSERT INTO items (id, parent_id, status, estimate, start_date, end_date, archived_at, deleted_at)
    SELECT i, CASE WHEN i > 5 THEN (i - 1) / 5 END,
           CASE WHEN i % 3 = 0 THEN 'done' ELSE 'open' END,
           CASE WHEN i % 7 > 0 THEN (i * 37 % 400) / 4.0 END,
           CASE WHEN i % 11 > 0 OR i > 800 THEN date '2026-01-01' + (i * 7919 % 300)::int END,
           CASE WHEN i % 13 > 0 THEN date '2026-01-01' + (i * 7907 % 420)::int END,
           CASE WHEN i % 17 = 0 THEN now() - interval '90 days' END,
           CASE WHEN i % 19 = 0 THEN now() - interval '90 days' END
    FROM generate_series(1, 4000) i;)";

QByteArray valuesOf(const Product &product)
{
    const QString sql = QStringLiteral(R"(
        CREATE TEMP TABLE below AS
        WITH RECURSIVE below(top, id, estimate, status, start_date, end_date, leaf) AS (
            SELECT c.id, c.id, c.estimate, c.status, c.start_date, c.end_date, true FROM items c
            UNION ALL
            SELECT b.top, c.id, c.estimate, c.status, c.start_date, c.end_date, true
            FROM below b JOIN items c ON c.parent_id = b.id WHERE %1)
        SELECT * FROM below;
        UPDATE below b SET leaf = NOT EXISTS (SELECT FROM items c WHERE c.parent_id = b.id AND %1);
        UPDATE items i SET child_count = v.children, descendant_count = v.descendants,
            done_count = v.done, estimate_sum = v.total, progress = %3,
            min_start = v.min_start, max_end = v.max_end
        FROM (SELECT top,
                (SELECT count(*) FROM items c WHERE c.parent_id = b.top AND %1) AS children,
                count(*) - 1 + %2 AS descendants,
                count(*) FILTER (WHERE status = 'done' AND (id <> top OR %2 = 1)) AS done,
                count(*) FILTER (WHERE status = 'done' AND id <> top) AS done_below,
                coalesce(sum(estimate) FILTER (WHERE %4), 0) AS total,
                coalesce(sum(estimate), 0) AS work,
                coalesce(sum(estimate) FILTER (WHERE status = 'done'), 0) AS done_work,
                bool_or(id = top AND status = 'done')::int * 100 AS own,
                min(%5) FILTER (WHERE %7) AS min_start, max(%6) FILTER (WHERE %7) AS max_end,
                count(*) - 1 AS others
              FROM below b GROUP BY top) v
        WHERE i.id = v.top;
        DROP TABLE below;)");
    const QString counts = QStringLiteral("CASE WHEN others = 0 THEN own ELSE ") +
                           QString::fromLatin1(product.rounded)
                               .arg(QStringLiteral("100.0 * done_below / nullif(others, 0)")) +
                           QStringLiteral(" END");
    const QString progress =
        product.byWork ? QStringLiteral("CASE WHEN work > 0 THEN ") +
                             QString::fromLatin1(product.rounded)
                                 .arg(QStringLiteral("100.0 * done_work / nullif(work, 0)")) +
                             QStringLiteral(" ELSE ") + counts + QStringLiteral(" END")
                       : counts;
    return sql
        .arg(QString::fromLatin1(product.counts), QString::fromLatin1(product.self), progress,
             QString::fromLatin1(product.sum),
             product.eitherEnd ? QStringLiteral("least(start_date, end_date)")
                               : QStringLiteral("start_date"),
             product.eitherEnd ? QStringLiteral("greatest(start_date, end_date)")
                               : QStringLiteral("end_date"),
             product.ownDates ? QStringLiteral("true") : QStringLiteral("leaf"))
        .toUtf8();
}

} // namespace

Q_DECLARE_METATYPE(Product)

class RuleFittingTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase()
    {
        m_cluster = std::make_unique<TestCluster>();
        m_cluster->psql(QStringLiteral("template1"), kItems);
    }

    void theProductsRuleIsFound_data()
    {
        QTest::addColumn<Product>("product");
        QTest::addColumn<QStringList>("words"); // of R2, R4, R5 and T1
        const auto row = [](const char *name, const Product &product, const QStringList &words) {
            QTest::newRow(name) << product << words;
        };
        const QString dates = QStringLiteral("children, own where none has dates");
        row("default", kDefault,
            {QStringLiteral("live or archived descendants"),
             QStringLiteral("own + live or archived descendants"),
             QStringLiteral("done work of own + live or archived descendants, 0 to 100"), dates});
        Product product = kDefault;
        product.counts = "c.deleted_at IS NULL AND c.archived_at IS NULL";
        product.sum = "b.id <> b.top";
        row("archived left out, sum of descendants", product,
            {QStringLiteral("live descendants"), QStringLiteral("live descendants"),
             QStringLiteral("done work of own + live descendants, 0 to 100"), dates});
        product = kDefault;
        product.counts = "true";
        product.self = "1";
        product.sum = "b.leaf";
        product.rounded = "floor(%1)";
        row("all counted with self, leaves, rounded down", product,
            {QStringLiteral("all descendants, and the item itself"), QStringLiteral("all leaves"),
             QStringLiteral("done work of own + all descendants, 0 to 100, rounded down"), dates});
        product = kDefault;
        product.byWork = false;
        product.ownDates = true;
        product.eitherEnd = false;
        row("progress by counts, own dates, same end", product,
            {QStringLiteral("live or archived descendants"),
             QStringLiteral("own + live or archived descendants"),
             QStringLiteral("share of the live or archived descendants that are done, 0 to 100"),
             QStringLiteral("own + children; start dates alone")});
    }

    void theProductsRuleIsFound()
    {
        QFETCH(Product, product);
        QFETCH(QStringList, words);
        const QString database = makeDatabase();
        m_cluster->psql(database, valuesOf(product));
        const SnapshotPtr snapshot = scanIt(database);
        QCOMPARE(derivedDrift(*snapshot), 0);
        QCOMPARE(rulesOf(*snapshot), words);

        m_cluster->psql(database,
                        "UPDATE items SET descendant_count = descendant_count + 1 WHERE id IN "
                        "(2, 40, 400, 700); UPDATE items SET estimate_sum = 3 WHERE id IN "
                        "(3, 30); UPDATE items SET progress = progress + 3 WHERE id = 50;"
                        "UPDATE items SET min_start = '2001-01-01' WHERE id IN (5, 77)");
        const SnapshotPtr drifted = scanIt(database);
        QCOMPARE(rulesOf(*drifted), words);
        const auto items = [&](Kind kind) { return drifted->drift()[size_t(kind)].items; };
        QCOMPARE(items(Kind::R2), 4);
        QCOMPARE(items(Kind::R4), 2);
        QCOMPARE(items(Kind::R5), 1);
        QCOMPARE(items(Kind::T1), 2);
        QCOMPARE(derivedDrift(*drifted), 9);
    }

    /// Two releases of a product count archived items and leave them out: nobody but its people can
    /// tell which one is right.
    void whereTwoRulesFitAlikeItAsks()
    {
        const QString database = makeDatabase();
        m_cluster->psql(database, "UPDATE items SET archived_at = NULL WHERE id % 102 > 0");
        Product live = kDefault;
        live.counts = "c.deleted_at IS NULL AND c.archived_at IS NULL";
        m_cluster->psql(database, valuesOf(live) +
                                      "CREATE TABLE kept AS SELECT id, child_count FROM items;" +
                                      valuesOf(kDefault));
        m_cluster->psql(database, "UPDATE items i SET child_count = k.child_count FROM kept k "
                                  "WHERE k.id = i.id AND i.id % 2 = 0; DROP TABLE kept;"
                                  "ALTER TABLE items DROP descendant_count, DROP done_count, "
                                  "DROP estimate_sum, DROP progress, DROP min_start, DROP max_end");
        const SnapshotPtr snapshot = scanIt(database);
        const RuleFit &fit = fitOf(*snapshot, Kind::R1);
        QCOMPARE(fit.rule, QStringLiteral("live or archived children"));
        QCOMPARE(fit.alternatives, QStringList(QStringLiteral("live children")));
        QVERIFY(!fit.known && fit.agreement > 0.9);
        QCOMPARE(derivedDrift(*snapshot), 0);

        const SnapshotPtr answered = scanIt(database, [](Rules &rules) {
            rules.countArchived = false;
            rules.declared << QStringLiteral("count_archived");
        });
        QVERIFY(fitOf(*answered, Kind::R1).known);
        QVERIFY(derivedDrift(*answered) > 0);
    }

    /// What was tried is told with its agreement, and choosing it settles the column.
    void anUnclearRuleIsAsked()
    {
        const QString database = makeDatabase();
        m_cluster->psql(database, valuesOf(kDefault));
        // Half of the sums follow one rule, the rest another: neither explains nine in ten.
        Product leaves = kDefault;
        leaves.sum = "b.leaf";
        m_cluster->psql(database, "CREATE TABLE own AS SELECT id, estimate_sum FROM items;" +
                                      valuesOf(leaves) +
                                      "UPDATE items i SET estimate_sum = o.estimate_sum FROM own o "
                                      "WHERE o.id = i.id AND i.id % 3 = 0; DROP TABLE own;");
        const RuleFit fit = fitOf(*scanIt(database), Kind::R4);
        QVERIFY(!fit.known);
        QVERIFY(fit.source == RuleSource::Fitted);
        QVERIFY(fit.candidates.size() >= 3);
        const RuleCandidate &best = fit.candidates.front();
        QCOMPARE(best.rule, QStringLiteral("live or archived leaves"));
        QVERIFY(best.agreement > 0.6 && best.agreement < 0.9);
        QCOMPARE(best.settings.value(QStringLiteral("estimate_sum")), QStringLiteral("leaves"));
        for (size_t i = 1; i < fit.candidates.size(); ++i) {
            QVERIFY(fit.candidates[i].agreement <= fit.candidates[i - 1].agreement);
            QVERIFY(fit.candidates[i].rule != fit.candidates[i - 1].rule);
        }

        const SnapshotPtr chosen =
            scanIt(database, [&](Rules &rules) { choose(rules, best.settings); });
        const RuleFit &settled = fitOf(*chosen, Kind::R4);
        QVERIFY(settled.known && settled.source == RuleSource::Chosen);
        QCOMPARE(settled.rule, best.rule);
        QVERIFY(settled.candidates.empty());
        QVERIFY(chosen->drift()[size_t(Kind::R4)].items > 100);
    }

    void everyCandidateCanBeChosen()
    {
        const QString database = makeDatabase();
        m_cluster->psql(database, "ALTER TABLE items ADD depth int, ADD path text; UPDATE items "
                                  "SET depth = id % 2, path = CASE WHEN id % 2 = 0 THEN '/' || id "
                                  "|| '/' ELSE coalesce(parent_id || '.', '') || id END;" +
                                      valuesOf(kDefault));
        const SnapshotPtr snapshot = scanIt(database);
        QVERIFY(!fitOf(*snapshot, Kind::D1).known && !fitOf(*snapshot, Kind::D2).known);
        int tried = 0;
        for (const RuleFit &fit : snapshot->rules()) {
            for (const RuleCandidate &candidate : fit.candidates) {
                QVERIFY2(!candidate.settings.isEmpty(), qPrintable(fit.column));
                Rules rules = snapshot->mapping().rules;
                for (const QString &text : toTexts(candidate.settings)) {
                    const auto [key, value] = ruleSettingFromText(text);
                    choose(rules, {{key, value}});
                }
                QCOMPARE(ruleInWords(fit.kind, rules), candidate.rule);
                QVERIFY(sourceOf(fit.kind, rules) == RuleSource::Chosen);
                ++tried;
            }
        }
        QVERIFY2(tried > 20, qPrintable(QString::number(tried)));
        // The sole rule of a column that does not fit can be confirmed, too.
        const RuleCandidate path = fitOf(*snapshot, Kind::D2).candidates.front();
        const SnapshotPtr chosen =
            scanIt(database, [&](Rules &rules) { choose(rules, path.settings); });
        QVERIFY(fitOf(*chosen, Kind::D2).known);
        QVERIFY(chosen->drift()[size_t(Kind::D2)].items > 1000);
    }

    void theWorkspaceFileOutranksWhatIsKept()
    {
        Rules rules;
        rules.estimateSum = SumRule::Descendants;
        rules.declared << QStringLiteral("estimate_sum");
        const RuleSettings kept{{QStringLiteral("estimate_sum"), QStringLiteral("leaves")},
                                {QStringLiteral("progress.by"), QStringLiteral("counts")}};
        adoptKept(rules, kept);
        QVERIFY(rules.estimateSum == SumRule::Descendants);
        QVERIFY(rules.progress == ProgressRule::Counts);
        QVERIFY(sourceOf(Kind::R4, rules) == RuleSource::Declared);
        QVERIFY(sourceOf(Kind::R5, rules) == RuleSource::Kept);
        QVERIFY_THROWS_EXCEPTION(Error, checkKeepable(rules, kept));
        // What somebody says now outranks both, and can be taken back.
        choose(rules, {{QStringLiteral("progress.rounding"), QStringLiteral("floor")}});
        QVERIFY(sourceOf(Kind::R5, rules) == RuleSource::Chosen);
        reopen(rules, kept);
        QVERIFY(rules.progress == ProgressRule::Work);
        QVERIFY(sourceOf(Kind::R5, rules) == RuleSource::Fitted);
        QVERIFY(sourceOf(Kind::R4, rules) == RuleSource::Declared);
        for (const char *wrong :
             {"estimate_sum", "estimate_sum=most", "sum=leaves", "=leaves", "path.separator="})
            QVERIFY_THROWS_EXCEPTION(Error, ruleSettingFromText(QLatin1String(wrong)));
    }

    void rulesAreKeptOnThisMachine()
    {
        QTemporaryDir folder;
        qputenv("ARBORIST_DATA_DIR", QFile::encodeName(folder.path()));
        const QString database = makeDatabase();
        m_cluster->psql(database, valuesOf(kDefault));
        auto connection = postgres::Connection::open(m_cluster->info(database));
        const QString items = QStringLiteral("public.items");
        const RuleSettings sum{{QStringLiteral("estimate_sum"), QStringLiteral("leaves")}};
        RuleStore().keep(QStringLiteral("/a"), items, sum);
        RuleStore().keep(QStringLiteral("/a"), items,
                         {{QStringLiteral("count_self"), QStringLiteral("true")}});
        const auto sourceIn = [&](const char *workspace, Kind kind) {
            const auto found = findHierarchies(connection, {}, QLatin1String(workspace));
            return sourceOf(kind, found.front().rules);
        };
        QVERIFY(sourceIn("/a", Kind::R4) == RuleSource::Kept);
        QVERIFY(sourceIn("/b", Kind::R4) == RuleSource::Fitted);
        const QString file = folder.filePath(QStringLiteral("rules.json"));
        QCOMPARE(QFileInfo(file).permissions() &
                     (QFile::ReadGroup | QFile::WriteGroup | QFile::ReadOther | QFile::WriteOther),
                 QFile::Permissions());

        RuleStore().forget(QStringLiteral("/a"), items, sum.keys());
        QVERIFY(sourceIn("/a", Kind::R4) == RuleSource::Fitted);
        QVERIFY(sourceIn("/a", Kind::R2) == RuleSource::Kept);
        RuleStore().forget(QStringLiteral("/a"), items);
        QVERIFY(RuleStore().rules(QStringLiteral("/a")).isEmpty());

        // What cannot be read is no "nothing is kept": another rule would be another repair.
        RuleStore().keep(QStringLiteral("/a"), items,
                         {{QStringLiteral("estimate_sum"), QStringLiteral("most")}});
        QVERIFY_THROWS_EXCEPTION(Error, sourceIn("/a", Kind::R4));
        QFile damaged(file);
        QVERIFY(damaged.open(QIODevice::WriteOnly | QIODevice::Truncate));
        damaged.write("{");
        damaged.close();
        QVERIFY_THROWS_EXCEPTION(Error, sourceIn("/a", Kind::R4));
    }

    /// What was written first, before a product changed its ways, is not taken for the whole table.
    void theSampleIsOfTheWholeTable()
    {
        const QString database = makeDatabase();
        m_cluster->psql(database, R"(
            DROP TABLE items;
            CREATE TABLE items (id int PRIMARY KEY, parent_id int, path text, progress numeric(5,2),
                                title text);
            INSERT INTO items
            SELECT i, CASE WHEN i > 1 THEN i / 2 END,
                   CASE WHEN i <= 1500 THEN '' || i
                        ELSE '/' || (i / 2) || '/' || i || '/' END,
                   CASE WHEN i <= 1500 THEN 1 ELSE i % 97 + 0.5 END, repeat('x', 100)
            FROM generate_series(1, 30000) i;)");
        const SnapshotPtr snapshot = scanIt(database);
        QVERIFY(snapshot->mapping().rules.path.has_value());
        QCOMPARE(snapshot->mapping().rules.path->separator, QStringLiteral("/"));
        QVERIFY(snapshot->mapping().rules.path->leading);
        QCOMPARE(snapshot->mapping().rules.progressScale, std::optional(100));
        QCOMPARE(snapshot->mapping().rules.progressDigits, std::optional(1));
    }

    void whatIsDeclaredIsKept()
    {
        const QString database = makeDatabase();
        m_cluster->psql(database, valuesOf(kDefault));
        const SnapshotPtr snapshot = scanIt(database, [](Rules &rules) {
            rules.estimateSum = SumRule::Leaves;
            rules.declared << QStringLiteral("estimate_sum");
        });
        const RuleFit &fit = fitOf(*snapshot, Kind::R4);
        QCOMPARE(fit.rule, QStringLiteral("live or archived leaves"));
        QVERIFY(fit.known && fit.agreement < 0.5);
        QVERIFY(snapshot->drift()[size_t(Kind::R4)].items > 100);
    }

private:
    QString makeDatabase()
    {
        const QString name = QStringLiteral("fit%1").arg(++m_number);
        m_cluster->createDatabase(name);
        return name;
    }

    template <typename Change = void (*)(Rules &)>
    SnapshotPtr scanIt(
        const QString &database, Change change = [](Rules &) {})
    {
        OperationContext context;
        postgres::Connection connection = postgres::Connection::open(m_cluster->info(database));
        std::vector<Mapping> mappings = discover(connection);
        if (mappings.size() != 1)
            throw Error(QStringLiteral("found %1 hierarchies").arg(mappings.size()));
        change(mappings[0].rules);
        return scan({mappings[0], {}}, connection, context);
    }

    static qint64 derivedDrift(const Snapshot &snapshot)
    {
        qint64 items = 0;
        for (int kind = int(Kind::R1); kind <= int(Kind::T2); ++kind)
            items += snapshot.drift()[size_t(kind)].items;
        return items;
    }

    static const RuleFit &fitOf(const Snapshot &snapshot, Kind kind)
    {
        return *std::find_if(snapshot.rules().begin(), snapshot.rules().end(),
                             [&](const RuleFit &fit) { return fit.kind == kind; });
    }

    static QStringList rulesOf(const Snapshot &snapshot)
    {
        QStringList words;
        for (const Kind kind : {Kind::R2, Kind::R4, Kind::R5, Kind::T1})
            words << fitOf(snapshot, kind).rule;
        return words;
    }

    std::unique_ptr<TestCluster> m_cluster;
    int m_number = 0;
};

QTEST_GUILESS_MAIN(RuleFittingTest)
#include "rule_fitting_test.moc"
