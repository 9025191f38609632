// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/operations/new_database.h"

#include "services/operations/set_database.h"
#include "services/operations/stage_edit.h"
#include "services/operations/undo.h"
#include "services/stages/known_fingerprints.h"
#include "services/stages/known_stage.h"
#include "tests/operations/operations_fixture.h"
#include "tests/operations/update_operation.h"
#include <QTest>

using namespace arborist;
using namespace arborist::testing;
using operations::Order;
using operations::PlannedOperationPtr;
using operations::SetDatabase;
using operations::StageEdit;
using Result = Report::Result;

/// A stage gets another address: what is on record follows, or it is refused.
class NewDatabaseTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void cleanupTestCase() { m_fixture.reset(); }
    void init();

    void anEditTakesTheRecordAlong();
    void undoneItIsAsBefore();
    void aFirstContactIsForgottenAgain();
    void notTheDatabaseOfAProtectedStage_data();
    void notTheDatabaseOfAProtectedStage();
    void anAddressForTheKeychain();
    void aReadOnlyStageMayShowIt();
    void theLockFollows();
    void whatDoesNotAnswerIsSaved();
    void thePlanIsAskedOnceMore();
    void aFamilyOfVariables();
    void aFamilyThatCannot();
    void theWayHasToBeTheSame();
    void theSourceOfTheFile();

private:
    QByteArray url(const char *database) const
    {
        return m_fixture->url(QString::fromLatin1(database)).toUtf8();
    }
    QByteArray file(const char *name) const
    {
        QFile file(m_fixture->path(QStringLiteral("project/") + QLatin1String(name)));
        return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray("no file");
    }
    static StageEdit edit(const QString &stage, const QByteArray &address)
    {
        StageEdit edit;
        edit.name = stage;
        edit.address = QString::fromUtf8(address);
        return edit;
    }
    PlannedOperationPtr plan(const StageEdit &edit) const
    {
        return planStageEdit(m_fixture->workspace(), edit);
    }
    PlannedOperationPtr planSet(SetDatabase::Role role, const QByteArray &address,
                                const QString &from = {}) const
    {
        OperationContext context;
        return operations::planSetDatabase(m_fixture->workspace(),
                                           *m_fixture->workspace().stage(QStringLiteral("local")),
                                           {role, QString::fromUtf8(address), from}, context);
    }
    /// Nothing but a refusal in planning is of that text.
    template <typename Plan> static QString refusal(Plan plan)
    {
        try {
            plan();
        } catch (const Error &error) {
            return (error.kind() == ErrorKind::Refused ? QStringLiteral("refused: ")
                                                       : QStringLiteral("failed: ")) +
                   error.message() + u' ' + error.hint() + u' ' + error.where();
        }
        return {};
    }
    Report run(const PlannedOperationPtr &operation, const QString &stage = QStringLiteral("local"),
               const QString &typed = {}, const QString &undoes = {}) const
    {
        Order order = m_fixture->order(stage);
        order.consent.typedName = typed;
        order.undoes = undoes;
        OperationContext context;
        const Report report = operations::execute(*operation, order, context);
        m_fixture->reopen();
        return report;
    }
    /// Whether the stage's own database takes a change.
    Report write(const char *database, const QString &stage = QStringLiteral("local"),
                 const QString &typed = {}) const
    {
        const QString name = QString::fromLatin1(database);
        postgres::Connection connection = m_fixture->connect(name);
        UpdateOperation operation(connection, 10);
        Order order = m_fixture->order(stage);
        order.consent.typedName = typed;
        OperationContext context = m_fixture->context(name);
        return operations::execute(operation, order, context);
    }
    std::optional<stages::FingerprintRecord> onRecord(const char *stage) const
    {
        return stages::FingerprintStore().record(recordKey(m_fixture->workspace()),
                                                 QString::fromLatin1(stage));
    }

    std::unique_ptr<OperationsFixture> m_fixture;
};

