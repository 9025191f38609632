// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/hierarchy/mapping.h"
#include <vector>

namespace arborist::postgres {
class Connection;
}

namespace arborist::hierarchy {

/// Finds hierarchies in any database: tables with a foreign key to themselves or an id/parent_id
/// pair, and their columns by usual names and types. The likeliest (most recognized columns) first.
std::vector<Mapping> discover(postgres::Connection &connection);

/// Values of a status column that usually mean done; compared without case.
QStringList usualDoneStates();

/// Completes and checks mappings of the workspace file against the catalog: organization names,
/// existence and types of columns. Throws Error that names table, column and what to do.
std::vector<Mapping> resolve(postgres::Connection &connection, std::vector<Mapping> declared);

/// The hierarchies to work on: the declared ones, or where there are none what is discovered; with
/// the rules that are kept for `workspace` (see RuleStore; empty: none) where they are not
/// declared.
std::vector<Mapping> findHierarchies(postgres::Connection &connection,
                                     const std::vector<Mapping> &declared,
                                     const QString &workspace);

} // namespace arborist::hierarchy
