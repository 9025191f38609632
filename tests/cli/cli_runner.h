// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QJsonObject>
#include <QString>
#include <QStringList>

namespace arborist::testing {

/// What one run of the command line gave.
struct CliRun {
    int exitCode = -1;
    QByteArray out;
    QByteArray err;

    /// The one document on `out`; empty if it is not exactly one.
    QJsonObject json() const;
    /// out and err together.
    QByteArray all() const { return out + err; }
};

/// Takes away the variables by which a pipeline is told: the tests mean a desk, wherever they run.
/// Both ways of running below do so at their first call; what a test sets then stays.
void leavePipeline();

/// Runs arboristctl's commands in this process, on files instead of a terminal.
CliRun runInProcess(const QStringList &arguments);

/// The words of a command line without quotes.
QStringList words(const char *line);

} // namespace arborist::testing