void NewDatabaseTest::initTestCase()
{
    for (const char *name : {"DB_CONNECTION_STRING", "DB_HOST", "DB_NAME", "LOCAL"})
        qunsetenv(name);
    m_fixture = std::make_unique<OperationsFixture>();
    m_fixture->cluster().createDatabase(QStringLiteral("other"));
    m_fixture->cluster().psql(QStringLiteral("other"),
                              "CREATE TABLE items (id int PRIMARY KEY, value text);"
                              "INSERT INTO items SELECT n, 'old-' || n FROM "
                              "generate_series(1, 100) n");
}

void NewDatabaseTest::init()
{
    m_fixture->reset();
    m_fixture->writeFile(QStringLiteral(".env"),
                         "LOCAL=" + url("local") + "\nLIVE=" + url("production") + "\n");
    m_fixture->writeProject("env:LOCAL", "env:LIVE");
}

void NewDatabaseTest::anEditTakesTheRecordAlong()
{
    QVERIFY(write("local").outcome == Result::Succeeded);
    const auto operation = plan(edit(QStringLiteral("local"), url("other")));
    QCOMPARE(operation->plan().steps.size(), 2U);
    const QString told = operation->plan().steps.back().title;
    QVERIFY2(told.contains(u"other (") && told.contains(u"in place of local ("), qPrintable(told));
    QVERIFY(operation->plan().remarks.isEmpty());
    const Report report = run(operation);
    QVERIFY2(report.outcome == Result::Succeeded, arborist::testing::told(report));
    QCOMPARE(onRecord("local")->database, QStringLiteral("other"));
    // The record is a step, and no row: one file was written.
    QCOMPARE(report.steps.size(), 2U);
    QCOMPARE(report.steps.back().title, QStringLiteral("Put the database of local on record"));
    QCOMPARE(m_fixture->record(report).rows, qint64(1));
    const Report written = write("other");
    QVERIFY2(written.outcome == Result::Succeeded, arborist::testing::told(written));
    // Another password is no other database.
    auto info = postgres::ConnectionInfo::parse(QString::fromUtf8(url("other")));
    info.setValue(QStringLiteral("password"), QStringLiteral("hush"));
    QCOMPARE(
        plan(edit(QStringLiteral("local"), info.toUrlWithPassword().toUtf8()))->plan().steps.size(),
        1U);
}

void NewDatabaseTest::undoneItIsAsBefore()
{
    QVERIFY(write("local").outcome == Result::Succeeded);
    const Report report = run(plan(edit(QStringLiteral("local"), url("other"))));
    OperationContext context;
    const RunRecord record = m_fixture->record(report);
    const Report back =
        run(operations::planUndo(record, context), QStringLiteral("local"), {}, record.id);
    QVERIFY2(back.outcome == Result::Succeeded, told(back));
    QCOMPARE(onRecord("local")->database, QStringLiteral("local"));
    const Report written = write("local");
    QVERIFY2(written.outcome == Result::Succeeded, told(written));
}

void NewDatabaseTest::aFirstContactIsForgottenAgain()
{
    const Report report = run(planSet(SetDatabase::Role::Target, url("other")));
    QVERIFY2(report.outcome == Result::Succeeded, told(report));
    QCOMPARE(onRecord("local")->database, QStringLiteral("other"));
    OperationContext context;
    const RunRecord record = m_fixture->record(report);
    QVERIFY(run(operations::planUndo(record, context), QStringLiteral("local"), {}, record.id)
                .outcome == Result::Succeeded);
    QVERIFY(!onRecord("local"));
    QVERIFY(write("local").outcome == Result::Succeeded);
}

void NewDatabaseTest::notTheDatabaseOfAProtectedStage_data()
{
    QTest::addColumn<bool>("set");
    QTest::addColumn<bool>("met");
    for (const bool set : {false, true}) {
        for (const bool met : {false, true})
            QTest::addRow("%s, %s", set ? "set target-db" : "edit stage",
                          met ? "met before" : "never met")
                << set << met;
    }
}

