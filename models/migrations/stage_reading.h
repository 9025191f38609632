// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/common/roles.h"
#include "services/core/error.h"
#include "services/migrations/run/run_times.h"
#include "services/migrations/status.h"
#include "services/stages/stage.h"
#include <QHash>
#include <memory>
#include <optional>
#include <vector>

namespace arborist {

using MigrationSetPtr = std::shared_ptr<const migrations::MigrationSet>;

/// What is known of how the migrations stand on one stage.
struct StageReading {
    enum class State { Unread, Reading, Read, Failed };

    stages::Stage stage;
    State state = State::Unread;
    std::optional<migrations::SetStatus> status; ///< stays while it is read again
    QHash<QString, migrations::RunTime> times;   ///< of our own runs, by the migrations' names
    std::optional<Error> error;                  ///< of the last reading

    /// Null where the stage has not been read, or knows nothing of that migration.
    const migrations::MigrationStatus *of(qsizetype migration) const;
    /// When it was applied, by the ledger, else by our own history.
    std::optional<QDateTime> appliedAt(qsizetype migration, const QString &name) const;
    int count(migrations::State state) const;
    /// "47 applied", "3 pending", "Reading…", "No answer": under the stage's name.
    QString headline() const;
    Tone headlineTone() const;
    /// All counts, or why it could not be read.
    QString toolTip() const;
};

/// How long a migration takes on a stage: as measured, else what the slowest other stage took.
struct Took {
    qint64 ms = -1; ///< negative: nothing is known
    bool estimated = false;
};
Took tookOn(const std::vector<StageReading> &stages, size_t stage, qsizetype migration,
            const QString &name);

} // namespace arborist
