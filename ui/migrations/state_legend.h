// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/migrations/status.h"
#include <QWidget>
#include <vector>

namespace arborist {

/// What the signs of the timeline mean: the usual ones, and those that occur.
class StateLegend : public QWidget
{
    Q_OBJECT
public:
    explicit StateLegend(QWidget *parent = nullptr);

    void setStates(std::vector<migrations::State> states);
    QSize sizeHint() const override;
    QSize minimumSizeHint() const override { return {0, sizeHint().height()}; }

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    std::vector<migrations::State> m_states;
};

} // namespace arborist
