// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/operations/operation.h"
#include "services/recipes/recipe.h"
#include <QString>
#include <QStringList>
#include <vector>

namespace arborist::recipes {

struct RecipeRequest {
    Recipe recipe;
    QString organization; ///< limits it to one; empty: all
    PlanTarget target;
};

/// A recipe, planned: the rows that need it, as its check found them.
class RecipePlan : public operations::PlannedOperation
{
public:
    static constexpr int kShownRows = 200;

    virtual qint64 found() const = 0; ///< rows that the check found
    virtual const QStringList &columns() const = 0;
    /// The first of them, at most kShownRows.
    virtual const std::vector<QStringList> &rows() const = 0;
};

using RecipePlanPtr = std::shared_ptr<RecipePlan>;

/// Runs the check in a transaction that only reads. The run repeats it after the fix, in the same
/// transaction, and rolls back if it still finds something: a second run changes nothing.
RecipePlanPtr planRecipe(const RecipeRequest &request, postgres::Connection &connection,
                         OperationContext &context);

} // namespace arborist::recipes
