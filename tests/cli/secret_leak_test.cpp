// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/cli/cli_runner.h"
#include "tests/cloud/aws_sandbox.h"
#include "tests/stages/project.h"
#include "tests/support/test_cluster.h"
#include <QDirIterator>
#include <QTest>
#include <csignal>
#include <map>
#include <unistd.h>

using namespace arborist;
using namespace arborist::testing;

namespace {

/// One unlike any other text, so that whatever holds it holds the password.
QByteArray planted(const QByteArray &kind)
{
    return "Geheim7q" + kind + "9x";
}

QByteArray contentOf(const QString &path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

/// All processes below `root`.
QList<qint64> descendants(qint64 root)
{
    std::multimap<qint64, qint64> children;
    for (const QString &name : QDir(QStringLiteral("/proc")).entryList(QDir::Dirs)) {
        const qint64 pid = name.toLongLong();
        const QByteArray stat = pid > 0 ? contentOf(QStringLiteral("/proc/%1/stat").arg(pid)) : "";
        // "pid (name) state parent": the name may hold anything.
        const QList<QByteArray> fields = stat.mid(stat.lastIndexOf(')') + 2).split(' ');
        if (fields.size() > 1)
            children.emplace(fields.at(1).toLongLong(), pid);
    }
    QList<qint64> found;
    QList<qint64> todo{root};
    while (!todo.isEmpty()) {
        const auto [begin, end] = children.equal_range(todo.takeFirst());
        for (auto it = begin; it != end; ++it) {
            found.append(it->second);
            todo.append(it->second);
        }
    }
    return found;
}

/// What may hold a password, as designed: the files that changes of .env are taken back from.
bool keepsFiles(const QString &path)
{
    return path.contains(u"/journals/") || path.contains(u"/file-backups/");
}

const char kTree[] = R"(
    CREATE TABLE items (
        id bigint PRIMARY KEY, organization_id bigint NOT NULL, parent_id bigint, title text,
        status text NOT NULL DEFAULT 'open', depth int NOT NULL, child_count int NOT NULL,
        updated_at timestamptz DEFAULT '2026-01-01');
    INSERT INTO items (id, organization_id, parent_id, title, depth, child_count)
        SELECT g, 7, NULL, 'Parent', 0, 1 FROM generate_series(101, 140) g;
    INSERT INTO items (id, organization_id, parent_id, title, depth, child_count)
        SELECT g + 100, 7, g, 'Child', 1, 0 FROM generate_series(101, 140) g;
    UPDATE items SET child_count = 5 WHERE id = 101;
)";

/// Passwords that stand in .env, and those that stand elsewhere.
const QList<QByteArray> kInFiles{"url",  "keyvalue", "family", "typed", "wrong",
                                 "down", "at",       "slash",  "port",  "quote"};
const QList<QByteArray> kElsewhere{"pgpassword", "passfile", "aws", "awskey", "sql"};

} // namespace

/// Plants a password of each kind, runs what people run, and looks for it everywhere.
class SecretLeakTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void cleanupTestCase() { m_cluster.reset(); }
    void init();

    void commands_data();
    void commands();
    void changes();
    void addressesThatFail_data();
    void addressesThatFail();
    void crash();
    void serverGone();

private:
    CliRun run(const QStringList &arguments, const QByteArray &input = {});
    CliRun run(const char *line, const QByteArray &input = {}) { return run(words(line), input); }
    void look(const QByteArray &text, const QByteArray &where);
    void lookAtFiles();

    int m_kept = 0; ///< files found that keep a password as designed
    std::unique_ptr<TestCluster> m_cluster;
    std::optional<AwsSandbox> m_sandbox;
    std::optional<FakeAws> m_fake;
    std::unique_ptr<Project> m_project;
    std::unique_ptr<QTemporaryDir> m_data;
};

void SecretLeakTest::initTestCase()
{
    clearEnvironment();
    leavePipeline();
    TestCluster::Options options;
    options.hbaLines = {QStringLiteral("local all +people scram-sha-256")};
    m_cluster = std::make_unique<TestCluster>(options);
    QByteArray roles = "CREATE ROLE people;";
    for (const QByteArray &kind : kInFiles + kElsewhere)
        roles += "CREATE ROLE " + kind + " LOGIN IN ROLE people PASSWORD '" + planted(kind) + "';";
    // The user of this kind, whose password is another one.
    m_cluster->psql(QStringLiteral("postgres"), roles + "ALTER ROLE wrong PASSWORD 'other';");
    m_cluster->createDatabase(QStringLiteral("db_url"));
    m_cluster->psql(QStringLiteral("db_url"), QByteArray(kTree) +
                                                  "GRANT ALL ON items TO people; "
                                                  "ALTER TABLE items OWNER TO people;");
    QByteArray copies;
    for (const char *kind : {"keyvalue", "family", "typed", "pgpassword", "passfile", "aws"})
        copies += QByteArray("CREATE DATABASE db_") + kind + " TEMPLATE db_url;\n";
    m_cluster->psql(QStringLiteral("postgres"), copies);
}

