// SPDX-License-Identifier: GPL-3.0-or-later
// A network that changes: in a network namespace of the test's own.
#include "ui/shell/network_watch.h"

#include <QCoreApplication>
#include <QSignalSpy>
#include <QTest>
#include <cstring>
#include <net/if.h>
#include <sched.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

using namespace arborist;

namespace {

bool setLoopback(bool up)
{
    const int fd = ::socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    ifreq request{};
    std::strcpy(request.ifr_name, "lo");
    request.ifr_flags = up ? IFF_UP : 0;
    const bool done = ::ioctl(fd, SIOCSIFFLAGS, &request) == 0;
    ::close(fd);
    return done;
}

} // namespace

class NetworkWatchTest : public QObject
{
    Q_OBJECT
public:
    bool ownNetwork = false;
private Q_SLOTS:
    void tellsOfChanges();
};

void NetworkWatchTest::tellsOfChanges()
{
    if (!ownNetwork)
        QSKIP("this system gives no network namespace to the test");
    NetworkWatch watch;
    QSignalSpy changes(&watch, &NetworkWatch::changed);
    QVERIFY(setLoopback(true));
    QTRY_VERIFY_WITH_TIMEOUT(!changes.isEmpty(), 60'000);
    changes.clear();
    QVERIFY(setLoopback(false));
    QTRY_VERIFY_WITH_TIMEOUT(!changes.isEmpty(), 60'000);
}

int main(int argc, char **argv)
{
    NetworkWatchTest test;
    // Before the application starts threads, which a user namespace does not allow.
    test.ownNetwork =
        ::unshare(::geteuid() == 0 ? CLONE_NEWNET : CLONE_NEWUSER | CLONE_NEWNET) == 0;
    QCoreApplication application(argc, argv);
    return QTest::qExec(&test, argc, argv);
}

#include "network_watch_test.moc"
