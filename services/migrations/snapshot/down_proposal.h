// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/migrations/snapshot/snapshot.h"

namespace arborist::migrations {

/// A way back that nobody has written, made from what the models were before: to be read and saved
/// by a person, never run unseen.
struct DownProposal {
    QString sql;             ///< with comments where it is not the whole truth
    QStringList loses;       ///< "Column public.items.tags, with what is in it"
    QStringList notComeBack; ///< what is made anew, empty: "Table public.labels, without its rows"
    QStringList doubts;      ///< what the snapshots do not tell: custom SQL, data changed by hand
};

/// From the difference of the two.
DownProposal proposeDown(const Snapshot &after, const Snapshot &before);

/// For a migration of a Drizzle set. Throws Error: another tool, a snapshot that is missing.
DownProposal proposeDown(const MigrationSet &set, const Migration &migration);

} // namespace arborist::migrations
