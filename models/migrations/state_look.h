// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/common/roles.h"
#include "services/migrations/status.h"

/// How the states of migrations are shown: each by a shape, a tone and a word of its own.
namespace arborist::state_look {

Glyph glyph(migrations::State state);
QString word(migrations::State state); ///< "Out of order"
/// One line on what it means, where the migration's own status has none.
QString meaning(migrations::State state);
/// Whether its changes are in the database: the line of the timeline goes on through it.
bool isApplied(migrations::State state);
/// Whether a person has to do something beyond applying what is pending.
bool isIrregular(migrations::State state);

inline constexpr migrations::State all[] = {
    migrations::State::Applied,     migrations::State::Pending,    migrations::State::Edited,
    migrations::State::WhenChanged, migrations::State::OutOfOrder, migrations::State::Skipped,
    migrations::State::Failed,      migrations::State::MissingFile};

Glyph glyph(migrations::Severity severity);
Tone tone(migrations::Severity severity);

} // namespace arborist::state_look
