// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/pooler.h"

#include "services/core/error.h"
#include "services/postgres/connection.h"
#include <QDeadlineTimer>
#include <QFile>
#include <QFileInfo>
#include <QStandardPaths>
#include <QThread>
#include <netinet/in.h>
#include <stdexcept>
#include <sys/socket.h>
#include <unistd.h>

namespace arborist {

namespace {

/// ARBORIST_TEST_POOLER names one, as tests/run unpacks it.
QString program()
{
    const QString given = qEnvironmentVariable("ARBORIST_TEST_POOLER");
    if (!given.isEmpty())
        return QFileInfo(given).isExecutable() ? given : QString();
    return QStandardPaths::findExecutable(QStringLiteral("pgbouncer"),
                                          {QStringLiteral("/usr/sbin"),
                                           QStringLiteral("/usr/local/sbin"),
                                           QStringLiteral("/usr/bin")});
}

} // namespace

bool Pooler::isInstalled()
{
    return !program().isEmpty();
}

int freePort()
{
    const int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    auto *generic = reinterpret_cast<sockaddr *>(&address);
    if (bind(fd, generic, size) != 0 || getsockname(fd, generic, &size) != 0)
        throw std::runtime_error("no port on 127.0.0.1");
    close(fd);
    return ntohs(address.sin_port);
}

Pooler::Pooler(const TestCluster &cluster, const QStringList &databases) : m_port(freePort())
{
    QByteArray text = "[databases]\n";
    for (const QString &name : databases) {
        for (const char *mode : {"transaction", "session"})
            text += QStringLiteral(
                        "%1_%2 = host=127.0.0.1 port=%3 dbname=%1 user=postgres pool_mode=%2\n")
                        .arg(name, QString::fromLatin1(mode), cluster.info().port())
                        .toUtf8();
    }
    text +=
        "[pgbouncer]\nlisten_addr = 127.0.0.1\nlisten_port = " + QByteArray::number(m_port) +
        "\nunix_socket_dir =\nauth_type = any\nignore_startup_parameters = extra_float_digits\n";
    const QString file = m_folder.filePath(QStringLiteral("pgbouncer.ini"));
    QFile out(file);
    if (!out.open(QIODevice::WriteOnly) || out.write(text) != text.size())
        throw std::runtime_error(out.errorString().toStdString());
    out.close();
    QStringList command{QStringLiteral("--pdeathsig"), QStringLiteral("KILL")};
    if (geteuid() == 0) { // as which it refuses to run
        QFile::setPermissions(m_folder.path(), QFile::Permissions(0x7055));
        command << QStringLiteral("--reuid=nobody") << QStringLiteral("--regid=nogroup")
                << QStringLiteral("--clear-groups");
    }
    command << QStringLiteral("--") << program() << QStringLiteral("-q") << file;
    m_process.setProcessChannelMode(QProcess::MergedChannels);
    m_process.start(QStringLiteral("setpriv"), command);
    const QDeadlineTimer deadline(60000);
    for (;;) {
        try {
            postgres::Connection::open(postgres::ConnectionInfo::parse(
                QString::fromUtf8(url(databases.front().toUtf8() + "_session"))));
            return;
        } catch (const Error &error) {
            if (m_process.waitForFinished(20) || deadline.hasExpired())
                throw std::runtime_error(m_process.readAll().toStdString() + error.what());
        }
    }
}

Pooler::~Pooler()
{
    m_process.kill();
    m_process.waitForFinished();
}

QByteArray Pooler::url(const QByteArray &database) const
{
    return "postgresql://postgres@127.0.0.1:" + QByteArray::number(m_port) + '/' + database;
}

} // namespace arborist
