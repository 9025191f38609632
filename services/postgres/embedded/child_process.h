// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/postgres/embedded/server_account.h"
#include <QStringList>
#include <stop_token>

namespace arborist::postgres {

struct ChildResult {
    int exitCode = -1; ///< -1: it could not be started, or a signal ended it
    QString output;    ///< both streams
};

/// Runs a program of PostgreSQL as that account, apart from the terminal (Ctrl-C does not reach it)
/// and from PG* variables, and waits. A stop request ends it and throws Error::cancelled().
ChildResult runChild(const QString &program, const QStringList &arguments,
                     const ServerAccount &account, const std::stop_token &stop = {});

/// Starts a program that outlives this process; what it prints is appended to `log`. Returns its
/// process id; throws Error.
pid_t startDetached(const QString &program, const QStringList &arguments,
                    const ServerAccount &account, const QString &log);

} // namespace arborist::postgres
