// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QColor>
#include <QRect>
#include <Qt>

class QPainter;
class QStyleOption;
class QStyleOptionButton;
class QStyleOptionComboBox;
class QStyleOptionFrame;
class QStyleOptionHeader;
class QStyleOptionProgressBar;
class QStyleOptionSlider;
class QStyleOptionTab;
class QStyleOptionToolButton;
class QStyleOptionViewItem;
class QWidget;

/// The drawing behind ArboristStyle, one function an element.
namespace arborist::paint {

/// A `>` turned to point that way, centred in the rectangle: 7 px, 1.4 px stroke.
void chevron(QPainter &painter, const QRectF &rect, Qt::ArrowType direction, const QColor &colour);
/// A rounded rectangle whose 1 px edge is crisp; a transparent edge draws none.
void roundedBox(QPainter &painter, const QRect &rect, const QColor &fill, const QColor &edge,
                qreal radius, qreal edgeWidth = 1);

void pushButtonBevel(QPainter &painter, const QStyleOptionButton &option, const QWidget *widget);
void pushButtonLabel(QPainter &painter, const QStyleOptionButton &option, const QWidget *widget);
void toolButton(QPainter &painter, const QStyleOptionToolButton &option, const QWidget *widget);
/// A field with the dynamic property "valid" has the edge of what is right.
void lineEdit(QPainter &painter, const QStyleOptionFrame &option, const QWidget *widget);
/// A check box's square: its edge stands out from base and window alike.
void checkBox(QPainter &painter, const QStyleOption &option);
/// The same for a radio button's disc.
void radioButton(QPainter &painter, const QStyleOption &option);
/// The edge of a spin box whose inside has been drawn.
void spinBoxEdge(QPainter &painter, const QStyleOption &option);
void comboBox(QPainter &painter, const QStyleOptionComboBox &option);
void comboBoxLabel(QPainter &painter, const QStyleOptionComboBox &option);
void tabShape(QPainter &painter, const QStyleOptionTab &option);
void tabLabel(QPainter &painter, const QStyleOptionTab &option);
void progressBar(QPainter &painter, const QStyleOptionProgressBar &option);

void headerSection(QPainter &painter, const QStyleOption &option);
/// A right-aligned last section of a header with the dynamic property "paneEdge" keeps the margin
/// of a pane instead of that of a cell.
void headerLabel(QPainter &painter, const QStyleOptionHeader &option, const QWidget *widget);
void branch(QPainter &painter, const QStyleOption &option);
void rowBackground(QPainter &painter, const QStyleOptionViewItem &option);
void scrollBar(QPainter &painter, const QStyleOptionSlider &option, const QRect &thumb);

} // namespace arborist::paint
