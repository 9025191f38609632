// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/core/job_runner.h"
#include "services/core/scan_change.h"
#include "services/hierarchy/scan_round.h"
#include <QHash>
#include <QObject>
#include <QTimer>
#include <chrono>
#include <functional>
#include <optional>

namespace arborist {

class Session;

namespace stages {
struct Stage;
}

/// Scans the hierarchies of the target stage, or of all reachable stages, again and again while the
/// program runs. When one is due follows from the wall clock time of its last scan, whoever made
/// it: so neither a restart nor a scan by hand is followed by another at once, and however long the
/// machine slept there is one scan to catch up. One stage at a time, in a background job. What was
/// chosen is remembered for each workspace.
class ScanSchedule : public QObject
{
    Q_OBJECT
public:
    using Clock = std::function<QDateTime()>;

    explicit ScanSchedule(Session &session, QObject *parent = nullptr);

    /// 0: off.
    std::chrono::seconds interval() const { return m_interval; }
    void setInterval(std::chrono::seconds interval);
    bool isOn() const { return m_interval.count() > 0; }
    bool coversAllStages() const { return m_allStages; }
    void setCoversAllStages(bool all);

    /// Scans at once what the schedule covers, on or off.
    void scanNow();
    bool isScanning() const { return m_job != 0; }
    /// When the next scan is due; invalid while off or not known yet.
    QDateTime nextScan() const;
    /// True if the last scan of any hierarchy that is covered found drift.
    bool hasDrift() const;
    /// Why a covered stage that answers could not be scanned; null if all could.
    const Error *problem() const;

    /// Looks whether something is due; called twice a minute.
    void check();
    /// Replaces the wall clock.
    void setClock(Clock clock) { m_clock = std::move(clock); }

Q_SIGNALS:
    void changed(); ///< anything the getters tell
    void driftGrew(const std::vector<arborist::ScanChange> &changes);

private:
    /// What is known of a stage in this session.
    struct Watch {
        hierarchy::LastScans last;
        bool complete = false;    ///< `last` holds every hierarchy of the stage
        QDateTime notBefore;      ///< waits until then, whatever is due
        bool unreachable = false; ///< at the last try
        bool forced = false;      ///< asked for by hand
        std::optional<Error> problem;
    };

    void load();
    void save() const;
    void stop();
    QStringList coveredStages() const;
    std::optional<QDateTime> dueAt(const Watch &watch) const;
    void startRound(const stages::Stage &stage);
    void finishRound(const QString &stage, const Outcome &outcome);
    void take(Watch &watch, const hierarchy::ScanRoundResult &result);
    void noteScan(const ScanRecord &record);
    void retryIfBack(const QString &stage);

    Session &m_session;
    Clock m_clock = QDateTime::currentDateTimeUtc;
    std::chrono::seconds m_interval{0};
    bool m_allStages = false;
    JobId m_job = 0;
    QHash<QString, Watch> m_watches;
    QTimer m_timer;
};

} // namespace arborist
