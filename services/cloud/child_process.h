// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QProcessEnvironment>
#include <QStringList>
#include <chrono>
#include <optional>
#include <stop_token>

namespace arborist::cloud {

/// How a program ended, and what it wrote.
struct ChildResult {
    int exitCode = 0;
    QByteArray out; ///< may hold a secret
    QByteArray err;

    /// The last line of `err`, short and redacted: programs say there why they failed.
    QString complaint() const;
};

/// What helpers of the user need to run: home, path, language, desktop session, proxies. No
/// passwords, no addresses of databases. `further` names what is handed on beside that.
QProcessEnvironment bareEnvironment(const QStringList &further = {});

/// Runs a program without a shell, a terminal or input, and waits for it. Throws Error when it
/// cannot be started, crashes or takes longer than `timeout`; Error::cancelled() when stopped. Then
/// it and its own children are killed.
ChildResult runChild(const QStringList &command, const QProcessEnvironment &environment,
                     std::chrono::milliseconds timeout, std::stop_token stop);

/// The words of a command line as a POSIX shell splits them: single and double quotes, backslash;
/// nothing is expanded. nullopt when a quote is not closed.
std::optional<QStringList> shellWords(const QString &line);

} // namespace arborist::cloud
