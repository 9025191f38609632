// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/core/error.h"
#include "services/stages/address_reference.h"
#include "services/stages/hierarchy_section.h"
#include "services/stages/other_sections.h"
#include "services/stages/policy_section.h"
#include "services/stages/stage_defaults.h"
#include "services/stages/stages_section.h"
#include "services/stages/toml_file.h"
#include <QtTest/qtest.h>

using namespace arborist;
using namespace arborist::stages;

namespace {

const QString kName = QStringLiteral("arborist.toml");

std::vector<DeclaredStage> stagesOf(const QString &text)
{
    const ConfigNode node = parseToml(text, kName);
    return readStages(ConfigTable(node, kName, {}));
}

void readAll(const QString &text)
{
    const ConfigNode node = parseToml(text, kName);
    const ConfigTable root(node, kName, {});
    readSeedSettings(root);
    readBackupSettings(root);
    readMigrationSettings(root);
    readRecipes(root, QStringLiteral("/project"));
    readQueries(root, QStringLiteral("/project"));
    readStages(root);
    readPolicy(root);
    readAuditToSyslog(root);
    readHierarchies(root);
}

} // namespace

class WorkspaceFileTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void errors_data();
    void errors();
    void suggestsTheKeyMeant();
    void passwordsAreRefused_data();
    void passwordsAreRefused();
    void passwords();
    void stagesKeepTheirOrder();
    void environments_data();
    void environments();
    void colours();
};

void WorkspaceFileTest::errors_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<int>("line");
    QTest::addColumn<QString>("part");
    const auto row = [](const char *name, const char *text, int line, const char *part) {
        QTest::newRow(name) << QString::fromUtf8(text) << line << QString::fromUtf8(part);
    };
    row("no toml", "[workspace]\nname = acme\n", 2, "TOML");
    row("no toml, windows line ends", "[workspace]\r\nname = \"acme\"\r\nx = =\r\n", 3, "TOML");
    row("key twice", "[seed]\nfolder = \"a\"\nfolder = \"b\"\n", 3, "TOML");
    row("unknown stage key", "[stages.a]\nurl = \"env:A\"\nfoo = 1\n", 3, "\"foo\" in [stages.a]");
    row("unknown neon key", "[stages.a]\nneon = { projekt = \"x\" }\n", 2, "projekt");
    row("unknown aws key", "[stages.a]\n\naws = { zone = \"x\" }\n", 3, "zone");
    row("protected as text", "[stages.a]\nprotected = \"yes\"\n", 2, "true or false, not a string");
    row("addresses as text", "[stages.a]\naddresses = \"x\"\n", 2, "a list of strings");
    row("addresses of numbers", "[stages.a]\naddresses = [\n\"x\",\n5]\n", 4, "a list of strings");
    row("environment", "[stages.a]\nenvironment = \"prodution\"\n", 2, "prodution");
    row("colour", "[stages.a]\ncolour = \"pink\"\n", 2, "pink");
    row("url of nothing", "[stages.a]\nurl = \"foo\"\n", 2, "reference");
    row("url of env", "[stages.a]\nurl = \"env:\"\n", 2, "env:");
    row("url of a file without name", "[stages.a]\nurl = \"env:A@\"\n", 2, "env:");
    row("empty url", "[stages.a]\nurl = \"\"\n", 2, "empty");
    row("stage as text", "[stages]\na = \"env:A\"\n", 2, "a table, not a string");
    row("stage name", "[stages.\"a b\"]\nurl = \"env:A\"\n", 1, "a b");
    row("migrations key", "[migrations]\ntol = \"sql\"\n", 2, "tol");
    row("migrations tool", "[migrations]\ntool = \"flyway\"\n", 2, "flyway");
    row("migrations required columns", "[migrations]\nrequire_columns = [{ tables = [\"a\"] }]\n",
        2, "columns");
    row("seed key", "[seed]\nfoldr = \"x\"\n", 2, "foldr");
    row("backup days", "[backup]\nkeep_automatic_days = \"30\"\n", 2, "an integer, not a string");
    row("backup days below one", "[backup]\nkeep_automatic_days = 0\n", 2, "between");
    row("policy value", "[policy]\n\"destructive.staging.pipeline\" = true\n", 2, "a string");
    row("policy key", "[policy]\n\"staging\" = \"refuse\"\n", 2, "staging");
    row("audit key", "[audit]\nsyslogd = true\n", 2, "syslogd");
    row("audit value", "[audit]\nsyslog = \"yes\"\n", 2, "true or false, not a string");
    row("recipe key", "[[recipes]]\nname = \"x\"\nfile = \"y\"\nfix = \"z\"\n", 4, "fix");
    row("recipe without file", "[[recipes]]\nname = \"x\"\n", 1, "file");
    row("recipes as table", "[recipes]\nname = \"x\"\n", 1, "[[recipes]]");
    row("query of a number", "[queries]\na = \"a.sql\"\nb = 5\n", 3, "a string, not an integer");
    row("hierarchy as table", "[hierarchy]\ntable = \"a\"\n", 1, "[[hierarchy]]");
    row("hierarchy without table", "\n[[hierarchy]]\nid = \"id\"\n", 2, "table");
    row("hierarchy key", "[[hierarchy]]\ntable = \"a\"\nparents = \"p\"\n", 3, "parents");
    row("hierarchy column of a number", "[[hierarchy]]\ntable = \"a\"\nid = 5\n", 3, "an integer");
    row("hierarchy table", "[[hierarchy]]\ntable = \"a.b.c\"\n", 2, "a.b.c");
    row("done without status", "[[hierarchy]]\ntable = \"a\"\ndone = [\"x\"]\n", 3, "status");
    row("second hierarchy", "[[hierarchy]]\ntable = \"a\"\n[[hierarchy]]\ntable = \"b\"\nx = 1\n",
        5, "x");
    row("derived key", "[[hierarchy]]\ntable = \"a\"\n[hierarchy.derived]\nheight = \"h\"\n", 4,
        "height");
    row("rule key", "[[hierarchy]]\ntable = \"a\"\n[hierarchy.rules]\nround = 2\n", 4, "round");
    row("depth rule", "[[hierarchy]]\ntable = \"a\"\n[hierarchy.rules]\ndepth = \"from-2\"\n", 4,
        "from-2");
    row("depth rule of a number", "[[hierarchy]]\ntable = \"a\"\n[hierarchy.rules]\ndepth = 0\n", 4,
        "a string, not an integer");
    row("path rule", "[[hierarchy]]\ntable = \"a\"\n[hierarchy.rules]\npath = { sep = \"/\" }\n", 4,
        "sep");
    row("path rule as text", "[[hierarchy]]\ntable = \"a\"\n[hierarchy.rules]\npath = \"/\"\n", 4,
        "a table");
    row("sum rule", "[[hierarchy]]\ntable = \"a\"\n[hierarchy.rules]\nestimate_sum = \"all\"\n", 4,
        "all");
    row("date rule", "[[hierarchy]]\ntable = \"a\"\n[hierarchy.rules]\nmin_start = \"own\"\n", 4,
        "own");
    row("progress scale",
        "[[hierarchy]]\ntable = \"a\"\n[hierarchy.rules]\nprogress = { scale = 10 }\n", 4, "100");
    row("progress digits",
        "[[hierarchy]]\ntable = \"a\"\n[hierarchy.rules]\nprogress = { digits = 2.5 }\n", 4,
        "a decimal number");
    row("max depth", "[[hierarchy]]\ntable = \"a\"\n[hierarchy.rules]\nmax_depth = 0\n", 4,
        "between");
    row("grace", "[[hierarchy]]\ntable = \"a\"\n[hierarchy.rules]\ngrace = \"soon\"\n", 4, "soon");
    row("time zone", "[[hierarchy]]\ntable = \"a\"\n[hierarchy.rules]\ntime_zone = \"Mars/X\"\n", 4,
        "Mars/X");
    row("count_archived", "[[hierarchy]]\ntable = \"a\"\n[hierarchy.rules]\ncount_archived = 1\n",
        4, "true or false, not an integer");
}

