// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/migrations/snapshot/snapshot.h"
#include "services/migrations/sql/statement.h"

namespace arborist::migrations {

/// ALTER TABLE ... RENAME, which snapshots do not tell from a drop and a create.
struct Rename {
    QString schema, table; ///< as it was called before
    QString column;        ///< empty: the table itself
    QString to;

    /// The statement that takes it back.
    QString inverse() const;
};

std::vector<Rename> renamesIn(const std::vector<Statement> &statements);

/// The schema with the new names everywhere, expressions too as far as they quote the old ones.
Snapshot renamed(Snapshot snapshot, const std::vector<Rename> &renames);

} // namespace arborist::migrations
