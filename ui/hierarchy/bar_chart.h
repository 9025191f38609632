// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

class QAbstractItemModel;

namespace arborist {

/// Horizontal bars, one a row of a table, in the table's order, the value at each bar's end. Flows
/// into columns where there is room, so that a low strip still shows them all; what does not fit is
/// counted at the end.
class BarChart : public QWidget
{
    Q_OBJECT
public:
    /// Reads texts from `labelColumn` and lengths from SortRole of `valueColumn`; rows with a
    /// KindRole stand behind their badge and have its colour.
    BarChart(QAbstractItemModel &table, int labelColumn, int valueColumn,
             QWidget *parent = nullptr);

    /// Numbers of that column, where not 0, stand behind the values: what has changed.
    void setChangeColumn(int column) { m_changeColumn = column; }
    void setEmptyText(const QString &text);

Q_SIGNALS:
    void activated(int row);

protected:
    void paintEvent(QPaintEvent *event) override;
    void mousePressEvent(QMouseEvent *event) override;
    void mouseMoveEvent(QMouseEvent *event) override;
    void leaveEvent(QEvent *event) override;
    bool event(QEvent *event) override;

private:
    struct Grid {
        int rows = 1;
        int columns = 1;
        int shown = 0; ///< bars; less than all if they do not fit
        int columnWidth = 0;
        int labelWidth = 0;
        int valueWidth = 0; ///< with the change
    };
    Grid grid() const;
    QRect cell(const Grid &grid, int number) const;
    int rowAt(const QPoint &position) const;
    int labelWidth() const;
    int valueWidth() const;
    QString changeOf(int row) const; ///< empty if nothing has changed
    QString toolTipOf(int row) const;
    void paintBar(QPainter &painter, const QRect &cell, const Grid &grid, int row,
                  qint64 largest) const;

    QAbstractItemModel &m_table;
    int m_labelColumn;
    int m_valueColumn;
    int m_changeColumn = -1;
    int m_hovered = -1;
    QString m_emptyText;
};

} // namespace arborist
