// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/postgres/ssh_server.h"

#include <QDeadlineTimer>
#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QStandardPaths>
#include <QThread>
#include <csignal>
#include <netinet/in.h>
#include <pwd.h>
#include <stdexcept>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

namespace {

sockaddr_in loopback(int port)
{
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    address.sin_port = htons(quint16(port));
    return address;
}

bool answers(int port)
{
    const sockaddr_in address = loopback(port);
    const int fd = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    const bool taken =
        ::connect(fd, reinterpret_cast<const sockaddr *>(&address), sizeof address) == 0;
    ::close(fd);
    return taken;
}

void run(const QString &program, const QStringList &arguments)
{
    QProcess process;
    process.start(program, arguments);
    if (!process.waitForFinished(60000) || process.exitCode() != 0)
        throw std::runtime_error(
            (program.toUtf8() + ": " + process.readAllStandardError()).toStdString());
}

QList<qint64> childrenOf(qint64 pid)
{
    QList<qint64> all;
    // Of every thread: each has children of its own.
    const QDir tasks(QStringLiteral("/proc/%1/task").arg(pid));
    for (const QString &task : tasks.entryList(QDir::Dirs | QDir::NoDotAndDotDot)) {
        QFile file(tasks.filePath(task) + QStringLiteral("/children"));
        if (!file.open(QIODevice::ReadOnly))
            continue;
        for (const QByteArray &child : file.readAll().split(' ')) {
            if (child.toLongLong() > 0)
                all << child.toLongLong();
        }
    }
    return all;
}

void signalTree(qint64 pid, int number)
{
    ::kill(pid_t(pid), SIGSTOP); // starts no more
    for (const qint64 child : childrenOf(pid))
        signalTree(child, number);
    ::kill(pid_t(pid), number);
}

} // namespace

QList<qint64> childrenNamed(const QByteArray &name, qint64 parent)
{
    QList<qint64> found;
    for (const qint64 child : childrenOf(parent == 0 ? ::getpid() : parent)) {
        QFile file(QStringLiteral("/proc/%1/comm").arg(child));
        if (file.open(QIODevice::ReadOnly) && file.readAll().trimmed() == name)
            found << child;
    }
    return found;
}

int SshServer::freePort()
{
    sockaddr_in address = loopback(0);
    socklen_t size = sizeof address;
    const int fd = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    const auto name = reinterpret_cast<sockaddr *>(&address);
    const bool found = ::bind(fd, name, size) == 0 && ::getsockname(fd, name, &size) == 0;
    ::close(fd);
    if (!found)
        throw std::runtime_error("no free port");
    return ntohs(address.sin_port);
}

QString SshServer::program()
{
    const QString given = qEnvironmentVariable("ARBORIST_TEST_SSHD");
    if (!given.isEmpty())
        return QFileInfo(given).isExecutable() ? given : QString();
    return QStandardPaths::findExecutable(
        QStringLiteral("sshd"), {QStringLiteral("/usr/sbin"), QStringLiteral("/usr/local/sbin")});
}

SshServer::SshServer(const QString &accountFolder, const QStringList &settings)
    : m_folder(QStringLiteral("/tmp/arborist-sshd-XXXXXX")),
      m_port(QString::number(freePort()))
{
    struct stat owner {
    };
    ::stat(QFile::encodeName(accountFolder).constData(), &owner);
    const passwd *account = ::getpwuid(owner.st_uid);
    if (!m_folder.isValid() || !account)
        throw std::runtime_error("no folder, or no account for sshd");
    m_uid = owner.st_uid;
    m_gid = account->pw_gid;
    m_user = QString::fromLocal8Bit(account->pw_name);
    ::chmod(m_folder.path().toUtf8().constData(), 0755);
    makeKeys();
    write(QStringLiteral("server"), "ListenAddress 127.0.0.1:" + m_port.toUtf8() + "\nHostKey " +
                                        file(QStringLiteral("host_key")).toUtf8() +
                                        "\nAuthorizedKeysFile " +
                                        file(QStringLiteral("user_key.pub")).toUtf8() +
                                        "\nPidFile none\nStrictModes no\nUsePAM no\n"
                                        "PasswordAuthentication no\nLogLevel VERBOSE\n" +
                                        settings.join(u'\n').toUtf8() + '\n');
    // sshd starts itself again for each connection: a copy that its account surely reaches.
    QFile::copy(program(), file(QStringLiteral("sshd")));
    ::chmod(file(QStringLiteral("sshd")).toUtf8().constData(), 0755);
    const QDir libraries(QFileInfo(program()).path() + QStringLiteral("/../lib"));
    for (const QString &machine : libraries.entryList({QStringLiteral("*-linux-gnu")}))
        QFile::copy(libraries.filePath(machine) + QStringLiteral("/libwrap.so.0"),
                    file(QStringLiteral("libwrap.so.0")));
    start();
}

