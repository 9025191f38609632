// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/widgets/stage_chip.h"
#include <QAbstractButton>

namespace arborist {

/// The target's chip with a chevron; opens the menu of stages.
class TargetButton : public QAbstractButton
{
    Q_OBJECT
public:
    explicit TargetButton(QWidget *parent = nullptr);

    void setLook(const ChipLook &look);
    QSize sizeHint() const override;

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    ChipLook m_look;
};

} // namespace arborist
