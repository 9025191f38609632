// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>
#include <optional>

namespace arborist::stages {

/// Seconds of "5 min", "90 s", "1 h 30 min", "0 s"; units s, min, h, d and their English names.
/// nullopt when it is something else, or longer than a year.
std::optional<int> secondsFromText(const QString &text);

} // namespace arborist::stages
