// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/core/error.h"
#include "services/hierarchy/snapshot.h"
#include <QString>

/// Sentences of the hierarchy page.
namespace arborist::hierarchy_texts {

/// "1,284 of 1,000,000 items drifted; 212 origins"
QString status(const hierarchy::Snapshot &snapshot);
/// "public.items, scanned 2 min ago in 1.45 s"
QString meta(const hierarchy::Snapshot &snapshot);
/// Names the columns whose rule is unclear, or chosen for now only; empty if there are none.
QString unsettledRules(const hierarchy::Snapshot &snapshot);
/// "kept on this machine", "declared in arborist.toml"
QString sourceOf(const hierarchy::RuleFit &fit);
/// Title of an error over the whole page, by what the server said.
QString errorTitle(const Error &error, const QString &stage, const QString &table);

} // namespace arborist::hierarchy_texts
