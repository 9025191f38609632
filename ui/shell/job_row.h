// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/core/job_runner.h"
#include <QWidget>
#include <optional>

class QProgressBar;
class QToolButton;

namespace arborist {

class Label;

/// One running job in a line: icon, name, bar, percent, done of total, rate, time left, Pause
/// (where the job can), Cancel.
class JobRow : public QWidget
{
    Q_OBJECT
public:
    explicit JobRow(QWidget *parent = nullptr);

    void setJob(const JobInfo &job, const std::optional<Progress> &progress);
    JobId job() const { return m_job; }

    /// "1.24 of 3.41 GiB · 48.2 MiB/s · 46 s left"
    static QString detailsOf(const Progress &progress);

Q_SIGNALS:
    void cancelRequested(arborist::JobId id);
    void pauseRequested(arborist::JobId id, bool paused);

private:
    JobId m_job = 0;
    QString m_iconName;
    Label *m_icon;
    Label *m_title;
    QProgressBar *m_bar;
    Label *m_percent;
    Label *m_details;
    QToolButton *m_pause;
    QToolButton *m_cancel;
    bool m_paused = false;
};

} // namespace arborist
