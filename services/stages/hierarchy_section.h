// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/hierarchy/mapping.h"
#include "services/stages/config_table.h"
#include <utility>

namespace arborist::stages {

/// Schema and name of `items`, `public.items`, `"My Schema"."Work items"`; without a schema it is
/// "public". nullopt if it is none of these.
std::optional<std::pair<QString, QString>> splitTableName(const QString &text);

/// The [[hierarchy]] tables of a workspace file; throws Error with file and line.
std::vector<hierarchy::Mapping> readHierarchies(const ConfigTable &root);

} // namespace arborist::stages
