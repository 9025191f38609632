// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/embedded/embedded_fixture.h"

#include "services/core/error.h"
#include <QDir>
#include <QFile>
#include <QTest>
#include <csignal>
#include <sys/stat.h>
#include <unistd.h>

namespace arborist::testing {
namespace {

QByteArray contentOf(const QString &path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

} // namespace

EmbeddedFixture::EmbeddedFixture()
{
    // As root the server's account has to pass.
    ::chmod(QFile::encodeName(m_temporary.path()).constData(), ::geteuid() == 0 ? 0711 : 0700);
    setFolder(QStringLiteral("postgres"));
}

EmbeddedFixture::~EmbeddedFixture()
{
    try {
        postgres::EmbeddedServer::stop(m_folder);
    } catch (const Error &error) {
        qWarning("%s", qUtf8Printable(error.message()));
    }
    for (const pid_t pid : serverProcesses())
        ::kill(pid, SIGKILL);
}

void EmbeddedFixture::setFolder(const QString &relative)
{
    m_folder = QDir(m_temporary.path()).canonicalPath() + u'/' + relative;
}

postgres::EmbeddedServer EmbeddedFixture::start()
{
    OperationContext context;
    try {
        return postgres::EmbeddedServer::start(context, m_folder);
    } catch (const Error &error) {
        qInfo("%s\n%s", qUtf8Printable(error.message()), qUtf8Printable(error.detail()));
        throw;
    }
}

void EmbeddedFixture::makeBeforehand()
{
    static const std::unique_ptr<EmbeddedFixture> made = [] {
        auto fixture = std::make_unique<EmbeddedFixture>();
        fixture->start();
        return fixture;
    }();
    QVERIFY(QDir().mkpath(QFileInfo(m_folder).path()));
    QCOMPARE(
        QProcess::execute(QStringLiteral("cp"), {QStringLiteral("-a"), made->folder(), m_folder}),
        0);
}

pid_t EmbeddedFixture::postmasterPid() const
{
    return contentOf(path(QStringLiteral("data/postmaster.pid"))).split('\n').value(0).toInt();
}

std::vector<pid_t> EmbeddedFixture::serverProcesses() const
{
    std::vector<pid_t> found;
    const QByteArray folder = QFile::encodeName(m_folder);
    for (const QString &name : QDir(QStringLiteral("/proc")).entryList(QDir::Dirs)) {
        if (name.toInt() <= 0)
            continue;
        const QByteArray command = contentOf(QStringLiteral("/proc/%1/cmdline").arg(name));
        const QString cwd = QFile::symLinkTarget(QStringLiteral("/proc/%1/cwd").arg(name));
        if (cwd.startsWith(m_folder) || (command.contains(folder) && command.contains("postgres")))
            found.push_back(name.toInt());
    }
    return found;
}

std::unique_ptr<QProcess> EmbeddedFixture::startHolder() const
{
    auto holder = std::make_unique<QProcess>();
    holder->setProcessChannelMode(QProcess::ForwardedErrorChannel);
    holder->start(QStringLiteral(LEASE_HOLDER), {m_folder});
    return holder;
}

void EmbeddedFixture::waitReady(QProcess &holder)
{
    while (!holder.canReadLine())
        QVERIFY(holder.waitForReadyRead(120000));
    QVERIFY(holder.readLine().startsWith("ready "));
}

QString ask(const postgres::ConnectionInfo &info, const QString &sql)
{
    QProcess psql;
    psql.start(QStringLiteral("psql"),
               {QStringLiteral("-XAtq"), QStringLiteral("-v"), QStringLiteral("ON_ERROR_STOP=1"),
                QStringLiteral("-h"), info.value(QStringLiteral("host")), QStringLiteral("-p"),
                info.value(QStringLiteral("port")), QStringLiteral("-U"),
                info.value(QStringLiteral("user")), QStringLiteral("-d"),
                info.value(QStringLiteral("dbname")), QStringLiteral("-c"), sql});
    psql.waitForFinished(60000);
    if (psql.exitStatus() != QProcess::NormalExit || psql.exitCode() != 0)
        return QStringLiteral("ERROR: ") + QString::fromUtf8(psql.readAllStandardError());
    return QString::fromUtf8(psql.readAllStandardOutput()).trimmed();
}

bool isAlive(pid_t pid)
{
    const QByteArray status = contentOf(QStringLiteral("/proc/%1/status").arg(pid));
    return !status.isEmpty() && !status.contains("State:\tZ");
}

QString modeOf(const QString &path)
{
    struct stat info {
    };
    if (::stat(QFile::encodeName(path).constData(), &info) != 0)
        return {};
    return QString::number(info.st_mode & 0777, 8);
}

uid_t ownerOf(const QString &path)
{
    struct stat info {
    };
    return ::stat(QFile::encodeName(path).constData(), &info) == 0 ? info.st_uid : uid_t(-1);
}

} // namespace arborist::testing
