// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/migrations/ledgers/ledger.h"
#include "services/migrations/ledgers/progress_table.h"
#include "services/migrations/run/segments.h"
#include "services/operations/operation.h"

namespace arborist::migrations {

/// One migration to be applied, or taken back.
struct Task {
    const Migration *migration = nullptr;
    const Script *script = nullptr; ///< of that direction
    bool isDown = false;
    bool isUndo =
        false; ///< takes back what a run has left half way, of which the ledger has no row
    ScriptParts parts;
    std::optional<PartialRun> partial; ///< how far a former run got

    /// What its progress is kept under.
    QString key() const;
    /// Of the text of its first statements: tells whether what is in effect is still what the file
    /// says.
    QString hashOf(int statements) const;
};

/// Whether another run did it after this one was planned, by what the locked ledger says. Notes it.
bool isDoneByOthers(const Task &task, bool isRecorded, operations::Run &run);

} // namespace arborist::migrations
