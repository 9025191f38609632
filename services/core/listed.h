// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QStringList>

namespace arborist {

/// For people, at most so many by name: "a, b and 12 more".
QString listed(const QStringList &names, qsizetype most);

} // namespace arborist
