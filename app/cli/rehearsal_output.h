// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/migrations/run/migrate.h"
#include <QString>

namespace arborist::cli {

class Session;

/// Rehearses what the request would apply now, and prints what each statement did. `place`: auto,
/// server or embedded. Returns the exit code: 1 where a statement failed.
int rehearsePending(Session &session, migrations::MigrateRequest request, const QString &folder,
                    const QString &place);

/// Prints a proposal for the way back of that migration (empty: the last one of the folder), and
/// writes it beside the migration where it is to be saved. Runs nothing.
int proposeRollback(Session &session, const QString &folder, const QString &name, bool save);

} // namespace arborist::cli
