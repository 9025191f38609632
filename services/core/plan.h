// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QJsonObject>
#include <QString>
#include <QStringList>
#include <vector>

namespace arborist {

/// The database that an operation works on.
struct PlanTarget {
    QString stage; ///< empty for a connection string outside of any workspace
    QString host;
    QString database;
    QString fingerprint;
    qint64 bytes = -1; ///< size of the database; negative where nobody has asked
};

struct PlanStep {
    QString title;    ///< "Correct 12 stored paths"
    qint64 rows = -1; ///< rows it touches; negative where that is not known or makes no sense
    QString sql;
    QString lock;           ///< lock mode and table it takes; empty for none worth telling
    qint64 estimateMs = -1; ///< how long it may take; negative where nothing speaks for a number
};

struct PlanTable {
    QString name; ///< "public.items"
    qint64 rows = 0;
};

/// Everything an operation is going to do, before it does it. A plain value: read by window,
/// command line and tests, and run as it stands.
struct Plan {
    QString operation;   ///< "repair hierarchy"
    QJsonObject request; ///< what was asked for
    PlanTarget target;
    QString verdict;      ///< of the protection policy: "allowed", "confirm", "refused"
    QString caller;       ///< whom it was asked for: "desk", "pipeline"
    QString confirmation; ///< what it asks for: "nothing", "yes", "name", "refused"
    QString asks;         ///< the same in a sentence; empty for nothing
    QString backup;       ///< what comes first: "none", "automatic", "mandatory", "declined"
    QString backupNote;   ///< the same in a sentence, or what stands in for it; empty for none
    std::vector<PlanStep> steps;
    std::vector<PlanTable> tables; ///< touched ones, with their row counts
    QString schema;                ///< touched part of the schema, in a form that compares
    QStringList loses;             ///< what will be gone; empty for nothing
    QStringList remarks;           ///< worth knowing before it is agreed to; mostly empty
    QString wayBack;               ///< how to undo it; empty if there is none

    /// SHA-256, in hexadecimal, over request, the target's fingerprint, the policy's verdict with
    /// confirmation and backup, steps, SQL and schema; not over row counts, which change while
    /// nobody does any harm.
    QByteArray hash() const;
    /// The shape of `arboristctl --dry-run --json`.
    QJsonObject toJson() const;
};

} // namespace arborist
