// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/journal/staging.h"

namespace arborist::journal {

/// The one statement that writes a staged batch where the guards hold. Its answer: the places in
/// the batch of the rows that were written; where `stored` is asked for, followed by the values of
/// the batch's columns as they are now in the table.
QString writeStatement(const ChangeBatch &batch, const Target &target, const Staging &staging,
                       const QString &table, bool stored);

/// Counts the rows of a batch, staged for comparison, that look as after it, as before it, and
/// those that this transaction (the low half of its number, xmin) left in the table.
QString compareStatement(const ChangeBatch &batch, const Target &target, const Staging &staging,
                         const QString &table, quint32 transaction);

} // namespace arborist::journal
