// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

namespace arborist::postgres {

/// One installed PostgreSQL server.
struct ServerBinaries {
    int major = 0;
    QString folder;

    QString program(const QString &name) const { return folder + u'/' + name; }

    /// The newest under /usr/lib/postgresql, else the one whose pg_config is in PATH. Throws Error
    /// with the package to install.
    static ServerBinaries newest();
    /// The one that can open a cluster of that major version; throws Error that says what to do
    /// with `data`, a cluster nothing installed can open.
    static ServerBinaries forCluster(int major, const QString &data);
};

} // namespace arborist::postgres