void SecretLeakTest::init()
{
    m_data = std::make_unique<QTemporaryDir>();
    m_project = std::make_unique<Project>();
    m_sandbox.emplace();
    if (!m_fake)
        m_fake.emplace();
    m_fake->reset();
    m_fake->tell({{QStringLiteral("keys"),
                   QJsonObject{{QStringLiteral("AKIDEXAMPLE"),
                                QJsonObject{{QStringLiteral("secret"),
                                             QString::fromUtf8(planted("awskey"))}}}}}});
    // In the environment, which the program that gives the same key must not see.
    m_sandbox->useKeys("AKIDEXAMPLE", planted("awskey"));
    m_sandbox->write(QStringLiteral("answer"),
                     R"({"Version":1,"AccessKeyId":"AKIDEXAMPLE","SecretAccessKey":")" +
                         planted("awskey") + "\"}");
    m_sandbox->write(QStringLiteral("vend"), "#!/bin/sh\n/bin/cat /proc/$$/environ "
                                             "/proc/$$/cmdline /proc/$PPID/cmdline >> "
                                             "\"$HOME/seen\"\n/bin/cat \"$HOME/answer\"\n");
    m_sandbox->writeConfig("[profile acme]\ncredential_process = " +
                           m_sandbox->path(QStringLiteral("vend")).toUtf8() + '\n');
    qputenv("AWS_ENDPOINT_URL", m_fake->url());
    qputenv("ARBORIST_DATA_DIR", m_data->path().toUtf8());
    const QByteArray host = m_cluster->socketFolder().toUtf8();
    const auto url = [&host](const QByteArray &kind) {
        return "postgresql://" + kind + ':' + planted(kind) + "@/db_" + kind + "?host=" + host;
    };
    m_fake->setSecret(QStringLiteral("acme/url"), QString::fromUtf8(url("aws")));
    m_sandbox->write(QStringLiteral("pass"),
                     "*:*:db_passfile:passfile:" + planted("passfile") + '\n');
    const QString pass = m_sandbox->path(QStringLiteral("pass"));
    QFile::setPermissions(pass, QFile::ReadOwner | QFile::WriteOwner);
    qputenv("PGPASSFILE", pass.toUtf8());
    qputenv("PGPASSWORD", planted("pgpassword"));

    m_project->write(QStringLiteral(".env"),
                     "URL='" + url("url") + "'\nKEYVALUE=\"host=" + host +
                         " user=keyvalue dbname=db_keyvalue" + " password=" + planted("keyvalue") +
                         "\"\nDB_HOST=" + host +
                         "\nDB_NAME=db_family\nDB_USER=family\nDB_PASSWORD=" + planted("family") +
                         "\nPASSWORD_URL=postgresql://pgpassword@/db_pgpassword?host=" + host +
                         "\nWRONG=" + QByteArray(url("wrong")).replace("db_wrong", "db_url") +
                         "\nDOWN=postgresql://down:" + planted("down") + "@127.0.0.1:1/d" +
                         "\nAT='postgresql://at:x@" + planted("at") + "@127.0.0.1:1/d'" +
                         "\nSLASH='postgresql://slash:1/" + planted("slash") + "@127.0.0.1:1/d'" +
                         "\nPORT='postgresql://port:" + planted("port") + "@127.0.0.1:none/d'" +
                         "\nQUOTE=\"host=127.0.0.1 port=1 user=quote password='" +
                         planted("quote") + " dbname=d\"\n");
    QByteArray toml;
    for (const char *variable : {"URL", "KEYVALUE", "DB_*", "PASSWORD_URL", "WRONG", "DOWN", "AT",
                                 "SLASH", "PORT", "QUOTE"}) {
        const QByteArray name = QByteArray(variable).toLower().replace("db_*", "family");
        toml += "[stages." + name + "]\nurl = \"env:" + variable + "\"\n" +
                "environment = \"development\"\n";
    }
    toml += "[stages.aws]\nurl = \"aws-secret:acme/url\"\nenvironment = \"development\"\n"
            "aws = { profile = \"acme\", region = \"eu-central-1\" }\n";
    m_project->write(QStringLiteral("arborist.toml"), toml);
}

