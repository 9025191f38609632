// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/postgres/sql_script.h"

namespace arborist::query {

/// Throws Error (Refused, with the statement's position) unless the statement has a place in a
/// transaction that only reads. That it writes no rows is for the server to see to; here it is what
/// would end that transaction, and what a roll-back would not undo.
void checkReads(const postgres::SqlStatement &statement);

/// The same for one that is explained.
void checkExplains(const postgres::SqlStatement &statement);

/// The same for a transaction whose changed rows are captured for undo.
void checkWrites(const postgres::SqlStatement &statement);

/// Of one that the parser does not understand: it can only be a query, whatever follows, and names
/// nothing that checkReads() refuses.
bool beginsLikeQuery(const postgres::SqlStatement &statement);

/// What to do with SQL that a query refuses because it writes.
QString wayToWrite();

} // namespace arborist::query
