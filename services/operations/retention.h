// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QDateTime>

namespace arborist::operations {

/// Deletes the journals of runs that ended longer ago than their workspace keeps them ([backup]
/// keep_automatic_days, else 30 days), and notes in the history that they have expired. Touches
/// nothing but <data folder>/journals, no run that is under way or was cut off, and no journal with
/// a batch of which nobody knows yet whether it was committed. A workspace file that cannot be read
/// deletes nothing. File work; never throws: what goes wrong is logged. Returns how many were
/// deleted.
int deleteExpiredJournals(const QDateTime &now = QDateTime::currentDateTimeUtc());

} // namespace arborist::operations
