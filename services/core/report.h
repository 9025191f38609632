// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/core/error.h"
#include <QJsonObject>
#include <QString>
#include <QStringList>
#include <optional>
#include <vector>

namespace arborist {

struct ReportStep {
    enum class State { Done, Failed, RolledBack, Skipped };

    QString title;
    State state = State::Done;
    qint64 rows = -1; ///< rows it changed; negative where that makes no sense
    qint64 durationMs = 0;
    bool isBackup = false; ///< made first because the policy wants it, not a step of the operation
};

/// What a run did; comes back after a failure and a cancel as well.
struct Report {
    enum class Result { Succeeded, Failed, Cancelled, Refused };

    QString run; ///< id of the run in the history
    QString operation;
    Result outcome = Result::Succeeded;
    std::vector<ReportStep> steps;
    QString file;      ///< or folder that it wrote: a backup, an export; empty for none
    QString backup;    ///< that was made first; empty for none
    QStringList notes; ///< what else is worth knowing: "12 rows changed meanwhile were left."
    std::optional<Error> error;

    /// Without a backup that was made first.
    std::vector<ReportStep> ownSteps() const;
    /// The shape of `arboristctl --json`; "error" is null if there was none.
    QJsonObject toJson() const;
};

/// The words of the JSON: "rolled_back", "succeeded".
QString toString(ReportStep::State state);
QString toString(Report::Result outcome);
std::optional<Report::Result> resultFromString(const QString &word);

} // namespace arborist
