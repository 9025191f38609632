// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

namespace arborist {

/// A 1 px line between panes.
class Line : public QWidget
{
    Q_OBJECT
public:
    explicit Line(Qt::Orientation orientation, QWidget *parent = nullptr);

protected:
    void paintEvent(QPaintEvent *event) override;
};

} // namespace arborist
