// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/migrations/ledgers/ledger.h"
#include <QDateTime>
#include <optional>
#include <vector>

namespace arborist::migrations {

enum class State {
    Applied,
    Edited,      ///< applied; the file says something else by now
    WhenChanged, ///< applied under another time; its tool takes it for pending or passes it over
    Pending,
    Skipped,     ///< not applied, and its tool never will
    OutOfOrder,  ///< pending, older than one that is applied, and its tool runs it all the same
    Failed,      ///< begun and not ended: golang-migrate's dirty, or a run of ours that was cut off
    MissingFile, ///< listed or applied, and the file is not there
};

QString toKey(State state);    ///< "applied", "when-changed"
QString toString(State state); ///< "Applied", for people

/// How one migration stands on one stage.
struct MigrationStatus {
    qsizetype index = 0; ///< in MigrationSet::migrations
    State state = State::Pending;
    std::optional<QDateTime> appliedAt; ///< where the ledger or our own history knows it
    std::optional<LedgerRow> row;
    std::optional<PartialRun> partial; ///< of State::Failed, where a run of ours has left it
    QString text;   ///< one line: what the state means here; empty for applied and pending
    QString remedy; ///< one line: what can be done
};

/// How all stand. Problems are those of the files, of the ledger, and of the two together.
struct SetStatus {
    LedgerState ledger;
    std::vector<MigrationStatus> migrations; ///< one each, in the set's order
    std::vector<Problem> problems;
    int applied = 0; ///< Applied, Edited, WhenChanged with a row
    int pending = 0; ///< what a migrate would run

    /// What a migrate would run, in its order: what the tool itself would, and what a run of ours
    /// has left half way.
    std::vector<qsizetype> pendingIndexes() const;
};

/// The ledger says that it is applied; also of one whose way back has stopped half way.
bool isInEffect(const MigrationStatus &status);
/// A run of ours has applied a part of it.
bool isHalfApplied(const MigrationStatus &status);

/// Compares files and rows; pure. Rules: README "Migrations", and each tool's own.
SetStatus statusOf(const MigrationSet &set, const LedgerState &ledger);

} // namespace arborist::migrations
