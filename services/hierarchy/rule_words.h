// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/hierarchy/kind.h"
#include "services/hierarchy/mapping.h"
#include <QString>

namespace arborist::hierarchy {

/// The rule of a derived column (D1 to T2) in words: "own + live descendants". Empty for a path
/// whose rule is unknown.
QString ruleInWords(Kind kind, const Rules &rules);

} // namespace arborist::hierarchy
