// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QProcessEnvironment>
#include <QString>
#include <QStringList>
#include <functional>
#include <span>
#include <stop_token>

namespace arborist::backup {

/// What to run, and where its streams lead. Functions are called on the thread that runs it; what
/// they throw ends the child and is thrown on.
struct ClientCommand {
    QStringList command; ///< the program's path, then its arguments; never a secret in them
    QProcessEnvironment environment; ///< ClientLogin's

    QString inputFile; ///< what it reads; empty: `input`, else nothing
    /// The next piece of it; an empty one is the end. A child whose feeder is killed sees that end
    /// as well: what must not be done by halves ends with a piece that says so (COMMIT).
    std::function<QByteArray()> input;
    QString outputFile; ///< a new one (0600) for what it writes; empty: `output`, else nowhere
    std::function<void(std::span<const char>)> output;
    std::function<void(const QString &)> message; ///< each line of its standard error, as it comes
    std::function<void()> tick;                   ///< some five times a second
};

struct ClientResult {
    int exitCode = 0;     ///< 128 + signal where one ended it
    QStringList messages; ///< the last 200 lines of its standard error

    /// Why it failed: its last errors, short and redacted.
    QString complaint() const;
};

/// Runs it to its end, however long that takes; memory stays flat whatever it reads and writes.
/// A stop request ends it and its children, and what they do on the server, within seconds:
/// Error::cancelled(). Throws Error when it cannot be started or a file cannot be opened; how it
/// ends is the caller's to judge. Not on the GUI thread.
ClientResult runClient(const ClientCommand &command, const std::stop_token &stop);

} // namespace arborist::backup