void NewDatabaseTest::notTheDatabaseOfAProtectedStage()
{
    QFETCH(bool, set);
    QFETCH(bool, met);
    if (met) {
        const Report first =
            write("production", QStringLiteral("production"), QStringLiteral("production"));
        QVERIFY2(first.outcome == Result::Succeeded, told(first));
    }
    const QByteArray before = file(".env");
    const QString said = refusal([&] {
        set ? planSet(SetDatabase::Role::Target, url("production"))
            : plan(edit(QStringLiteral("local"), url("production")));
    });
    QVERIFY2(said.startsWith(u"refused: ") && said.contains(u"production is protected"),
             qPrintable(said));
    QCOMPARE(file(".env"), before);
    QVERIFY(!onRecord("local"));
}

/// Which database that is, the typed address tells: nothing is in the keychain yet.
void NewDatabaseTest::anAddressForTheKeychain()
{
    QVERIFY(write("local").outcome == Result::Succeeded);
    const auto kept = [](const QByteArray &address) {
        StageEdit change = edit(QStringLiteral("local"), address);
        change.keys = {{QStringLiteral("url"), QStringLiteral("keychain:acme")}};
        return change;
    };
    const auto same = plan(kept(url("local")));
    QCOMPARE(same->plan().steps.size(), 2U); // the keychain and arborist.toml
    QVERIFY(same->plan().remarks.isEmpty());
    const auto other = plan(kept(url("other")));
    QCOMPARE(other->plan().steps.size(), 3U);
    const QString told = other->plan().steps.back().title;
    QVERIFY2(told.contains(u"other (") && told.contains(u"in place of local ("), qPrintable(told));
    QCOMPARE(other->plan().target.database, QStringLiteral("other"));
    const QString said = refusal([&] { plan(kept(url("production"))); });
    QVERIFY2(said.startsWith(u"refused: ") && said.contains(u"production is protected"),
             qPrintable(said));
}

void NewDatabaseTest::aReadOnlyStageMayShowIt()
{
    StageEdit change = edit(QStringLiteral("local"), url("production"));
    change.keys = {{QStringLiteral("read_only"), true}};
    const Report report = run(plan(change));
    QVERIFY2(report.outcome == Result::Succeeded, told(report));
    QVERIFY(write("production").outcome == Result::Refused);
}

void NewDatabaseTest::theLockFollows()
{
    const QString production = QStringLiteral("production");
    QVERIFY(write("production", production, production).outcome == Result::Succeeded);
    stages::writeLockRecord(m_fixture->workspace().folder(), *onRecord("production"));
    const auto operation = plan(edit(production, url("other")));
    QVERIFY(run(operation, production).outcome == Result::Refused); // nobody typed the name
    const Report report = run(operation, production, production);
    QVERIFY2(report.outcome == Result::Succeeded, told(report));
    const auto locked = stages::readLockFile(m_fixture->workspace().folder());
    QCOMPARE(locked.size(), 1U);
    QCOMPARE(locked.front().database, QStringLiteral("other"));
    const Report written = write("other", production, production);
    QVERIFY2(written.outcome == Result::Succeeded, told(written));
}

void NewDatabaseTest::whatDoesNotAnswerIsSaved()
{
    QVERIFY(write("local").outcome == Result::Succeeded);
    const auto operation = plan(edit(QStringLiteral("local"), "postgresql://me@127.0.0.1:1/gone"));
    QCOMPARE(operation->plan().steps.size(), 1U);
    QCOMPARE(operation->plan().remarks.size(), 1);
    QVERIFY2(operation->plan().remarks.first().contains(u"trusted"),
             qPrintable(operation->plan().remarks.first()));
    QVERIFY(run(operation).outcome == Result::Succeeded);
    QVERIFY(file(".env").contains("gone"));
    QCOMPARE(onRecord("local")->database, QStringLiteral("local"));
    QVERIFY(write("other").outcome == Result::Refused);
}

void NewDatabaseTest::thePlanIsAskedOnceMore()
{
    m_fixture->cluster().createDatabase(QStringLiteral("brief"));
    const auto operation = plan(edit(QStringLiteral("local"), url("brief")));
    m_fixture->cluster().psql(QStringLiteral("postgres"), "DROP DATABASE brief");
    m_fixture->cluster().createDatabase(QStringLiteral("brief"));
    const QByteArray before = file(".env");
    const Report report = run(operation);
    QVERIFY2(report.outcome == Result::Refused, told(report));
    QCOMPARE(file(".env"), before);
    QVERIFY(!onRecord("local"));
    m_fixture->cluster().psql(QStringLiteral("postgres"), "DROP DATABASE brief");
}

