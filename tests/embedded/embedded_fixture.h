// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/core/operation_context.h"
#include "services/postgres/embedded_server.h"
#include <QProcess>
#include <QStringList>
#include <QTemporaryDir>
#include <memory>
#include <sys/types.h>
#include <vector>

namespace arborist::testing {

/// A folder for one embedded server, and everything to look at it from outside. Ends what is left
/// of the server when it goes.
class EmbeddedFixture
{
public:
    EmbeddedFixture();
    ~EmbeddedFixture();

    QString folder() const { return m_folder; }
    /// Uses that folder below the temporary one.
    void setFolder(const QString &relative);
    QString path(const QString &relative) const { return m_folder + u'/' + relative; }
    QString temporary() const { return m_temporary.path(); }

    postgres::EmbeddedServer start();
    /// Puts a cluster there that has been made once for all tests which are not about the making,
    /// as if a server had been there before.
    void makeBeforehand();

    /// First line of postmaster.pid; 0 if there is none.
    pid_t postmasterPid() const;
    /// Processes whose command line names this folder's data, and their children.
    std::vector<pid_t> serverProcesses() const;

    /// A lease_holder on the folder, "ready" when it returns.
    std::unique_ptr<QProcess> startHolder() const;
    static void waitReady(QProcess &holder);

private:
    QTemporaryDir m_temporary;
    QString m_folder;
};

/// Asks with psql, which shares nothing with the code under test; fails the test on an error.
QString ask(const postgres::ConnectionInfo &info, const QString &sql);

bool isAlive(pid_t pid);
/// 0700 -> "700"
QString modeOf(const QString &path);
uid_t ownerOf(const QString &path);

} // namespace arborist::testing
