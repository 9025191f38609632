// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/migrations/files/migration_set.h"

namespace arborist::migrations {

/// What stands before the first "_" of a tag.
enum class TagPrefix {
    Index, ///< 0003
    Time,  ///< 20261121001040, UTC ("timestamp", "supabase")
    Unix,  ///< seconds
    None,
};

struct DrizzleSettings {
    TagPrefix prefix = TagPrefix::Index;
    bool breakpoints = true;
};

/// As drizzle.config.* above the folder says; what it does not say is taken from the newest tag.
DrizzleSettings drizzleSettings(const MigrationSet &set);

/// The text of the drizzle.config.* that the folder belongs to: in the nearest folder above it that
/// has one. Empty where there is none. Throws Error where it cannot be read.
QString drizzleConfigText(const MigrationSet &set, QString *file = nullptr);

} // namespace arborist::migrations
