// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QList>
#include <QRect>

class QPainter;

namespace arborist {

/// A line of values, oldest first, in the drift colour with its end marked; a flat line if all are
/// 0.
void paintSparkline(QPainter &painter, const QRect &rect, const QList<double> &values);

} // namespace arborist
