// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/stages/keychain.h"
#include "tests/stages/project.h"
#include "tests/support/test_cluster.h"
#include <QDirIterator>
#include <QLocalServer>
#include <QProcess>
#include <QSemaphore>
#include <QStandardPaths>
#include <QTest>
#include <thread>

using namespace arborist;

namespace {

const QByteArray kPassword = "geheim-im-bund";
const QByteArray kUnlock = "printf main | gnome-keyring-daemon --unlock --components=secrets "
                           ">/dev/null\n";
const QByteArray kStore = kUnlock +
                          "secret-tool store --label=Acme server arborist user acme type plaintext "
                          "< url || exit 99\n";
const QByteArray kLock = "dbus-send --session --print-reply --dest=org.freedesktop.secrets "
                         "/org/freedesktop/secrets org.freedesktop.Secret.Service.Lock "
                         "array:objpath:/org/freedesktop/secrets/collection/login >/dev/null\n";

} // namespace

/// keychain:NAME against GNOME Keyring on a session bus of the test's own.
class KeychainTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void cleanupTestCase() { m_cluster.reset(); }
    void init();

    void readsAnEntry();
    void readsOftenAndTwice();
    void saysThatAnEntryIsMissing();
    void saysThatItIsLocked();
    void saysThatNoneRuns();
    void saysThatThereIsNoSession();
    void storesAndForgets();
    void storesNoNonsense();
    void stopsWaiting();

private:
    struct Run {
        int exitCode = -1;
        QByteArray out;
    };
    /// A shell script, "$ctl" being arboristctl on the project; on a bus of its own unless there is
    /// no `session`. Returns output and errors.
    Run run(const QByteArray &script, const QStringList &session) const;

    std::unique_ptr<TestCluster> m_cluster;
    std::unique_ptr<Project> m_project;
};

void KeychainTest::initTestCase()
{
    for (const char *program :
         {"dbus-run-session", "dbus-send", "gnome-keyring-daemon", "secret-tool"}) {
        if (QStandardPaths::findExecutable(QString::fromLatin1(program)).isEmpty())
            QSKIP(qPrintable(QStringLiteral("%1 is not installed").arg(QLatin1String(program))));
    }
    TestCluster::Options options;
    options.hbaLines = {QStringLiteral("local all app scram-sha-256")};
    m_cluster = std::make_unique<TestCluster>(options);
    m_cluster->createDatabase(QStringLiteral("tracker"));
    m_cluster->psql(QStringLiteral("postgres"),
                    "CREATE ROLE app LOGIN PASSWORD '" + kPassword + "';");
}

void KeychainTest::init()
{
    clearEnvironment();
    m_project = std::make_unique<Project>();
    m_project->write(QStringLiteral("arborist.toml"),
                     "[stages.staging]\nurl = \"keychain:acme\"\nenvironment = \"test\"\n"
                     "[stages.odd]\nurl = \"keychain:it's\"\nenvironment = \"test\"\n");
    m_project->write(QStringLiteral("url"), "postgresql://app:" + kPassword + "@/tracker?host=" +
                                                m_cluster->socketFolder().toUtf8());
    // A bus that starts nothing by itself.
    m_project->write(QStringLiteral("bus.conf"),
                     "<busconfig><type>session</type><listen>unix:tmpdir=/tmp</listen>"
                     "<policy context=\"default\"><allow send_destination=\"*\"/>"
                     "<allow eavesdrop=\"true\"/><allow own=\"*\"/></policy></busconfig>\n");
}

