// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/recipes/recipe.h"
#include <QString>
#include <QStringList>

namespace arborist::cli {

class Session;

/// The project's recipe of that name; throws a usage Error that lists what there is, with the
/// names of the built-in repairs first.
recipes::Recipe findRecipe(Session &session, const QString &name, const QStringList &builtIn);

/// Plans it and runs it as any operation; with `changes` a plan in JSON lists the rows that the
/// check found, as far as they are shown. Returns the exit code.
int repairByRecipe(Session &session, const recipes::Recipe &recipe, const QString &organization,
                   bool changes);

} // namespace arborist::cli
