// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/hierarchy/icicle_model.h"
#include <QColor>
#include <QRectF>

class QPainter;

namespace arborist {

/// A cell's background and its text: strong where the item itself drifted, faint where only
/// something below it did.
struct SeverityColours {
    QColor fill, text;
};
SeverityColours coloursOf(Severity own, Severity under);

/// Draws the cells of an icicle, on the screen or into a file.
class IciclePainter
{
public:
    enum CellFlag { Plain = 0, Marked = 1, Hovered = 2, Cursor = 4 };

    IciclePainter(QPainter &painter, const IcicleModel &model);

    /// `deeper`: the cell's children lie below what is shown.
    void paintCell(const IcicleCell &cell, const QRectF &place, bool deeper) const;
    void paintMark(const QRectF &place, int flags) const;

private:
    QPainter &m_painter;
    const IcicleModel &m_model;
};

} // namespace arborist
