// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/core/error.h"
#include "services/core/operation_context.h"
#include "services/core/scan_change.h"
#include "services/hierarchy/mapping.h"
#include "services/hierarchy/running_scans.h"
#include <QMap>
#include <chrono>
#include <optional>
#include <vector>

namespace arborist::hierarchy {

/// What is known of one hierarchy's last scan.
struct LastScan {
    QDateTime at; ///< by this machine's clock; invalid: never
    qint64 driftedItems = 0;
};
using LastScans = QMap<QString, LastScan>; ///< by table

/// When a hierarchy of these is due first; invalid if there is none, long ago if one was never
/// scanned.
QDateTime firstDue(const LastScans &last, std::chrono::seconds interval);

/// What one round of scheduled scans is to do on one stage.
struct ScanRound {
    QString workspace; ///< as in the history
    QString stage;
    QString rules;                 ///< the workspace's name in RuleStore
    std::vector<Mapping> declared; ///< of the workspace file; empty: hierarchies are discovered
    /// All hierarchies, as an earlier round found them; none: the history tells.
    std::optional<LastScans> known;
    QDateTime now;
    std::chrono::seconds interval{0}; ///< 0: all are due
    RunningScans running;
};

struct ScanRoundResult {
    LastScans last;        ///< after the round
    bool complete = false; ///< `last` holds every hierarchy of the stage
    std::vector<ScanRecord> scanned;
    std::vector<ScanChange> grown; ///< against the scan before
    bool unreachable = false;      ///< no connection could be made, or it was lost
    bool waiting = false;          ///< a hierarchy is being scanned by somebody else
    std::optional<Error> problem;  ///< why the stage or one of its hierarchies was not scanned
};

/// Scans the hierarchies that are due, one after the other, and keeps their counts in the history.
/// Connects only if there may be something to do. Throws Error for a cancel, and for a history that
/// cannot be used.
ScanRoundResult scanWhatIsDue(const ScanRound &round, History history, OperationContext &context);

} // namespace arborist::hierarchy
