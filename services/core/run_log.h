// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/core/plan.h"
#include "services/core/report.h"
#include <QDateTime>
#include <QJsonObject>
#include <QString>
#include <QStringList>
#include <optional>
#include <vector>

namespace arborist {

/// One run of an operation, as the history keeps it.
struct RunRecord {
    QString id;        ///< "20261121-064512-3f2a": sorts by time, unique
    QString operation; ///< "repair aggregations"
    QString workspace; ///< folder, or the address without password
    QString stage;
    QString host, database, fingerprint;
    QString who; ///< "anna@laptop"
    QDateTime started;
    QDateTime finished;                    ///< invalid: under way, or cut off
    std::optional<Report::Result> outcome; ///< none: the same
    qint64 rows = 0;                       ///< changed ones
    QJsonObject plan;                      ///< Plan::toJson()
    QJsonObject report;                    ///< Report::toJson(); empty while there is none
    QString journal;                       ///< file of its way back; empty: there is none
    QString undoes;                        ///< the run that this one takes back
    QString undoneBy;                      ///< the run that took this one back
    bool expired = false; ///< its journal has been deleted: it was kept long enough

    /// All of it but the journal; null for what there is not.
    QJsonObject toJson() const;
};

struct RunFilter {
    QString workspace; ///< empty: all
    QString stage;     ///< empty: all
    int limit = 200;
    bool isOpen = false; ///< only those of which nobody knows yet how they ended
};

/// Every run, refusals included, kept in history.sqlite. Each entry is also a row of the audit,
/// written in the same transaction, with who, where, what and how it ended. Any thread may call it.
class RunLog
{
public:
    /// `file` defaults to <data folder>/history.sqlite. `toSyslog`: rows of the audit go to the
    /// system's log as well; so they do wherever ARBORIST_AUDIT_SYSLOG is set.
    explicit RunLog(const QString &file = {}, bool toSyslog = false);

    static QString newId();

    /// Before anything is changed. Fills in who and started.
    void begin(RunRecord &run) const;
    /// `report.run` names the run.
    void finish(const Report &report, qint64 rows) const;
    /// A run that never began: kept with outcome Refused. Returns its id.
    QString refuse(RunRecord run, const Error &reason) const;

    std::vector<RunRecord> runs(const RunFilter &filter = {}) const; ///< newest first
    std::optional<RunRecord> run(const QString &id) const;
    /// Those of the runs that there are, in no particular order.
    std::vector<RunRecord> runs(const QStringList &ids) const;

    /// Before the journal is deleted. Does nothing if the run has expired already.
    void expire(const RunRecord &run) const;

private:
    void forward(const QByteArray &line) const;

    QString m_file;
    bool m_toSyslog;
};

} // namespace arborist
