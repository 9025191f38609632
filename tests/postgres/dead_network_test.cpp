// SPDX-License-Identifier: GPL-3.0-or-later
// A network that takes every packet and tells nobody: what libpq's own tests cannot show, since it
// needs a network of the test's own (Linux network namespaces).
#include "services/core/error.h"
#include "services/postgres/connect_error.h"
#include "services/postgres/connection.h"
#include "tests/support/test_cluster.h"
#include <QElapsedTimer>
#include <QFile>
#include <QLocalSocket>
#include <QTcpServer>
#include <QTcpSocket>
#include <QTest>
#include <arpa/inet.h>
#include <net/if.h>
#include <sched.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <thread>
#include <unistd.h>

using namespace arborist;
using namespace arborist::postgres;

namespace {

bool writeTo(const char *path, const QByteArray &text)
{
    QFile file(QString::fromLatin1(path));
    return file.open(QIODevice::WriteOnly) && file.write(text) == text.size() && file.flush();
}

/// A network of this process's own; before it has any thread. False where that is not allowed.
bool enterNetwork()
{
    if (::unshare(CLONE_NEWNET) == 0)
        return true;
    const QByteArray user = QByteArray::number(::getuid());
    const QByteArray group = QByteArray::number(::getgid());
    return ::unshare(CLONE_NEWUSER | CLONE_NEWNET) == 0 &&
           writeTo("/proc/self/setgroups", "deny") &&
           writeTo("/proc/self/uid_map", user + ' ' + user + " 1") &&
           writeTo("/proc/self/gid_map", group + ' ' + group + " 1");
}

/// Without its loopback interface the namespace loses every packet, and nobody is told.
bool setNetworkUp(bool up)
{
    const int any = ::socket(AF_INET, SOCK_DGRAM, 0);
    ifreq request{};
    std::copy_n("lo", 3, request.ifr_name);
    bool done = ::ioctl(any, SIOCGIFFLAGS, &request) == 0;
    request.ifr_flags = short(up ? request.ifr_flags | IFF_UP : request.ifr_flags & ~IFF_UP);
    done = done && ::ioctl(any, SIOCSIFFLAGS, &request) == 0;
    ::close(any);
    return done;
}

bool isApart = false;

/// The cluster has a socket in the file system only, which knows no networks: this one gives it a
/// port in the test's own.
class Port
{
public:
    explicit Port(const QString &socket)
    {
        std::atomic<quint16> port = 0;
        m_thread = std::jthread([socket, &port](const std::stop_token &stop) {
            QTcpServer server;
            server.listen(QHostAddress::LocalHost);
            port = server.serverPort();
            port.notify_all();
            while (!stop.stop_requested()) {
                if (server.waitForNewConnection(50))
                    serve(*server.nextPendingConnection(), socket, stop);
            }
        });
        port.wait(0);
        m_port = port;
    }

    quint16 number() const { return m_port; }

private:
    static void serve(QTcpSocket &client, const QString &socket, const std::stop_token &stop)
    {
        QLocalSocket server;
        server.connectToServer(socket);
        server.waitForConnected();
        while (!stop.stop_requested() && client.state() == QTcpSocket::ConnectedState) {
            client.waitForReadyRead(5);
            server.write(client.readAll());
            server.flush();
            server.waitForReadyRead(5);
            client.write(server.readAll());
            client.flush();
        }
        client.deleteLater();
    }

    std::jthread m_thread;
    quint16 m_port = 0;
};

} // namespace

class DeadNetworkTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase();
    void cleanupTestCase() { m_cluster.reset(); }
    void init();
    void whileWaitingForAnAnswer();
    void whileSending();
    void whileIdle();
    void aStopEndsItAtOnce();
    void nobodyConnects();

private:
    ConnectionInfo info() const;
    void verifyLost(Connection &connection, const QString &sql);

    std::unique_ptr<TestCluster> m_cluster;
    std::unique_ptr<Port> m_port;
};

