// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>
#include <QWidget>

class QPainter;

namespace arborist {

/// What a chip shows of a stage.
struct ChipLook {
    QString text;
    QString colour;        ///< name of a stage colour
    bool locked = false;   ///< protected or read only: with a lock
    bool inverted = false; ///< white, on the protected bar
};

QSize chipSize(const ChipLook &look);
/// Draws it at the left of `place`, centred in height, shortened where there is too little room.
void paintChip(QPainter &painter, const QRect &place, const ChipLook &look);

/// A stage's name on its colour.
class StageChip : public QWidget
{
    Q_OBJECT
public:
    explicit StageChip(QWidget *parent = nullptr);

    void setLook(const ChipLook &look);
    const ChipLook &look() const { return m_look; }
    QSize sizeHint() const override;

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    ChipLook m_look;
};

} // namespace arborist
