// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/activity/run_row.h"
#include "services/core/job_runner.h"
#include <QObject>

namespace arborist {

class Session;

/// Reads the workspace's past runs, and writes them to files; in jobs.
class RunHistory : public QObject
{
    Q_OBJECT
public:
    explicit RunHistory(Session &session, QObject *parent = nullptr);

    void read();
    bool isReading() const { return m_job != 0; }
    /// By the file's suffix as JSON, else as CSV.
    void write(const QString &file, std::vector<RunRecord> runs);
    /// The whole audit, of all workspaces on this machine, as lines of JSON.
    void writeAudit(const QString &file);

Q_SIGNALS:
    void wasRead(const std::vector<arborist::RunRow> &runs);
    void failed(const arborist::Error &error);

private:
    void startExport(JobRequest request);

    Session &m_session;
    JobId m_job = 0;
};

} // namespace arborist