CliRun SecretLeakTest::run(const QStringList &arguments, const QByteArray &input)
{
    QProcess process;
    process.start(
        QStringLiteral(ARBORISTCTL),
        QStringList{QStringLiteral("--verbose"), QStringLiteral("--workspace"), m_project->path()} +
            arguments);
    process.write(input);
    process.closeWriteChannel();
    const QByteArray line = arguments.join(u' ').toUtf8();
    QByteArray seen;
    const qint64 pid = process.processId();
    while (process.state() != QProcess::NotRunning) {
        seen += line.contains(planted("sql"))
                    ? QByteArray() // given by who types it
                    : contentOf(QStringLiteral("/proc/%1/cmdline").arg(pid));
        for (const qint64 child : descendants(pid)) {
            const QByteArray words = contentOf(QStringLiteral("/proc/%1/cmdline").arg(child));
            // Until its exec a child is a copy of ours, with the words and variables that we have.
            if (!words.contains("arboristctl"))
                seen += words + contentOf(QStringLiteral("/proc/%1/environ").arg(child));
        }
        process.waitForFinished(10);
    }
    const CliRun done{process.exitCode(), process.readAllStandardOutput(),
                      process.readAllStandardError()};
    look(done.all(), "output of " + line);
    look(seen, "processes of " + line);
    return done;
}

void SecretLeakTest::look(const QByteArray &text, const QByteArray &where)
{
    for (const QByteArray &kind : kInFiles + kElsewhere)
        QVERIFY2(!text.contains(planted(kind)), "password of " + kind + " in " + where + text);
}

void SecretLeakTest::lookAtFiles()
{
    int files = 0;
    for (const QString &folder : {m_data->path(), m_project->path()}) {
        QDirIterator found(folder, QDir::Files | QDir::Hidden, QDirIterator::Subdirectories);
        while (found.hasNext()) {
            const QString path = found.next();
            const QByteArray text = contentOf(path);
            ++files;
            if (keepsFiles(path) || path.startsWith(m_project->path(QStringLiteral(".env")))) {
                for (const QByteArray &kind : kElsewhere)
                    QVERIFY2(!text.contains(planted(kind)), kind + path.toUtf8());
            } else {
                look(text, path.toUtf8());
            }
            m_kept += keepsFiles(path) && text.contains(planted("url")) ? 1 : 0;
            if (keepsFiles(path))
                QVERIFY2(!(QFile::permissions(path) & (QFile::ReadGroup | QFile::ReadOther)),
                         qPrintable(path));
        }
    }
    QVERIFY(files >= 2);
    // Where the programs of PostgreSQL are told their password, while they run.
    for (const QString &place :
         {qEnvironmentVariable("XDG_RUNTIME_DIR"), QStringLiteral("/run/user/%1").arg(::getuid()),
          QStringLiteral("/tmp")}) {
        for (const QFileInfo &folder :
             QDir(place).entryInfoList({QStringLiteral("arborist-login-*")}, QDir::Dirs))
            look(contentOf(folder.filePath() + QStringLiteral("/pass")), "left behind");
    }
}

void SecretLeakTest::commands_data()
{
    QTest::addColumn<QString>("stage");
    for (const char *stage : {"url", "keyvalue", "family", "password_url", "aws", "passfile"})
        QTest::newRow(stage) << QString::fromLatin1(stage);
}

void SecretLeakTest::commands()
{
    QFETCH(QString, stage);
    if (stage == u"passfile") {
        // A password in the environment would come first.
        qunsetenv("PGPASSWORD");
        m_project->write(QStringLiteral("arborist.toml"),
                         "[stages.passfile]\nurl = \"postgresql://passfile@/db_passfile?host=" +
                             m_cluster->socketFolder().toUtf8() +
                             "\"\nenvironment = \"development\"\n");
    }
    const QStringList target{QStringLiteral("--target"), stage};
    for (const char *line :
         {"current", "current --json", "status", "scan --findings",
          "repair all --dry-run --changes", "repair all --yes", "undo last --yes", "history",
          "stages --json", "audit export", "audit verify", "backup --compress",
          "backup --format directory --jobs 2", "backups", "backups verify"}) {
        const CliRun done = run(target + words(line));
        QVERIFY2(done.exitCode == 0, stage.toUtf8() + ' ' + line + ": " + done.all());
    }
    for (const char *sql : {"SELECT 1", "SELECT current_setting('no.such')", "SELEC 1"}) {
        const CliRun done =
            run(target + QStringList{QStringLiteral("query"), QStringLiteral("--sql"),
                                     QString::fromLatin1(sql)});
        QCOMPARE(done.exitCode == 0, sql == QByteArray("SELECT 1"));
    }
    if (stage == u"aws") {
        const QByteArray seen = contentOf(m_sandbox->path(QStringLiteral("seen")));
        QVERIFY2(seen.contains("HOME=") && seen.contains("arboristctl"), seen);
        look(seen, "credential_process");
    }
    lookAtFiles();
}

