// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/core/operation_context.h"
#include "services/migrations/author/generate.h"

namespace arborist::migrations {

/// A question of drizzle-kit 1.0 with what the new thing may have been called before.
struct RenameChoice {
    RenameQuestion question;
    std::vector<QStringList>
        former; ///< as the question's entity: {"public", "t", "b"}; may be empty
};

/// drizzle-kit asks what is new, and does not say what has gone: that is what the newest snapshot
/// has and the models have not, by `drizzle-kit export`, which asks no database. Of what is neither
/// a column nor a table, and where the models cannot be had, everything of the kind that the
/// snapshot has in the same place.
std::vector<RenameChoice> renameChoices(const MigrationSet &set,
                                        const std::vector<RenameQuestion> &questions,
                                        const OperationContext &context);

} // namespace arborist::migrations
