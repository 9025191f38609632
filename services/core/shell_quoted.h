// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

namespace arborist {

/// The word as a POSIX shell takes it: in single quotes where it needs them.
QString shellQuoted(const QString &word);

} // namespace arborist
