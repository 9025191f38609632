// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/migrations/files/migration.h"

namespace arborist::migrations {

/// The pieces that drizzle-orm sends: split at every "--> statement-breakpoint", wherever it
/// stands, nothing trimmed.
std::vector<Piece> splitAtBreakpoints(const QByteArray &text);

/// A file that is one piece, as tools without sections send it.
Script wholeFile(const QString &file, const QByteArray &text);

/// Reads `file` as drizzle does into text, hash and `up`; false where it is not there or not
/// readable (then `problem` says why, empty: it is not there).
bool readDrizzleFile(Migration &migration, QString &problem);

/// Its script for the way back, a file beside it, where there is one.
void readDownFile(Migration &migration, const QString &file);

} // namespace arborist::migrations
