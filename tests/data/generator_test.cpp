// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/data/generator/generate.h"

#include "services/core/error.h"
#include "services/data/generator/check_rules.h"
#include "services/data/undo/take_back.h"
#include "services/operations/plan_target.h"
#include "tests/operations/operations_fixture.h"
#include "tests/postgres/error_of.h"
#include <QTest>

using namespace arborist;
using namespace arborist::testing;
using namespace arborist::data;
using Result = Report::Result;

/// Made-up rows: every kind of constraint holds, and the same seed makes the same rows.
class GeneratorTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase() { m_fixture = std::make_unique<OperationsFixture>(); }
    void init()
    {
        m_fixture->reset();
        psql(
            "CREATE TYPE mood AS ENUM ('good', 'bad');"
            "CREATE DOMAIN percent AS numeric(5,2) CHECK (VALUE >= 0 AND VALUE <= 100);"
            "CREATE DOMAIN short AS varchar(12) NOT NULL CHECK (length(VALUE) > 3);"
            "CREATE TABLE organizations (id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY, name "
            "varchar(40) NOT NULL UNIQUE, slug short UNIQUE, status text NOT NULL CHECK (status "
            "IN ('open', 'closed')), head_id int);"
            "CREATE TABLE users (id bigserial PRIMARY KEY, organization_id int NOT NULL REFERENCES "
            "organizations, email text NOT NULL UNIQUE, \"firstName\" text, password_hash text NOT "
            "NULL, age smallint CHECK (age >= 21 AND age < 30), mood mood NOT NULL, done percent "
            "NOT NULL, settings jsonb NOT NULL, tags text[] NOT NULL, token uuid NOT NULL UNIQUE, "
            "created_at timestamptz NOT NULL, updated_at timestamptz NOT NULL, birth_date date, "
            "shout text GENERATED ALWAYS AS (upper(email)) STORED, CHECK (updated_at >= "
            "created_at));"
            "ALTER TABLE organizations ADD FOREIGN KEY (head_id) REFERENCES users;"
            "CREATE TABLE nodes (id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY, parent_id int "
            "REFERENCES nodes, title text NOT NULL, starts date NOT NULL, ends date NOT NULL, "
            "CHECK "
            "(starts < ends), position int NOT NULL, amount numeric(8,2) CHECK (amount > 0));"
            "CREATE TABLE members (organization_id int REFERENCES organizations, user_id bigint "
            "REFERENCES users, role text NOT NULL, PRIMARY KEY (organization_id, user_id));"
            "CREATE TABLE profiles (user_id bigint PRIMARY KEY REFERENCES users, bio varchar(20) "
            "NOT NULL)");
    }
    void cleanupTestCase() { m_fixture.reset(); }

    void everyConstraintHoldsAndUndoTakesAllOut()
    {
        const QByteArray before = counts();
        const auto planned = plan(all());
        QCOMPARE(planned->plan().steps.size(), size_t(5));
        const Report report = execute(*planned);
        QVERIFY2(report.outcome == Result::Succeeded, told(report).constData());
        QCOMPARE(counts(), QByteArray("20|200|300|150|100"));
        QVERIFY(psql("SELECT count(*) FROM nodes WHERE parent_id IS NOT NULL").toInt() > 100);
        QVERIFY(psql("SELECT count(DISTINCT organization_id) FROM users").toInt() > 5);
        QCOMPARE(psql("SELECT count(*) FROM users WHERE email !~ "
                      "'^[a-z.]+[0-9]+@example[.]com$' OR created_at > updated_at"),
                 QByteArray("0"));
        psql("INSERT INTO nodes (title, starts, ends, position) VALUES ('mine', '2026-01-01', "
             "'2026-01-02', 1)"); // behind the sequence
        psql("DELETE FROM nodes WHERE title = 'mine'; UPDATE profiles SET bio = 'mine' WHERE "
             "user_id = (SELECT min(user_id) FROM profiles)");
        const RunRecord run = m_fixture->record(report);
        QVERIFY(canTakeBack(run));
        // A changed row stays, and so its user has to: nothing at all is taken out.
        QVERIFY(undo(run).outcome == Result::Failed);
        psql("DELETE FROM profiles WHERE bio = 'mine'");
        const Report back = undo(run);
        QVERIFY2(back.outcome == Result::Succeeded, told(back).constData());
        QCOMPARE(counts(), before);
        QVERIFY(!canTakeBack(*RunLog().run(run.id)));
    }

    void partitionsAreTakenOutOf()
    {
        psql("CREATE TABLE events (id int GENERATED ALWAYS AS IDENTITY, day date NOT NULL, user_id "
             "bigint NOT NULL REFERENCES users) PARTITION BY RANGE (day);"
             "CREATE TABLE events_old PARTITION OF events FOR VALUES FROM (MINVALUE) TO "
             "('2000-01-01'); CREATE TABLE events_new PARTITION OF events DEFAULT");
        const Report report =
            execute(*plan({QStringLiteral("organizations=2"), QStringLiteral("users=5"),
                           QStringLiteral("events=7")}));
        QVERIFY2(report.outcome == Result::Succeeded, told(report).constData());
        QCOMPARE(psql("SELECT count(*) FROM events"), QByteArray("7"));
        const Report back = undo(m_fixture->record(report));
        QVERIFY2(back.outcome == Result::Succeeded, told(back).constData());
        QCOMPARE(psql("SELECT count(*) FROM events"), QByteArray("0"));
        QCOMPARE(counts(), QByteArray("0|0|0|0|0"));
    }

    void theSameSeedMakesTheSameRows()
    {
        const QByteArray sum = "SELECT md5(string_agg(u::text, '' ORDER BY id)) FROM users u";
        QByteArrayList sums;
        for (const quint64 seed : {quint64(5), quint64(5), quint64(6)}) {
            psql("TRUNCATE organizations, users, nodes, members, profiles RESTART IDENTITY");
            QVERIFY(execute(*plan(all(), seed)).outcome == Result::Succeeded);
            sums << psql(sum);
        }
        QCOMPARE(sums[0], sums[1]);
        QVERIFY(sums[0] != sums[2]);
        // Again, on top of what is there.
        const Report more = execute(*plan(all(), 6));
        QVERIFY2(more.outcome == Result::Succeeded, told(more).constData());
        QCOMPARE(psql("SELECT count(*) FROM users"), QByteArray("400"));
    }

    void whatCannotBeMadeUpIsRefused()
    {
        QCOMPARE(errorOf([&] { plan({QStringLiteral("users")}); }).kind(), ErrorKind::Usage);
        QVERIFY(errorOf([&] { plan({QStringLiteral("nothing=5")}); })
                    .message()
                    .contains(QStringLiteral("nothing")));
        psql("CREATE EXTENSION btree_gist; CREATE TABLE bookings (room int, during tstzrange, "
             "EXCLUDE USING gist (room WITH =, during WITH &&));"
             "CREATE TABLE shapes (outline polygon NOT NULL);"
             "CREATE TABLE odd (n int CHECK (n % 1000003 = 1 OR n IS NULL) NOT NULL)");
        for (const char *table : {"bookings=5", "shapes=5"})
            QCOMPARE(errorOf([&] { plan({QString::fromLatin1(table)}); }).kind(),
                     ErrorKind::Refused);
        const auto odd = plan({QStringLiteral("odd=5")});
        QCOMPARE(odd->plan().remarks.size(), 1);
        const Report report = execute(*odd);
        QVERIFY(report.outcome == Result::Failed);
        QCOMPARE(report.error->sqlState(), QStringLiteral("23514"));
        // Nothing to refer to, and more than there can be.
        QVERIFY(execute(*plan({QStringLiteral("users=5")})).outcome == Result::Refused);
        QVERIFY(execute(*plan({QStringLiteral("organizations=1"), QStringLiteral("users=3"),
                               QStringLiteral("profiles=4")}))
                    .outcome == Result::Refused);
        QCOMPARE(counts(), QByteArray("0|0|0|0|0"));
    }

    void manyRows()
    {
        const Report report = execute(*plan({QStringLiteral("nodes=100000")}));
        QVERIFY2(report.outcome == Result::Succeeded, told(report).constData());
        QCOMPARE(psql("SELECT count(*) FROM nodes"), QByteArray("100000"));
    }

    void checksAreRead()
    {
        const CheckRules rules = CheckRules::parse(QStringLiteral(
            "((age >= 18) AND (age < 99) AND ((kind)::text = ANY ((ARRAY['a'::character varying, "
            "'b'::character varying])::text[])) AND (char_length(code) <= 8) AND (ends > starts) "
            "AND ((score >= (0)::numeric) AND (score <= 1.5)))"));
        QVERIFY(rules.isUnderstood);
        QCOMPARE(*rules.columns[QStringLiteral("age")].least, 18.0);
        QCOMPARE(*rules.columns[QStringLiteral("age")].most, 98.0);
        QCOMPARE(rules.columns[QStringLiteral("kind")].choices,
                 (QStringList{QStringLiteral("a"), QStringLiteral("b")}));
        QCOMPARE(*rules.columns[QStringLiteral("code")].longest, 8);
        QCOMPARE(rules.columns[QStringLiteral("ends")].notBefore, QStringLiteral("starts"));
        QCOMPARE(*rules.columns[QStringLiteral("score")].most, 1.5);
        QVERIFY(!CheckRules::parse(QStringLiteral("(a + b > 3)")).isUnderstood);
        QVERIFY(!CheckRules::parse(QStringLiteral("((a = 1) OR (b = 2))")).isUnderstood);
    }

