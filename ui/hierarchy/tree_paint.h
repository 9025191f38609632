// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QColor>
#include <QRectF>

class QPainter;
class QStyleOptionViewItem;

/// What the tree's drawn columns share.
namespace arborist::tree_paint {

/// A bar with slightly rounded ends.
void bar(QPainter &painter, const QRectF &rect, const QColor &colour);
/// Marks a stored value on a drawing of expected ones.
QColor markerColour();
/// The colour that the row behind the cell was filled with.
QColor rowBackground(const QStyleOptionViewItem &option);

} // namespace arborist::tree_paint
