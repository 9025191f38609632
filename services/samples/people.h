// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>
#include <QtGlobal>

namespace arborist::samples {

struct Uuid {
    quint64 high = 0;
    quint64 low = 0;
};

/// The id of the demo's n-th user: a random-looking UUID of version 4, always the same.
Uuid userId(qint64 user);

/// Name of the n-th user of an organization; different for the first 2000.
QString userName(qint64 n);

} // namespace arborist::samples
