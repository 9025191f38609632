// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/postgres/sql_script.h"
#include <QString>
#include <vector>

namespace arborist::recipes {

/// A repair that a team has declared: a file of SQL in two sections.
///
///     -- title: Add default sidebar forms
///     -- description: Organizations from before 2026 have none.
///     -- section: check
///     SELECT id AS organization, name FROM organizations WHERE ...
///     -- section: fix
///     INSERT INTO sidebar_forms ...
///
/// `check` is one SELECT: the rows that need the repair, none when all is well. `fix` is any number
/// of INSERT, UPDATE, DELETE, MERGE and SELECT statements, run in one transaction after which
/// `check` must find nothing. What they change is captured for undo by itself; every table they
/// change needs a primary key. Both may read current_setting('arborist.organization'): the id that
/// the repair is limited to, empty for all.
struct Recipe {
    QString name;
    QString file;
    QString title;
    QString description;
    postgres::SqlStatement check;
    std::vector<postgres::SqlStatement> fix;
    QString fixText; ///< the section as written
};

/// Reads the file; throws an Error with file and line for what is not of that form.
Recipe readRecipe(const QString &name, const QString &file);

} // namespace arborist::recipes
