// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/support/test_cluster.h"
#include <QTemporaryDir>

namespace arborist {

/// A port of 127.0.0.1 that nobody uses.
int freePort();

/// A real PgBouncer on a free port of 127.0.0.1, before a cluster that listens there, too: the
/// database "NAME_transaction" leads to NAME with a session for each transaction, "NAME_session"
/// with one for each client. Ends with the object. Throws std::runtime_error.
class Pooler
{
public:
    static bool isInstalled();

    Pooler(const TestCluster &cluster, const QStringList &databases);
    ~Pooler();
    Pooler(const Pooler &) = delete;
    Pooler &operator=(const Pooler &) = delete;

    QByteArray url(const QByteArray &database) const;

private:
    QTemporaryDir m_folder;
    QProcess m_process;
    int m_port = 0;
};

} // namespace arborist
