// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/hierarchy/snapshot.h"
#include <optional>

namespace arborist {

/// How a value stands to what is expected of it.
enum class DriftState { None, Inherited, Origin, InFlight };

/// The field whose stored value a kind is about; none for structure and paths.
std::optional<hierarchy::Field> comparedField(hierarchy::Kind kind);
/// "Estimate", as a row head.
QString titleOf(hierarchy::Field field);
const hierarchy::Finding *findingOf(const hierarchy::Snapshot &snapshot, hierarchy::Item item,
                                    hierarchy::Kind kind);
/// "R2 R4": the kinds found on an item, in order.
QString kindIds(const hierarchy::Snapshot &snapshot, hierarchy::Item item);
DriftState stateOf(const hierarchy::Finding *finding);
DriftState stateOf(const hierarchy::Snapshot &snapshot, hierarchy::Item item,
                   hierarchy::Field field);
/// ", origin", ", inherited" or ", changed a moment ago", to end a description; empty without
/// drift.
QString stateInWords(DriftState state);
/// "Estimate sum: stored 442 h, expected 388 h, origin".
QString inWords(const hierarchy::Snapshot &snapshot, const hierarchy::Finding &finding);

} // namespace arborist
