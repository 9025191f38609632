// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/support/run_program.h"
#include <QCryptographicHash>
#include <QDir>
#include <QFile>
#include <QLockFile>
#include <QStandardPaths>
#include <unistd.h>

namespace arborist {

/// A folder whose node_modules holds the packages, installed once for all tests of this account;
/// empty where npm or its registry cannot be reached.
inline QString npmPackages(QStringList packages)
{
    packages.sort();
    const QByteArray key =
        QCryptographicHash::hash(packages.join(u' ').toUtf8(), QCryptographicHash::Sha1).toHex();
    const QString top = QDir::tempPath() + QStringLiteral("/arborist-npm-%1").arg(::getuid());
    QDir().mkpath(top);
    QFile::setPermissions(top,
                          QFileDevice::ReadOwner | QFileDevice::WriteOwner | QFileDevice::ExeOwner);
    const QString folder = top + u'/' + QString::fromLatin1(key.left(12));
    QLockFile lock(folder + QStringLiteral(".lock"));
    lock.setStaleLockTime(0);
    if (!lock.tryLock(240'000))
        return {};
    if (QFile::exists(folder + QStringLiteral("/done")))
        return folder;
    QDir(folder).removeRecursively();
    QDir().mkpath(folder);
    QFile package(folder + QStringLiteral("/package.json"));
    if (!package.open(QIODevice::WriteOnly))
        return {};
    package.write(R"({"private": true})");
    package.close();
    const RanProgram install =
        runProgram(folder, QStringLiteral("npm"),
                   QStringList{QStringLiteral("install"), QStringLiteral("--no-audit"),
                               QStringLiteral("--no-fund"), QStringLiteral("--ignore-scripts")} +
                       packages);
    QFile done(folder + QStringLiteral("/done"));
    return install.fine && done.open(QIODevice::WriteOnly) ? folder : QString();
}

} // namespace arborist
