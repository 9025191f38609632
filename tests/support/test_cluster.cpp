// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/test_cluster.h"

#include <QDeadlineTimer>
#include <QDir>
#include <QFile>
#include <QProcessEnvironment>
#include <QThread>
#include <csignal>
#include <pwd.h>
#include <stdexcept>
#include <sys/shm.h>
#include <unistd.h>

namespace arborist {

namespace {

constexpr int startSeconds = 60; // generous: sanitizers on a busy machine
const char *const builtInSettings = "listen_addresses = ''\n"
                                    "unix_socket_permissions = 0777\n"
                                    "fsync = off\n"
                                    "full_page_writes = off\n"
                                    "wal_level = minimal\n"
                                    "max_wal_senders = 0\n"
                                    "shared_buffers = 16MB\n"
                                    "max_connections = 40\n"
                                    "autovacuum = off\n"
                                    "jit = off\n"
                                    "ssl = off\n"
                                    "timezone = 'UTC'\n"
                                    "lc_messages = 'C'\n";

QString newestBin()
{
    const QDir versions(QStringLiteral("/usr/lib/postgresql"));
    int newest = 0;
    for (const QString &name : versions.entryList(QDir::Dirs | QDir::NoDotAndDotDot)) {
        if (QFile::exists(versions.filePath(name + QStringLiteral("/bin/initdb"))))
            newest = std::max(newest, name.toInt());
    }
    if (newest == 0)
        throw std::runtime_error("no PostgreSQL server under /usr/lib/postgresql");
    return versions.filePath(QString::number(newest) + QStringLiteral("/bin"));
}

/// The environment without PG* variables, which would lead psql elsewhere.
QProcessEnvironment cleanEnvironment()
{
    QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
    for (const QString &name : environment.keys()) {
        if (name.startsWith(QStringLiteral("PG")))
            environment.remove(name);
    }
    environment.insert(QStringLiteral("LC_ALL"), QStringLiteral("C.UTF-8"));
    return environment;
}

/// Puts a program under the server's account, and ties its life to ours.
QStringList asServer(const QString &account, const QStringList &command)
{
    QStringList all{QStringLiteral("--pdeathsig"), QStringLiteral("QUIT")};
    if (!account.isEmpty()) {
        all << QStringLiteral("--reuid=") + account << QStringLiteral("--clear-groups")
            << QStringLiteral("--regid=") +
                   QString::number(getpwnam(account.toUtf8().constData())->pw_gid);
    }
    return all << QStringLiteral("--") << command;
}

/// A killed server leaves its System V segment behind, and the kernel keeps it for ever. No server
/// starts on the data before the last backend has let go of it, either.
void removeShared(int id)
{
    const QDeadlineTimer deadline(startSeconds * 1000);
    shmid_ds state{};
    while (shmctl(id, IPC_STAT, &state) == 0 && state.shm_nattch > 0 && !deadline.hasExpired())
        QThread::msleep(1);
    shmctl(id, IPC_RMID, nullptr);
}

void write(const QString &path, const QByteArray &text, QIODevice::OpenMode mode)
{
    QFile file(path);
    if (!file.open(mode | QIODevice::WriteOnly) || file.write(text) != text.size())
        throw std::runtime_error(file.errorString().toStdString());
}

} // namespace

TestCluster::TestCluster(const Options &options) : m_bin(newestBin()), m_port(options.port)
{
    makeFolder();
    startGuardian();
    try {
        initialize(options);
        start();
    } catch (...) {
        remove();
        throw;
    }
}

TestCluster::~TestCluster()
{
    remove();
}

void TestCluster::remove()
{
    kill9(); // nothing in it is worth a checkpoint
    m_guardian->closeWriteChannel();
    m_guardian->waitForFinished(30000);
}

void TestCluster::makeFolder()
{
    // Not QDir::tempPath(): a long TMPDIR would push the socket's path over its 107 bytes.
    QByteArray folder = "/tmp/arborist-test-XXXXXX";
    if (!mkdtemp(folder.data()))
        throw std::runtime_error("cannot make a folder under /tmp");
    m_folder = QString::fromUtf8(folder);
    if (geteuid() != 0)
        return;
    for (const char *name : {"postgres", "nobody"}) {
        const passwd *account = getpwnam(name);
        if (account && chown(folder.constData(), account->pw_uid, account->pw_gid) == 0) {
            m_account = QString::fromLatin1(name);
            return;
        }
    }
    throw std::runtime_error("no account for the server: neither postgres nor nobody");
}

void TestCluster::startGuardian()
{
    // Ends when its standard input does, so also when the test crashed or was killed.
    const QString script = QStringLiteral(
        "trap '' INT TERM HUP; cat > /dev/null; pid=$(head -n 1 \"$1/data/postmaster.pid\"); "
        "if [ -n \"$pid\" ]; then kill -QUIT \"$pid\"; "
        "for i in $(seq 50); do kill -0 \"$pid\" || break; sleep 0.1; done; fi; rm -rf \"$1\"");
    m_guardian = std::make_unique<QProcess>();
    m_guardian->setStandardOutputFile(QProcess::nullDevice());
    m_guardian->setStandardErrorFile(QProcess::nullDevice());
    m_guardian->start(QStringLiteral("/bin/sh"),
                      {QStringLiteral("-c"), script, QStringLiteral("guardian"), m_folder});
    if (!m_guardian->waitForStarted())
        throw std::runtime_error("cannot start /bin/sh");
}

void TestCluster::initialize(const Options &options)
{
    const QStringList command{m_bin + QStringLiteral("/initdb"),
                              QStringLiteral("-D"),
                              dataFolder(),
                              QStringLiteral("-U"),
                              QStringLiteral("postgres"),
                              QStringLiteral("-A"),
                              QStringLiteral("trust"),
                              QStringLiteral("-E"),
                              QStringLiteral("UTF8"),
                              QStringLiteral("--locale=C.UTF-8"),
                              QStringLiteral("--no-sync")};
    if (options.dataCommand.isEmpty()) {
        run(QStringLiteral("setpriv"), asServer(m_account, command));
    } else {
        QStringList words = options.dataCommand;
        words.replaceInStrings(QStringLiteral("%1"), dataFolder());
        if (!words.front().contains(u'/'))
            words.front().prepend(m_bin + u'/');
        run(QStringLiteral("setpriv"), asServer(m_account, words));
    }
    QByteArray settings = builtInSettings;
    settings += "unix_socket_directories = '" + m_folder.toUtf8() + "'\n";
    settings += "port = " + QByteArray::number(m_port) + '\n';
    settings += options.settings.join(u'\n').toUtf8() + '\n';
    write(dataFolder() + QStringLiteral("/postgresql.conf"), settings, QIODevice::Append);
    write(dataFolder() + QStringLiteral("/pg_hba.conf"),
          options.hbaLines.join(u'\n').toUtf8() + "\nlocal all all trust\n", QIODevice::Truncate);
}

void TestCluster::start()
{
    if (isRunning())
        return;
    m_server = std::make_unique<QProcess>();
    m_server->setProcessEnvironment(cleanEnvironment());
    m_server->setWorkingDirectory(m_folder);
    m_server->setProcessChannelMode(QProcess::MergedChannels);
    m_server->setStandardInputFile(QProcess::nullDevice());
    m_server->setStandardOutputFile(m_folder + QStringLiteral("/server.log"), QIODevice::Append);
    m_server->start(QStringLiteral("setpriv"),
                    asServer(m_account, {m_bin + QStringLiteral("/postgres"), QStringLiteral("-D"),
                                         dataFolder()}));
    if (!m_server->waitForStarted())
        fail(QStringLiteral("the server does not start"));
    const QDeadlineTimer deadline(startSeconds * 1000);
    while (!deadline.hasExpired()) {
        // The eighth line is what pg_ctl waits for, too; the first tells whose file it is.
        const QStringList lines = pidFile();
        if (lines.value(0).toLongLong() == m_server->processId() &&
            lines.value(7).trimmed() == QStringLiteral("ready"))
            return;
        if (m_server->waitForFinished(20))
            break;
    }
    fail(QStringLiteral("the server does not get ready"));
}

bool TestCluster::isRunning() const
{
    return m_server && m_server->state() != QProcess::NotRunning;
}

void TestCluster::stop()
{
    if (!isRunning())
        return;
    ::kill(pid_t(m_server->processId()), SIGINT);
    if (!m_server->waitForFinished(startSeconds * 1000))
        fail(QStringLiteral("the server does not stop"));
}

void TestCluster::kill9()
{
    if (!isRunning())
        return;
    const QString pid = QString::number(m_server->processId());
    const QStringList shared = pidFile().value(6).split(u' ', Qt::SkipEmptyParts);
    // Stopped first, so that it starts no backend between the reading and the killing.
    ::kill(pid.toInt(), SIGSTOP);
    QFile children(QStringLiteral("/proc/%1/task/%1/children").arg(pid));
    QList<QByteArray> backends;
    if (children.open(QIODevice::ReadOnly))
        backends = children.readAll().split(' ');
    ::kill(pid.toInt(), SIGKILL);
    for (const QByteArray &backend : backends) {
        if (backend.toInt() > 0)
            ::kill(backend.toInt(), SIGKILL);
    }
    m_server->waitForFinished(startSeconds * 1000);
    if (shared.size() == 2)
        removeShared(shared.at(1).toInt());
}

postgres::ConnectionInfo TestCluster::info(const QString &database) const
{
    postgres::ConnectionInfo info;
    info.setValue(QStringLiteral("host"), m_folder);
    info.setValue(QStringLiteral("port"), QString::number(m_port));
    info.setValue(QStringLiteral("user"), QStringLiteral("postgres"));
    info.setValue(QStringLiteral("dbname"), database);
    return info;
}

postgres::ConnectionInfo TestCluster::createDatabase(const QString &name)
{
    QString quoted = name;
    quoted.replace(u'"', QStringLiteral("\"\""));
    psql(QStringLiteral("postgres"), "create database \"" + quoted.toUtf8() + '"');
    return info(name);
}

QByteArray TestCluster::psql(const QString &database, const QByteArray &script) const
{
    return run(m_bin + QStringLiteral("/psql"),
               {QStringLiteral("-XqAt"), QStringLiteral("-v"), QStringLiteral("ON_ERROR_STOP=1"),
                QStringLiteral("-h"), m_folder, QStringLiteral("-p"), QString::number(m_port),
                QStringLiteral("-U"), QStringLiteral("postgres"), QStringLiteral("-d"), database,
                QStringLiteral("-f"), QStringLiteral("-")},
               script);
}

void TestCluster::restore(const QString &from, const QString &into) const
{
    const QByteArray dump =
        run(m_bin + QStringLiteral("/pg_dump"),
            {QStringLiteral("-h"), m_folder, QStringLiteral("-p"), QString::number(m_port),
             QStringLiteral("-U"), QStringLiteral("postgres"), QStringLiteral("-n"),
             QStringLiteral("public"), from});
    psql(into, "DROP SCHEMA public;" + dump);
}

QByteArray TestCluster::serverLog() const
{
    QFile log(m_folder + QStringLiteral("/server.log"));
    return log.open(QIODevice::ReadOnly) ? log.readAll() : QByteArray();
}

QByteArray TestCluster::run(const QString &program, const QStringList &arguments,
                            const QByteArray &input) const
{
    QProcess process;
    process.setProcessEnvironment(cleanEnvironment());
    process.setWorkingDirectory(m_folder);
    process.start(program, arguments);
    process.write(input);
    process.closeWriteChannel();
    if (!process.waitForFinished(300000) || process.exitStatus() != QProcess::NormalExit ||
        process.exitCode() != 0)
        fail(program + u' ' + arguments.join(u' ') + QStringLiteral(": ") + process.errorString() +
             u'\n' + QString::fromUtf8(process.readAllStandardError()));
    return process.readAllStandardOutput();
}

QStringList TestCluster::pidFile() const
{
    QFile file(dataFolder() + QStringLiteral("/postmaster.pid"));
    if (!file.open(QIODevice::ReadOnly))
        return {};
    return QString::fromUtf8(file.readAll()).split(u'\n');
}

void TestCluster::fail(const QString &what) const
{
    throw std::runtime_error((what.toUtf8() + '\n' + serverLog().right(4000)).toStdString());
}

} // namespace arborist
