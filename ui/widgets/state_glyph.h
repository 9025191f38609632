// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/common/roles.h"
#include <QColor>
#include <QRectF>
#include <QWidget>

class QPainter;

namespace arborist {

/// Draws the sign centred in `rect`, 14 px (scaled with the font) or smaller where `rect` is.
/// `inverted` draws white with `cut` as the inner colour, for coloured bars.
void paintGlyph(QPainter &painter, const QRectF &rect, Glyph glyph);
void paintInvertedGlyph(QPainter &painter, const QRectF &rect, Glyph glyph, const QColor &cut);

/// The tone that texts beside the sign take.
Tone toneOf(Glyph glyph);

/// A sign alone, with an accessible name.
class StateGlyph : public QWidget
{
    Q_OBJECT
public:
    explicit StateGlyph(QWidget *parent = nullptr);

    void setGlyph(Glyph glyph, const QString &name = {});
    Glyph glyph() const { return m_glyph; }
    QSize sizeHint() const override;

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    Glyph m_glyph = Glyph::None;
};

} // namespace arborist
