// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

namespace arborist {

/// How a status is drawn; trackers have many words for few states.
enum class StatusShape { None, Open, Active, Done, Blocked };

StatusShape statusShape(const QString &status, bool done);
/// "in_progress" as people write it: "In progress".
QString statusWord(const QString &status);

} // namespace arborist