void WorkspaceFileTest::errors()
{
    QFETCH(QString, text);
    QFETCH(int, line);
    QFETCH(QString, part);
    try {
        readAll(text);
        QFAIL("no error");
    } catch (const Error &error) {
        const QString start = QStringLiteral("arborist.toml:%1: ").arg(line);
        QVERIFY2(error.message().startsWith(start), error.what());
        const QString told = error.message() + error.hint();
        QVERIFY2(told.contains(part), qPrintable(told));
    }
}

void WorkspaceFileTest::suggestsTheKeyMeant()
{
    try {
        readAll(QStringLiteral("[stages.a]\ncolor = \"green\"\n"));
        QFAIL("no error");
    } catch (const Error &error) {
        QVERIFY2(error.hint().startsWith(u"Did you mean \"colour\"?"), qPrintable(error.hint()));
        QVERIFY2(error.hint().contains(u"environment"), qPrintable(error.hint()));
    }
}

void WorkspaceFileTest::passwordsAreRefused_data()
{
    QTest::addColumn<QString>("url");
    for (const char *url :
         {"postgresql://u:geheim@h/db", "postgres://u:geheim@h:5432/db",
          "postgres://u:ge:geheim@h/d", "POSTGRES://u:geheim@h/db", "postgres://:geheim@h/db",
          "postgres://u:ge/geheim@h/db", "postgresql://u@h/db?password=geheim",
          "postgresql://u@h/db?sslpassword=geheim", "host=h dbname=d password=geheim",
          "host=h password = 'geheim'", "password=geheim host=h", "mysql://u:geheim@h/db"})
        QTest::newRow(url) << QString::fromUtf8(url);
}

