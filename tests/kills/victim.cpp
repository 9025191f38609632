// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/kills/victim.h"

#include <QDir>
#include <QFile>
#include <QRandomGenerator>
#include <csignal>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

namespace arborist::testing {

namespace {

QList<qint64> childrenOf(qint64 pid)
{
    QList<qint64> all;
    const QDir tasks(QStringLiteral("/proc/%1/task").arg(pid));
    for (const QString &task : tasks.entryList(QDir::Dirs | QDir::NoDotAndDotDot)) {
        QFile file(tasks.filePath(task + QStringLiteral("/children")));
        if (!file.open(QIODevice::ReadOnly))
            continue;
        for (const QByteArray &child : file.readAll().split(' ')) {
            if (!child.trimmed().isEmpty())
                all << child.trimmed().toLongLong();
        }
    }
    return all;
}

void killOneOf(const QList<qint64> &processes)
{
    if (!processes.isEmpty())
        ::kill(pid_t(processes.at(QRandomGenerator::global()->bounded(processes.size()))), SIGKILL);
}

} // namespace

QList<qint64> descendants(qint64 pid)
{
    QList<qint64> all = childrenOf(pid);
    for (qsizetype i = 0; i < all.size(); ++i)
        all += childrenOf(all.at(i));
    return all;
}

void adoptOrphans()
{
    ::prctl(PR_SET_CHILD_SUBREAPER, 1);
}

QByteArrayList orphans()
{
    const QByteArrayList ours{"pg_dump\n", "pg_restore\n", "psql\n", "gzip\n"};
    QByteArrayList running;
    for (const qint64 child : childrenOf(::getpid())) {
        QFile name(QStringLiteral("/proc/%1/comm").arg(child));
        if (name.open(QIODevice::ReadOnly) && ours.contains(name.readAll()) &&
            ::waitpid(pid_t(child), nullptr, WNOHANG) == 0)
            running << name.fileName().toUtf8();
    }
    return running;
}

void killVictim(Victim victim, qint64 program, TestCluster &cluster)
{
    switch (victim) {
    case Victim::Program:
        ::kill(pid_t(program), SIGKILL);
        return;
    case Victim::Child:
        killOneOf(descendants(program));
        return;
    case Victim::Backend: {
        QList<qint64> sessions;
        for (const QByteArray &pid :
             cluster
                 .psql(QStringLiteral("postgres"),
                       "SELECT pid FROM pg_stat_activity WHERE backend_type IN ('client "
                       "backend', 'parallel worker') AND pid <> pg_backend_pid()")
                 .split('\n')) {
            if (!pid.isEmpty())
                sessions << pid.toLongLong();
        }
        killOneOf(sessions);
        return;
    }
    case Victim::Server:
        cluster.kill9();
        return;
    }
}

} // namespace arborist::testing
