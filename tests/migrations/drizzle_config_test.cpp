// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/core/error.h"
#include "services/migrations/files/drizzle_config.h"
#include "tests/migrations/project.h"
#include <QTest>

using namespace arborist;
using namespace arborist::migrations;

/// drizzle.config.ts and [migrations] of arborist.toml: which folder and table are meant.
class DrizzleConfigTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void configurationsAreUnderstood_data();
    void configurationsAreUnderstood();
    void configurationNamesFolderAndTable();
    void sectionOfTheWorkspaceDecides();
    void sectionsThatLeadNowhereSaySo();
};

void DrizzleConfigTest::configurationsAreUnderstood_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("expected"); // out, schema.table; "?" is not understood
    const auto row = [](const char *name, const char *text, const char *expected) {
        QTest::newRow(name) << QString::fromUtf8(text) << QString::fromUtf8(expected);
    };
    row("defineConfig", "export default defineConfig({ out: './db', dialect: 'postgresql' });",
        "./db");
    row("plain object", "export default { out: \"db\" } satisfies Config", "db");
    row("JSON", R"({ "dialect": "postgresql", "out": "db" })", "db");
    row("CommonJS", "module.exports = { out: `db` }", "db");
    row("constant", "const out = 'db';\nexport default defineConfig({ out })", "db");
    row("constant without semicolons",
        "const out = 'db'\nconst config: Config = { out }\nexport default config", "db");
    row("environment", "export default defineConfig({ out: process.env.OUT! })", "from-env");
    row("environment with default",
        "export default defineConfig({ out: process.env.NONE ?? 'db' })", "db");
    row("environment or default",
        "export default defineConfig({ out: process.env['EMPTY'] || 'db' })", "db");
    row("comments", "// out: 'x'\nexport default defineConfig({ /* out: 'y', */ out: 'db' })",
        "db");
    row("regular expression", "const r = /['\"{]/;\nexport default defineConfig({ out: 'db' })",
        "db");
    row("no out", "export default defineConfig({ dialect: 'postgresql' })", "");
    row("table",
        "export default defineConfig({ out: 'db', migrations: { table: 't', schema: 's' } })",
        "db s.t");
    row("code", "export default defineConfig({ out: path.join(__dirname, 'db') })", "?");
    row("spread", "export default defineConfig({ ...base, out: 'db' })", "db");
    row("function", "export default defineConfig(() => ({ out: 'db' }))", "?");
    row("template", "export default defineConfig({ out: `${base}/db` })", "?");
    row("nothing", "", "?");
    row("cut short", "export default defineConfig({ out: 'd", "d");
    row("cut short in braces", "export default defineConfig({ a: { b: [", "");
}

void DrizzleConfigTest::configurationsAreUnderstood()
{
    QFETCH(QString, text);
    QFETCH(QString, expected);
    const DrizzleConfig config =
        parseDrizzleConfig(text, [](const QString &name) -> std::optional<QString> {
            if (name == u"OUT")
                return QStringLiteral("from-env");
            return name == u"EMPTY" ? std::optional(QString()) : std::nullopt;
        });
    QString found = config.out.value_or(QString());
    if (config.table)
        found += u' ' + config.schema.value_or(QString()) + u'.' + *config.table;
    QCOMPARE(config.isUnderstood ? found : QStringLiteral("?"), expected);
}

void DrizzleConfigTest::configurationNamesFolderAndTable()
{
    Project project;
    project.write(QStringLiteral("api/drizzle.config.ts"),
                  "export default defineConfig({ dialect: 'postgresql', out: './sql',\n"
                  "  migrations: { table: 'log', schema: 'meta' } })");
    writeDrizzle(project, {{"0000_a", 1, ""}}, QStringLiteral("api/sql"));
    MigrationSet set = project.set();
    QCOMPARE(set.shown, QStringLiteral("api/sql"));
    QCOMPARE(set.ledger, (LedgerName{QStringLiteral("meta"), QStringLiteral("log")}));

    // A folder that is found before its configuration is.
    project.write(QStringLiteral("zoo/drizzle.config.js"),
                  "module.exports = { out: '../all/sql', migrations: { table: 'other' } }");
    writeDrizzle(project, {{"0000_a", 1, ""}}, QStringLiteral("all/sql"));
    QCOMPARE(project.sets().size(), 2U);
    QCOMPARE(project.sets()[0].shown, QStringLiteral("all/sql"));
    QCOMPARE(project.sets()[0].ledger.table, QStringLiteral("other"));
    QVERIFY(QDir(project.path(QStringLiteral("all"))).removeRecursively());

    project.write(QStringLiteral("api/drizzle.config.ts"),
                  "export default defineConfig({ migrations: settings(), out: './sql' })");
    set = project.set();
    QCOMPARE(codes(set.problems), QStringList(QStringLiteral("config")));

    project.write(QStringLiteral("api/drizzle.config.ts"),
                  "export default defineConfig({ dialect: 'sqlite', out: './sql' })");
    project.write(QStringLiteral("api/sql/meta/_journal.json"),
                  R"({"dialect":"sqlite","entries":[]})");
    QCOMPARE(project.sets().size(), 0U);
}

void DrizzleConfigTest::sectionOfTheWorkspaceDecides()
{
    Project project;
    writeDrizzle(project, {{"0000_a", 1, ""}}, QStringLiteral("one"));
    writeDrizzle(project, {{"0000_a", 1, ""}}, QStringLiteral("two"));
    QCOMPARE(project.sets().size(), 2U);
    project.write(QStringLiteral("arborist.toml"),
                  "[migrations]\ntool = \"drizzle\"\nfolder = \"two\"\ntable = \"s.\\\"a.b\\\"\"\n"
                  "generate = \"npm run g\"\nrequire_columns = [{ tables = [\"t\"], columns = "
                  "[\"c\"] }]\n");
    const MigrationSet set = project.set();
    QCOMPARE(set.shown, QStringLiteral("two"));
    QCOMPARE(set.ledger, (LedgerName{QStringLiteral("s"), QStringLiteral("a.b")}));
    const stages::MigrationSettings settings = project.workspace().migrations();
    QCOMPARE(settings.generate, QStringLiteral("npm run g"));
    QCOMPARE(settings.requireColumns.size(), 1U);
    QCOMPARE(settings.requireColumns[0].columns, QStringList(QStringLiteral("c")));
}

void DrizzleConfigTest::sectionsThatLeadNowhereSaySo()
{
    Project project;
    project.write(QStringLiteral("arborist.toml"),
                  "[migrations]\ntool = \"drizzle\"\nfolder = \"no\"\n");
    try {
        project.sets();
        QFAIL("There is no such folder.");
    } catch (const Error &error) {
        QVERIFY2((error.where() + error.message()).contains(QStringLiteral("arborist.toml:3")),
                 error.what());
        QVERIFY(!error.hint().isEmpty());
    }
}

QTEST_GUILESS_MAIN(DrizzleConfigTest)
#include "drizzle_config_test.moc"
