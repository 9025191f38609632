// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QProcess>

namespace arborist {

struct RanProgram {
    bool fine = false; ///< it started, ended in time, and with 0
    QByteArray output;
    QByteArray errors; ///< where they are kept apart
};

/// Runs a peer (node, npm) in that folder; `channels` says where its standard error goes.
inline RanProgram runProgram(const QString &folder, const QString &program,
                             const QStringList &arguments,
                             QProcess::ProcessChannelMode channels = QProcess::MergedChannels,
                             const QProcessEnvironment &environment =
                                 QProcessEnvironment(QProcessEnvironment::InheritFromParent))
{
    QProcess process;
    process.setWorkingDirectory(folder);
    process.setProcessEnvironment(environment);
    process.setProcessChannelMode(channels);
    process.start(program, arguments);
    const bool ended = process.waitForStarted() && process.waitForFinished(180'000);
    return {ended && process.exitStatus() == QProcess::NormalExit && process.exitCode() == 0,
            process.readAllStandardOutput().trimmed(),
            channels == QProcess::MergedChannels ? QByteArray()
                                                 : process.readAllStandardError().trimmed()};
}

} // namespace arborist