KeychainTest::Run KeychainTest::run(const QByteArray &script, const QStringList &session) const
{
    QProcess process;
    QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
    for (const char *name :
         {"DISPLAY", "WAYLAND_DISPLAY", "XDG_CURRENT_DESKTOP", "KDE_FULL_SESSION",
          "DESKTOP_SESSION", "GNOME_KEYRING_CONTROL", "QT_NO_GLIB"})
        environment.remove(QString::fromLatin1(name));
    for (const char *name : {"HOME", "XDG_DATA_HOME", "XDG_RUNTIME_DIR", "ARBORIST_DATA_DIR"}) {
        const QString folder = m_project->path(QStringLiteral("home/") + QLatin1String(name));
        QDir().mkpath(folder);
        QFile::setPermissions(folder, QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner);
        environment.insert(QString::fromLatin1(name), folder);
    }
    environment.insert(QStringLiteral("DBUS_SESSION_BUS_ADDRESS"),
                       QStringLiteral("unix:path=/nowhere"));
    environment.insert(QStringLiteral("ctl"), QStringLiteral(ARBORISTCTL " --workspace ") +
                                                  m_project->path() + QStringLiteral(" --target"));
    process.setProcessEnvironment(environment);
    process.setWorkingDirectory(m_project->path());
    process.setProcessChannelMode(QProcess::MergedChannels);
    QStringList line = session;
    line << QStringLiteral("sh") << QStringLiteral("-c") << QString::fromUtf8(script);
    process.start(line.takeFirst(), line);
    if (!process.waitForFinished(120'000))
        return {};
    QDirIterator files(m_project->path(QStringLiteral("home/ARBORIST_DATA_DIR")),
                       QDir::Files | QDir::Hidden, QDirIterator::Subdirectories);
    while (files.hasNext()) {
        QFile file(files.next());
        if (!file.open(QIODevice::ReadOnly) || file.readAll().contains(kPassword))
            return {-1, "the password is in " + file.fileName().toUtf8()};
    }
    return {process.exitCode(), process.readAll()};
}

const QStringList kSession{QStringLiteral("dbus-run-session"), QStringLiteral("--")};

void KeychainTest::readsAnEntry()
{
    const Run read = run(kStore + "$ctl staging current; $ctl staging --json current", kSession);
    QVERIFY2(read.exitCode == 0, read.out);
    QVERIFY2(read.out.contains("tracker"), read.out);
    QVERIFY2(read.out.contains("entry acme of the keychain"), read.out);
    QVERIFY2(!read.out.contains(kPassword), read.out);
}

/// One command reads two entries; one that is no address is named, not shown.
void KeychainTest::readsOftenAndTwice()
{
    const Run read = run(kStore + "printf " + kPassword +
                             " | secret-tool store --label=Odd server arborist user \"it's\" type "
                             "plaintext\n$ctl staging stages; $ctl odd status",
                         kSession);
    QVERIFY2(read.out.contains("tracker"), read.out);
    QVERIFY2(read.out.contains("The entry it's of the keychain does not hold the address"),
             read.out);
    QVERIFY2(!read.out.contains(kPassword), read.out);
}

void KeychainTest::saysThatAnEntryIsMissing()
{
    const Run missing = run(kStore + "$ctl odd status", kSession);
    QVERIFY2(missing.exitCode != 0 && missing.exitCode != 99, missing.out);
    QVERIFY2(missing.out.contains("no entry \"it's\""), missing.out);
    const QByteArray command = R"(arboristctl secret set 'it'\''s')";
    QVERIFY2(missing.out.contains(command), missing.out);
    // What it says to do works.
    const Run stored =
        run(kStore + ARBORISTCTL + command.mid(11) + " < url\n$ctl odd current", kSession);
    QVERIFY2(stored.exitCode == 0 && stored.out.contains("tracker"), stored.out);
}

void KeychainTest::saysThatItIsLocked()
{
    const Run locked = run(kStore + kLock + "$ctl staging status", kSession);
    QVERIFY2(locked.exitCode != 0 && locked.exitCode != 99, locked.out);
    QVERIFY2(locked.out.contains("The keychain is locked"), locked.out);
    QVERIFY2(!locked.out.contains(kPassword), locked.out);
}

void KeychainTest::saysThatNoneRuns()
{
    const QString config =
        QStringLiteral("--config-file=") + m_project->path(QStringLiteral("bus.conf"));
    const Run none = run("$ctl staging status", {kSession[0], config, kSession[1]});
    QVERIFY2(none.exitCode != 0, none.out);
    QVERIFY2(none.out.contains("none runs in this session"), none.out);
    QVERIFY2(none.out.contains("env:NAME"), none.out);
}

void KeychainTest::saysThatThereIsNoSession()
{
    const Run none = run("$ctl staging status", {});
    QVERIFY2(none.exitCode != 0, none.out);
    QVERIFY2(none.out.contains("there is no D-Bus session"), none.out);
    QVERIFY2(none.out.contains("env:NAME"), none.out);
}

void KeychainTest::storesAndForgets()
{
    m_project->write(QStringLiteral("parts"),
                     R"({"host": ")" + m_cluster->socketFolder().toUtf8() +
                         "\",\n \"username\": \"app\",\n \"password\": \"" + kPassword +
                         "\", \"dbname\": \"tracker\"}\n");
    const Run run = this->run(
        kUnlock + "$ctl staging secret set acme < url || exit 3; $ctl staging current || exit 4\n"
                  "$ctl staging --json secret set acme < parts && $ctl staging current || exit 5\n"
                  "$ctl staging secret forget acme || exit 6; $ctl staging status; "
                  "test $? = 0 && exit 7; $ctl staging secret forget acme && exit 8; exit 0",
        kSession);
    QVERIFY2(run.exitCode == 0, QByteArray::number(run.exitCode) + run.out);
    QVERIFY2(run.out.contains("url = \"keychain:acme\""), run.out);
    QVERIFY2(run.out.contains("no entry \"acme\""), run.out);
    QVERIFY2(!run.out.contains(kPassword), run.out);
    // Where there is no keychain that is said, and nothing is stored elsewhere.
    const Run none = this->run("$ctl staging secret set acme < url", {});
    QVERIFY2(none.exitCode != 0 && none.out.contains("there is no D-Bus session"), none.out);
    // A locked one takes nothing.
    const Run locked = this->run(kStore + kLock + "$ctl staging secret set new < url", kSession);
    QVERIFY2(locked.exitCode != 0 && locked.out.contains("The keychain is locked"), locked.out);
}

void KeychainTest::storesNoNonsense()
{
    const Run run = this->run(kUnlock + "echo " + kPassword +
                                  " | $ctl staging secret set acme\n"
                                  "echo one=$?; $ctl staging secret set acme < /dev/null\n"
                                  "echo two=$?; $ctl staging secret set '' < url\n"
                                  "echo three=$?; $ctl staging secret forget acme; "
                                  "echo four=$?",
                              kSession);
    for (const char *code : {"one=0", "two=0", "three=0", "four=0"})
        QVERIFY2(!run.out.contains(code), run.out);
    QVERIFY2(run.out.contains("does not hold the address"), run.out);
    QVERIFY2(!run.out.contains(kPassword), run.out);
}

/// A bus that takes connections and never answers.
void KeychainTest::stopsWaiting()
{
    QLocalServer bus;
    QVERIFY(bus.listen(m_project->path(QStringLiteral("silent"))));
    qputenv("DBUS_SESSION_BUS_ADDRESS", "unix:path=" + bus.fullServerName().toUtf8());
    QSemaphore ended;
    bool cancelled = false;
    std::jthread reader([&](const std::stop_token &stop) {
        try {
            stages::keychainText(QStringLiteral("acme"), stop);
        } catch (const Error &error) {
            cancelled = error.kind() == ErrorKind::Cancelled;
        }
        ended.release();
    });
    QTRY_VERIFY_WITH_TIMEOUT(bus.hasPendingConnections(), 60'000);
    QVERIFY(!ended.tryAcquire());
    reader.request_stop();
    QVERIFY(ended.tryAcquire(1, 60'000));
    QVERIFY(cancelled);
}

QTEST_GUILESS_MAIN(KeychainTest)
#include "keychain_test.moc"
