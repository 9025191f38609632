// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QList>
#include <QWidget>

namespace arborist {

/// A header line and grey rows, shown while a page reads for the first time.
class LoadingSkeleton : public QWidget
{
    Q_OBJECT
public:
    /// `columns`: the width of each column's bar for a 13 px font.
    explicit LoadingSkeleton(QList<int> columns, int rowHeight, QWidget *parent = nullptr);

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    QList<int> m_columns;
    int m_rowHeight;
};

} // namespace arborist
