// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/stages/workspace.h"
#include <QStringList>
#include <stop_token>

namespace arborist::data {

/// Settles the runs over that stage that were cut off (the program was killed, the server did not
/// answer at the end) where they change all or nothing: backup, export, restore, import, wipe,
/// seed, reset. Finds out which it was, says so in the history, and removes what they had half
/// made. Returns what there is to tell, a sentence a run. Costs a look into the history where there
/// is none. A server that does not answer leaves it to the next time. Never throws but
/// Error::cancelled().
QStringList settleCutOff(const stages::Workspace &workspace, const stages::Stage &stage,
                         const std::stop_token &stop);

/// The same for every project that the history knows such a run of: for the start of the window.
QStringList settleAllCutOff(const std::stop_token &stop);

} // namespace arborist::data
