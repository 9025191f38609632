// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/hierarchy/drift_origin.h"
#include <QString>

/// What the inspector says in words about an item's findings.
namespace arborist::inspector_words {

/// One sentence a finding, those of structure first.
QString why(const hierarchy::Snapshot &snapshot, hierarchy::Item item);
/// Where the findings began and how far they have spread.
QString origin(const hierarchy::Snapshot &snapshot, hierarchy::Item item,
               const DriftSpread &spread);
/// By which rules the drifted values are worked out, and how well those fit the data.
QString rule(const hierarchy::Snapshot &snapshot, hierarchy::Item item);

} // namespace arborist::inspector_words
