// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtGlobal>
#include <limits>

namespace arborist::hierarchy {

/// NULL in a raw value.
inline constexpr qint64 kNull = std::numeric_limits<qint64>::min();

} // namespace arborist::hierarchy
