// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QStringList>

namespace arborist::migrations {

/// The file name that may be what `name` has become: one of the same number or time, else of the
/// same words, else the one that takes the fewest edits; empty when none is like it.
QString nearestName(const QString &name, const QStringList &candidates);

} // namespace arborist::migrations