void DeadNetworkTest::initTestCase()
{
    if (!isApart)
        QSKIP("A network of the test's own needs CAP_SYS_ADMIN or user namespaces");
    QVERIFY(setNetworkUp(true));
    m_cluster = std::make_unique<TestCluster>();
}

void DeadNetworkTest::init()
{
    QVERIFY(setNetworkUp(true));
    m_port = std::make_unique<Port>(m_cluster->socketFolder() + QStringLiteral("/.s.PGSQL.") +
                                    m_cluster->info().value(QStringLiteral("port")));
}

/// With shorter limits than the usual 20 s, which a test need not wait for.
ConnectionInfo DeadNetworkTest::info() const
{
    auto info = ConnectionInfo::parse(QStringLiteral("postgresql://postgres@127.0.0.1:%1/postgres"
                                                     "?sslmode=disable&gssencmode=disable")
                                          .arg(m_port->number()));
    info.setValue(QStringLiteral("tcp_user_timeout"), QStringLiteral("1000"));
    info.setValue(QStringLiteral("keepalives_idle"), QStringLiteral("1"));
    info.setValue(QStringLiteral("keepalives_interval"), QStringLiteral("1"));
    info.setValue(QStringLiteral("connect_timeout"), QStringLiteral("2"));
    return info;
}

void DeadNetworkTest::verifyLost(Connection &connection, const QString &sql)
{
    try {
        connection.exec(sql);
        QFAIL("It was answered");
    } catch (const Error &error) {
        QVERIFY2(isLostConnection(error), error.what());
        QVERIFY2(!error.hint().isEmpty(), error.what());
    }
    QVERIFY(!connection.isOpen());
}

/// Nothing is on its way: only keepalives can tell.
void DeadNetworkTest::whileWaitingForAnAnswer()
{
    Connection connection = Connection::open(info());
    QCOMPARE(connection.exec(QStringLiteral("SELECT 1")).text(0, 0), QStringLiteral("1"));
    std::jthread later([] {
        std::this_thread::sleep_for(std::chrono::milliseconds(500));
        setNetworkUp(false);
    });
    verifyLost(connection, QStringLiteral("SELECT pg_sleep(600)"));
}

/// What is sent is never acknowledged.
void DeadNetworkTest::whileSending()
{
    Connection connection = Connection::open(info());
    setNetworkUp(false);
    verifyLost(connection, QStringLiteral("SELECT 1"));
}

/// It was lost while nobody looked.
void DeadNetworkTest::whileIdle()
{
    Connection connection = Connection::open(info());
    setNetworkUp(false);
    std::this_thread::sleep_for(std::chrono::seconds(4)); // keepalives are sent meanwhile
    setNetworkUp(true);
    verifyLost(connection, QStringLiteral("SELECT 1"));
}

void DeadNetworkTest::aStopEndsItAtOnce()
{
    std::stop_source stop;
    Connection connection = Connection::open(info(), stop.get_token());
    std::jthread later([&stop] {
        std::this_thread::sleep_for(std::chrono::milliseconds(300));
        setNetworkUp(false);
        stop.request_stop();
    });
    try {
        connection.exec(QStringLiteral("SELECT pg_sleep(600)"));
        QFAIL("It was answered");
    } catch (const Error &error) {
        QCOMPARE(error.kind(), ErrorKind::Cancelled);
    }
}

void DeadNetworkTest::nobodyConnects()
{
    const ConnectionInfo info = this->info();
    setNetworkUp(false);
    try {
        Connection::open(info);
        QFAIL("It connected");
    } catch (const Error &error) {
        QVERIFY2(!error.hint().isEmpty(), error.what());
    }
}

int main(int argc, char **argv)
{
    isApart = enterNetwork();
    QCoreApplication app(argc, argv);
    DeadNetworkTest test;
    return QTest::qExec(&test, argc, argv);
}

#include "dead_network_test.moc"
