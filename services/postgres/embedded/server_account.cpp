// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/postgres/embedded/server_account.h"

#include "services/core/error.h"
#include "services/postgres/embedded/server_text.h"
#include <QFile>
#include <QFileInfo>
#include <algorithm>
#include <grp.h>
#include <optional>
#include <pwd.h>
#include <sys/stat.h>
#include <unistd.h>

namespace arborist::postgres {
namespace {

std::optional<ServerAccount> fromEntry(const passwd *entry)
{
    if (entry == nullptr || entry->pw_uid == 0)
        return std::nullopt;
    ServerAccount account;
    account.name = QString::fromLocal8Bit(entry->pw_name);
    account.uid = entry->pw_uid;
    account.gid = entry->pw_gid;
    account.dropped = true;
    int count = 64;
    account.groups.resize(size_t(count));
    if (::getgrouplist(entry->pw_name, entry->pw_gid, account.groups.data(), &count) < 0)
        count = 0;
    account.groups.resize(size_t(count));
    return account;
}

} // namespace

ServerAccount ServerAccount::choose(const QString &data)
{
    struct stat info {
    };
    const bool exists = ::stat(QFile::encodeName(data).constData(), &info) == 0;
    const uid_t self = ::geteuid();
    if (self != 0) {
        if (exists && info.st_uid != self) {
            throw Error(
                ServerText::tr("The folder %1 belongs to another user.").arg(data),
                ServerText::tr("Move it aside, or choose another folder with ARBORIST_DATA_DIR."))
                .setWhere(data);
        }
        ServerAccount account;
        account.name = qEnvironmentVariable("USER");
        account.uid = self;
        account.gid = ::getegid();
        return account;
    }
    if (exists && info.st_uid != 0) {
        if (auto owner = fromEntry(::getpwuid(info.st_uid)))
            return *owner;
    }
    for (const char *name : {"postgres", "nobody"}) {
        if (auto account = fromEntry(::getpwnam(name)))
            return *account;
    }
    throw Error(
        ServerText::tr("There is no account to run PostgreSQL as: it refuses to be run by root."),
        ServerText::tr("Run this as an ordinary user, or add an account: sudo adduser --system "
                       "--group postgres"));
}

void ServerAccount::requirePassage(const QString &folder) const
{
    if (!dropped)
        return;
    QString path = folder;
    while (true) {
        struct stat info {
        };
        if (::stat(QFile::encodeName(path).constData(), &info) == 0) {
            const bool member = info.st_gid == gid || std::find(groups.begin(), groups.end(),
                                                                info.st_gid) != groups.end();
            const mode_t bit = info.st_uid == uid ? S_IXUSR : member ? S_IXGRP : S_IXOTH;
            if ((info.st_mode & bit) == 0) {
                throw Error(
                    ServerText::tr(
                        "The folder %1 is closed to the account %2, which runs the server "
                        "for root.")
                        .arg(path, name),
                    ServerText::tr(
                        "Leave ARBORIST_DATA_DIR unset to use /var/lib/arborist, or open the "
                        "way: chmod o+x %1")
                        .arg(path))
                    .setWhere(path);
            }
        }
        const QString parent = QFileInfo(path).path();
        if (parent == path)
            return;
        path = parent;
    }
}

void ServerAccount::takeOver(const QString &path) const
{
    if (!dropped)
        return;
    if (::lchown(QFile::encodeName(path).constData(), uid, gid) != 0) {
        const QString reason = qt_error_string();
        throw Error(
            ServerText::tr("%1 cannot be given to the account %2: %3.").arg(path, name, reason))
            .setWhere(path);
    }
}

bool ServerAccount::become() const noexcept
{
    return !dropped || (::setgroups(groups.size(), groups.data()) == 0 && ::setgid(gid) == 0 &&
                        ::setuid(uid) == 0);
}

} // namespace arborist::postgres