private:
    static QStringList all()
    {
        return {QStringLiteral("profiles=100"), QStringLiteral("members=150"),
                QStringLiteral("nodes=300"), QStringLiteral("users=200"),
                QStringLiteral("organizations=20")};
    }

    operations::PlannedOperationPtr plan(const QStringList &wanted, quint64 seed = 1) const
    {
        auto context = m_fixture->context();
        auto connection = m_fixture->connect();
        GenerateRequest request;
        request.workspace = &m_fixture->workspace();
        request.wanted = wanted;
        request.randomSeed = seed;
        request.target = operations::planTarget(
            *m_fixture->workspace().stage(QStringLiteral("local")), connection);
        return planGenerate(request, connection, context);
    }

    Report execute(operations::PlannedOperation &planned) const
    {
        auto context = m_fixture->context();
        return operations::execute(planned, m_fixture->order(), context);
    }

    Report undo(const RunRecord &run) const
    {
        auto context = m_fixture->context();
        auto order = m_fixture->order();
        order.undoes = run.id;
        const auto planned = planTakeBack(run, order, context);
        return operations::execute(*planned, order, context);
    }

    QByteArray psql(const QByteArray &sql) const
    {
        return m_fixture->cluster().psql(QStringLiteral("local"), sql).trimmed();
    }
    QByteArray counts() const
    {
        return psql(
            "SELECT (SELECT count(*) FROM organizations), (SELECT count(*) FROM users), "
            "(SELECT count(*) FROM nodes), (SELECT count(*) FROM members), (SELECT count(*) "
            "FROM profiles)");
    }

    std::unique_ptr<OperationsFixture> m_fixture;
};

QTEST_GUILESS_MAIN(GeneratorTest)
#include "generator_test.moc"
