// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/migrations/sql/statement.h"
#include <QString>

namespace arborist::migrations {

/// The locks that the statements take, by their words: "ACCESS EXCLUSIVE on items, labels; SHARE
/// ROW EXCLUSIVE on people", strongest first; tables that they make themselves are left out. Empty
/// for none worth telling.
QString locksOf(const std::vector<Statement> &statements);

} // namespace arborist::migrations