void SecretLeakTest::changes()
{
    const QByteArray typed = "postgresql://typed:" + planted("typed") +
                             "@/db_typed?host=" + m_cluster->socketFolder().toUtf8();
    for (const char *line : {"--target url set target-db keyvalue --yes", "undo last --yes",
                             "--target url set source-db family --yes --json"}) {
        const CliRun done = run(line);
        QVERIFY2(done.exitCode == 0, line + (": " + done.all()));
    }
    const CliRun set = run("--target url set target-db - --yes", typed);
    QVERIFY2(set.exitCode == 0, set.all());
    QVERIFY(contentOf(m_project->path(QStringLiteral(".env"))).contains(planted("typed")));
    // Passwords of elsewhere are not written down.
    QVERIFY(run("--target url set target-db aws --yes").exitCode != 0);
    for (const char *line : {"set target-db wrong --yes", "set target-db down --yes",
                             "set target-db at --yes", "history --json", "audit export"})
        run(QStringList{QStringLiteral("--target"), QStringLiteral("url")} + words(line));
    // SQL that may not run, with a password in it.
    for (const char *write : {"--write --yes", "--yes"}) {
        QStringList arguments = words("--target url query") + words(write);
        arguments << QStringLiteral("--sql")
                  << QStringLiteral("ALTER ROLE people PASSWORD '%1'")
                         .arg(QString::fromUtf8(planted("sql")));
        QVERIFY(run(arguments).exitCode != 0);
    }
    run("--target url history --json");
    run("--target url audit export");
    QVERIFY(run("--target url set target-db - --yes", "x" + typed).exitCode != 0);
    QVERIFY(run("--target url set target-db - --yes", "'" + typed).exitCode != 0);
    lookAtFiles();
    QVERIFY(m_kept > 0); // it does find what is there
}

void SecretLeakTest::addressesThatFail_data()
{
    QTest::addColumn<QString>("stage");
    for (const char *stage : {"wrong", "down", "at", "slash", "port", "quote"})
        QTest::newRow(stage) << QString::fromLatin1(stage);
}

void SecretLeakTest::addressesThatFail()
{
    QFETCH(QString, stage);
    for (const char *line : {"status", "scan", "repair all --yes", "query --sql TABLE"}) {
        const CliRun done = run(QStringList{QStringLiteral("--target"), stage} + words(line));
        QVERIFY2(done.exitCode != 0, done.all());
    }
    run("stages");
    run("audit export");
    lookAtFiles();
}

/// With passwords in memory, and all that a system could do to keep it.
void SecretLeakTest::crash()
{
    QTemporaryDir folder;
    QProcess process;
    process.setWorkingDirectory(folder.path());
    process.start(QStringLiteral("/bin/sh"),
                  {QStringLiteral("-c"),
                   QStringLiteral("ulimit -c $(ulimit -H -c); exec %1 --workspace %2 --target url "
                                  "query --sql 'SELECT pg_sleep(600)'")
                       .arg(QStringLiteral(ARBORISTCTL), m_project->path())});
    QTRY_VERIFY_WITH_TIMEOUT(
        m_cluster
                ->psql(QStringLiteral("postgres"),
                       "SELECT count(*) FROM pg_stat_activity WHERE usename = 'url' AND "
                       "wait_event = 'PgSleep';")
                .trimmed() == "1",
        60'000);
    ::kill(pid_t(process.processId()), SIGABRT);
    QVERIFY(process.waitForFinished(60'000));
    QCOMPARE(process.exitStatus(), QProcess::CrashExit);
    look(process.readAllStandardOutput() + process.readAllStandardError(), "crash");
    QCOMPARE(QDir(folder.path()).entryList(QDir::Files | QDir::Hidden), QStringList());
    lookAtFiles();
}

void SecretLeakTest::serverGone()
{
    QCOMPARE(run("--target url status").exitCode, 0);
    QCOMPARE(run("--target aws status").exitCode, 0);
    m_cluster->stop();
    for (const char *stage : {"url", "keyvalue", "family", "password_url", "aws"}) {
        for (const char *line : {"status", "repair all --yes"}) {
            const CliRun done = run(
                QStringList{QStringLiteral("--target"), QString::fromLatin1(stage)} + words(line));
            QVERIFY2(done.exitCode != 0, done.all());
        }
    }
    lookAtFiles();
}

QTEST_GUILESS_MAIN(SecretLeakTest)
#include "secret_leak_test.moc"
