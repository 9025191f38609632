// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QColor>
#include <QString>

class QPainter;

namespace arborist {

/// Draws our own stand-in for the icon `name` into the unit of 16 x 16; a plain square outline for
/// names it has no drawing for.
void drawOwnIcon(QPainter &painter, const QString &name, const QColor &colour);

} // namespace arborist
