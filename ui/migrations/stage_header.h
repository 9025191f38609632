// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QHeaderView>

namespace arborist {

/// The timeline's heading: each stage as its chip, and below it how it stands.
class StageHeader : public QHeaderView
{
    Q_OBJECT
public:
    static constexpr int kHeight = 56;

    explicit StageHeader(QWidget *parent = nullptr);

    /// What a stage's column needs to show its chip whole.
    int neededWidth(int section) const;

protected:
    void paintSection(QPainter *painter, const QRect &rect, int section) const override;
    void paintEvent(QPaintEvent *event) override;
};

} // namespace arborist
