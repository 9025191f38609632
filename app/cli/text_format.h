// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>
#include <chrono>

namespace arborist::cli {

/// Values for people, in the current locale.
QString number(qint64 value);
QString percent(double share); ///< 0..1 -> "1.2 %"; a small share is never shown as 0
QString bytes(qint64 value);
QString duration(std::chrono::milliseconds time); ///< "340 ms", "1.5 s", "2 min 5 s"
QString yesNo(bool value);

} // namespace arborist::cli