void WorkspaceFileTest::passwordsAreRefused()
{
    QFETCH(QString, url);
    try {
        stagesOf(QStringLiteral("[stages.a]\nurl = \"%1\"\n").arg(url));
        QFAIL("no error");
    } catch (const Error &error) {
        QVERIFY2(error.message().startsWith(u"arborist.toml:2: "), error.what());
        QVERIFY(!error.hint().isEmpty());
        QVERIFY(!(error.message() + error.hint() + error.detail()).contains(u"geheim"));
    }
}

void WorkspaceFileTest::passwords()
{
    for (const char *url : {"postgresql://u@h/db", "postgresql://h:5432/db", "postgresql:///db",
                            "postgresql://u@h/db?application_name=a:b@c", "host=h dbname=d",
                            "service=acme", "postgresql://u:@h/db"}) {
        QVERIFY2(!holdsPassword(QString::fromUtf8(url)), url);
        QCOMPARE(AddressReference::parse(QString::fromUtf8(url)).kind, AddressReference::Kind::Url);
    }
    for (const char *text : {"env:A", "env:A@.env.test", "env:PG*", "env:DB_*@backend/.env",
                             "keychain:acme", "aws-secret:acme/staging/url#key", "neon:p/main"}) {
        const QString reference = QString::fromUtf8(text);
        QCOMPARE(AddressReference::parse(reference).toString(), reference);
    }
}

void WorkspaceFileTest::stagesKeepTheirOrder()
{
    const auto found = stagesOf(QString::fromUtf8(R"(
[stages.zeta]
url = "env:Z"
[stages.alpha]
url = "postgresql://u@h/db"
environment = "staging"
protected = false
read_only = true
colour = "amber"
addresses = ["10.0.0.1", "10.0.0.2"]
ssh_host = "bastion"
[stages.mid]
)"));
    QCOMPARE(found.size(), 3U);
    QCOMPARE(found[0].stage.name, QStringLiteral("zeta"));
    QVERIFY(!found[0].environment && !found[0].isProtected);
    QCOMPARE(found[1].stage.name, QStringLiteral("alpha"));
    QVERIFY(found[1].environment == Environment::Staging);
    QCOMPARE(found[1].isProtected, std::optional<bool>(false));
    QVERIFY(found[1].stage.readOnly);
    QCOMPARE(found[1].stage.colour, QStringLiteral("amber"));
    QCOMPARE(found[1].stage.addresses.size(), 2);
    QCOMPARE(found[1].stage.sshHost, QStringLiteral("bastion"));
    QCOMPARE(found[2].stage.name, QStringLiteral("mid"));
    QVERIFY(found[2].stage.urlReference.isEmpty());
}

void WorkspaceFileTest::environments_data()
{
    QTest::addColumn<QString>("name");
    QTest::addColumn<int>("environment");
    QTest::addColumn<bool>("isProtected");
    const auto row = [](const char *name, Environment environment, bool isProtected) {
        QTest::newRow(name) << QString::fromUtf8(name) << static_cast<int>(environment)
                            << isProtected;
    };
    row("local", Environment::Development, false);
    row("dev", Environment::Development, true);
    row("Dev", Environment::Development, true);
    row("development", Environment::Development, false);
    row("dev-phil-local", Environment::Development, false);
    row("test", Environment::Test, false);
    row("ci-pr-142", Environment::Test, false);
    row("staging", Environment::Staging, true);
    row("staging-eu", Environment::Staging, true);
    row("prod", Environment::Production, true);
    row("production", Environment::Production, true);
    row("prod_replica", Environment::Production, true);
    row("dev-of-production", Environment::Production, true);
    row("product", Environment::Unknown, false);
    row("acme", Environment::Unknown, false);
}

void WorkspaceFileTest::environments()
{
    QFETCH(QString, name);
    QFETCH(int, environment);
    QFETCH(bool, isProtected);
    const Environment guessed = guessEnvironment(name);
    QCOMPARE(static_cast<int>(guessed), environment);
    QCOMPARE(protectedByDefault(name, guessed), isProtected);
}

void WorkspaceFileTest::colours()
{
    std::vector<Stage> list(8);
    const Environment environments[] = {Environment::Production,  Environment::Development,
                                        Environment::Development, Environment::Development,
                                        Environment::Staging,     Environment::Test,
                                        Environment::Unknown,     Environment::Development};
    for (std::size_t i = 0; i < list.size(); ++i)
        list[i].environment = environments[i];
    list[1].colour = QStringLiteral("teal");
    auto again = list;
    assignColours(list);
    assignColours(again);
    QStringList found;
    for (std::size_t i = 0; i < list.size(); ++i) {
        found.append(list[i].colour);
        QCOMPARE(list[i].colour, again[i].colour);
        QVERIFY(stageColours().contains(list[i].colour));
        QCOMPARE(list[i].colour == u"red", list[i].environment == Environment::Production);
    }
    QCOMPARE(found.join(u' '), QStringLiteral("red teal green blue violet amber grey green"));
}

QTEST_GUILESS_MAIN(WorkspaceFileTest)
#include "workspace_file_test.moc"
