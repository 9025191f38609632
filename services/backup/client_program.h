// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>
#include <QStringList>

namespace arborist::backup {

enum class ClientTool { Dump, Restore, Psql };

/// "pg_dump".
QString toString(ClientTool tool);

/// One installed program of PostgreSQL.
struct ClientProgram {
    QString path;
    int major = 0;
    QString version; ///< "15.20"
};

/// Which of those that are new enough.
enum class Age { Oldest, Newest };

/// The right one for a server of that major version: at least as new, since none reads a newer
/// server, and the oldest of those, so that the server's own restores what is written; the newest
/// reads every archive. Looked for in `folders`, else where Debian and Red Hat put the versions and
/// in PATH. Throws Error with the package to install. Runs it for its version: not on the GUI
/// thread.
ClientProgram clientProgram(ClientTool tool, int major, const QStringList &folders = {},
                            Age age = Age::Oldest);

/// gzip's path; throws Error where it is not installed.
QString gzipProgram();

/// Whether that pg_dump compresses with zstd: from 16 on, where it was built so.
bool knowsZstd(const ClientProgram &dump);

} // namespace arborist::backup