SshServer::~SshServer()
{
    kill9();
}

void SshServer::write(const QString &name, const QByteArray &text) const
{
    QFile file(this->file(name));
    if (!file.open(QIODevice::WriteOnly) || file.write(text) != text.size())
        throw std::runtime_error("a file for sshd cannot be written");
}

QByteArray SshServer::read(const QString &name) const
{
    QFile file(this->file(name));
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

void SshServer::makeKeys()
{
    for (const char *name : {"host_key", "user_key", "other_key"})
        run(QStringLiteral("ssh-keygen"),
            {QStringLiteral("-q"), QStringLiteral("-t"), QStringLiteral("ed25519"),
             QStringLiteral("-N"), QString(), QStringLiteral("-f"),
             file(QString::fromLatin1(name))});
    if (::chown(file(QStringLiteral("host_key")).toUtf8().constData(), m_uid, m_gid) != 0)
        throw std::runtime_error("the host's key cannot be given to its account");
    const QByteArray place = "[127.0.0.1]:" + m_port.toUtf8() + ' ';
    write(QStringLiteral("known"), place + read(QStringLiteral("host_key.pub")));
    write(QStringLiteral("known_other"), place + read(QStringLiteral("other_key.pub")));
    const auto host = [this](const char *name, const char *key, const char *known,
                             const QByteArray &more = {}) {
        return "Host " + QByteArray(name) + '\n' + more + "  IdentityFile " +
               file(QString::fromLatin1(key)).toUtf8() + "\n  UserKnownHostsFile " +
               file(QString::fromLatin1(known)).toUtf8() + '\n';
    };
    write(
        QStringLiteral("client"),
        host("bastion", "user_key", "known") + host("stranger", "user_key", "none") +
            host("changed", "user_key", "known_other") + host("locked", "other_key", "known") +
            host("closed", "user_key", "known", "  Port " + QByteArray::number(freePort()) + '\n') +
            host("nowhere", "user_key", "known", "  HostName nowhere.invalid\n") +
            "Host *\n  HostName 127.0.0.1\n  Port " + m_port.toUtf8() + "\n  User " +
            m_user.toUtf8() +
            "\n  IdentitiesOnly yes\n  IdentityAgent none\n  GlobalKnownHostsFile none\n");
}

void SshServer::start()
{
    m_server = std::make_unique<QProcess>();
    QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
    if (QFile::exists(file(QStringLiteral("libwrap.so.0"))))
        environment.insert(QStringLiteral("LD_LIBRARY_PATH"), m_folder.path());
    m_server->setProcessEnvironment(environment);
    m_server->setStandardErrorFile(m_folder.filePath(QStringLiteral("log")), QIODevice::Append);
    QStringList command{QStringLiteral("--pdeathsig"), QStringLiteral("TERM")};
    if (m_uid != ::geteuid())
        command << QStringLiteral("--reuid=%1").arg(m_uid) << QStringLiteral("--clear-groups")
                << QStringLiteral("--regid=%1").arg(m_gid);
    m_server->start(QStringLiteral("setpriv"),
                    command << QStringLiteral("--") << file(QStringLiteral("sshd"))
                            << QStringLiteral("-D") << QStringLiteral("-e") << QStringLiteral("-f")
                            << file(QStringLiteral("server")));
    const QDeadlineTimer deadline(30000);
    while (!answers(m_port.toInt())) {
        if (deadline.hasExpired() || m_server->waitForFinished(20))
            throw std::runtime_error("sshd does not start: " + log().toStdString());
    }
}

void SshServer::signalAll(int number) const
{
    if (m_server && m_server->state() != QProcess::NotRunning)
        signalTree(m_server->processId(), number);
}

void SshServer::kill9()
{
    signalAll(SIGKILL);
    if (m_server)
        m_server->waitForFinished(30000);
}

void SshServer::freeze()
{
    signalAll(SIGSTOP);
}

QByteArray SshServer::log() const
{
    return read(QStringLiteral("log"));
}
