// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/backup/swap.h"
#include "services/stages/workspace.h"

namespace arborist::backup {

/// Which of its two databases a run has left in use.
enum class SwapState {
    Old, ///< nothing was replaced; what was half made is gone
    New, ///< the names were swapped: all of it is done
};

/// Asks the server, and drops what was half made where it is not in use. Drops nothing but what
/// the note names, and only as it was made: with the run's mark, or still without any. Throws
/// Error.
SwapState settleSwap(postgres::Connection &maintenance, const Swap &swap, const QString &run);

/// Settles the runs that were cut off while they made or swapped databases of that stage: says in
/// the history how they ended, and puts the new database on record where it is in use. Returns what
/// there is to tell, a sentence a run. Costs next to nothing where there is none. A server that
/// does not answer leaves it to the next time. Never throws but Error::cancelled().
QStringList settleCutOff(const stages::Workspace &workspace, const stages::Stage &stage,
                         const std::stop_token &stop);

} // namespace arborist::backup