void NewDatabaseTest::aFamilyOfVariables()
{
    const auto local = m_fixture->cluster().info(QStringLiteral("local"));
    const QByteArray env = "# ours\r\nexport DB_HOST='" + local.host().toUtf8() +
                           "' # a socket\r\nDB_PORT=" + local.port().toUtf8() +
                           "\r\nDB_NAME=local\r\nDB_USERNAME=" + local.user().toUtf8() +
                           "\r\nDB_PASSWORD=hush\r\nOTHER=1\r\n";
    m_fixture->writeFile(QStringLiteral(".env"), env + "LIVE=" + url("production") + "\r\n");
    m_fixture->writeProject("env:DB_*", "env:LIVE");
    QVERIFY(write("local").outcome == Result::Succeeded);
    const auto operation = planSet(SetDatabase::Role::Target, url("other"));
    const QString shown = operation->plan().steps.front().sql;
    QVERIFY2(shown.contains(u"DB_NAME=other") && !shown.contains(u"hush"), qPrintable(shown));
    const Report report = run(operation);
    QVERIFY2(report.outcome == Result::Succeeded, told(report));
    QByteArray expected = env;
    expected.replace("DB_NAME=local", "DB_NAME=other")
        .replace("DB_PASSWORD=hush", "DB_PASSWORD=\"\"");
    QCOMPARE(file(".env"), expected + "LIVE=" + url("production") + "\r\n");
    const auto now =
        m_fixture->workspace().resolve(*m_fixture->workspace().stage(QStringLiteral("local")));
    QCOMPARE(now.database(), QStringLiteral("other"));
    QVERIFY(write("other").outcome == Result::Succeeded);
}

void NewDatabaseTest::aFamilyThatCannot()
{
    const auto local = m_fixture->cluster().info(QStringLiteral("local"));
    m_fixture->writeFile(QStringLiteral(".env"), "# ours\nDB_HOST='" + local.host().toUtf8() +
                                                     "'\nDB_NAME=local\nDB_DATABASE=\n"
                                                     "LIVE=" +
                                                     url("production") + "\n");
    m_fixture->writeProject("env:DB_*", "env:LIVE");
    auto info = m_fixture->cluster().info(QStringLiteral("other"));
    info.setValue(QStringLiteral("options"), QStringLiteral("-csearch_path=x"));
    const QString said =
        refusal([&] { planSet(SetDatabase::Role::Target, info.toUrl().toUtf8()); });
    QVERIFY2(said.contains(u"DB_HOST (line 2)") && said.contains(u"DB_NAME (line 3)") &&
                 said.contains(u"options") && said.contains(u".env:2"),
             qPrintable(said));
}

void NewDatabaseTest::theWayHasToBeTheSame()
{
    m_fixture->writeProject("env:LOCAL", "env:LIVE",
                            "ssh_host = \"nowhere.invalid\"\n[stages.review]\nurl = \"" +
                                url("other") + "\"\n");
    const QString from = refusal(
        [&] { planSet(SetDatabase::Role::Target, url("other"), QStringLiteral("review")); });
    QVERIFY2(from.contains(u"through nowhere.invalid"), qPrintable(from));
    // Not reached directly instead.
    QVERIFY(!refusal([&] { planSet(SetDatabase::Role::Target, url("other")); }).isEmpty());
}

void NewDatabaseTest::theSourceOfTheFile()
{
    m_fixture->writeProject("env:LOCAL", "env:LIVE",
                            "[workspace]\nsource_stage = \"production\"\n");
    const auto operation = planSet(SetDatabase::Role::Source, url("other"));
    QCOMPARE(operation->plan().remarks.size(), 1);
    QVERIFY(operation->plan().remarks.first().contains(u"source_stage"));
    const Report report = run(operation);
    QVERIFY2(report.outcome == Result::Succeeded, told(report));
    QVERIFY(!onRecord("source")); // there is no such stage
}

QTEST_GUILESS_MAIN(NewDatabaseTest)
#include "new_database_test.moc"
