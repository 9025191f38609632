// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/style/metrics.h"
#include <QStyledItemDelegate>

namespace arborist {

/// Draws rows as the window wants them: base background with a hairline below, a tint and a 3 px
/// bar when selected, a quiet tint under the pointer. Understands the roles of
/// models/common/roles.h: tone, glyph, icon, second line, sparkline. Derived delegates draw single
/// columns by overriding paintCell(). In a TreeView the view draws the row and the delegate only
/// its cells.
class RowDelegate : public QStyledItemDelegate
{
    Q_OBJECT
public:
    explicit RowDelegate(int rowHeight = metrics::row, QObject *parent = nullptr);

    void paint(QPainter *painter, const QStyleOptionViewItem &option,
               const QModelIndex &index) const override;
    QSize sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const override;

    /// The cell's inside: 12 px from the left in the first column of flat tables, else 8; 6 on the
    /// right of right-aligned ones.
    static QRect contentRect(const QStyleOptionViewItem &option, const QModelIndex &index);
    /// Text shortened to the rectangle, in the row's font.
    static void drawText(QPainter &painter, const QRect &rect, const QString &text,
                         const QColor &colour, Qt::Alignment alignment,
                         Qt::TextElideMode elide = Qt::ElideRight);

    /// The row's background, hairline and selection bar (views that draw rows themselves use
    /// these).
    static void paintBackground(QPainter &painter, const QRect &rect, QStyle::State state);
    static void paintHairline(QPainter &painter, const QRect &rect);
    static void paintSelectionBar(QPainter &painter, const QRect &rect);

protected:
    /// `option` has been initialized from the index. The default draws what the roles say.
    virtual void paintCell(QPainter &painter, const QStyleOptionViewItem &option,
                           const QModelIndex &index) const;

private:
    int m_rowHeight;
};

} // namespace arborist
