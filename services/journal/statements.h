// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/journal/staging.h"

namespace arborist::journal {

/// The one statement that writes a staged batch where the guards hold. Its answer: the places in
/// the batch of the rows that were written; where `stored` is asked for, followed by the values of
/// the batch's columns as they are now in the table.
QString writeStatement(const ChangeBatch &batch, const Target &target, const Staging &staging,
                       const QString &table, bool stored);

/// Counts the rows of a batch, staged for comparison, that look as after and as before it.
QString compareStatement(const ChangeBatch &batch, const Target &target, const Staging &staging,
                         const QString &table);

} // namespace arborist::journal
