// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/operations/operation.h"
#include <optional>

namespace arborist::operations {

/// For a run that changes everything in one transaction, which is open on its connection: notes in
/// its journal (Kept "transaction") which one that is, so that a later start can tell what became
/// of it. A server that crashes gives the number of a transaction that it has not written anything
/// of to another one; so this makes the server write of it first. Returns the number. Throws Error.
QString noteTransaction(Run &run);

/// Commits it. Where the answer is lost, the server is asked over another connection what became of
/// it; where that does not tell either, the run stays open (Run::leaveOpen) and the next start
/// asks. Throws Error unless it is committed.
void commitNoted(Run &run, const QString &transaction);

/// What became of a transaction that was noted; nullopt: nobody can tell. Waits a while for one
/// that is still in progress, then throws Error.
std::optional<bool> wasCommitted(const QString &transaction, postgres::Connection &connection);

/// The transaction that a run has noted; empty: none, and it changed nothing.
QString notedTransaction(const journal::Journal &journal);

} // namespace arborist::operations
