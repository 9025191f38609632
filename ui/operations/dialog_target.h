// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/operations/shown_plan.h"
#include <QRect>
#include <QWidget>
#include <vector>

namespace arborist {

/// The target bar of a dialog: the same as the window's, but fixed. Short of room it drops version
/// and database, in that order.
class DialogTarget : public QWidget
{
    Q_OBJECT
public:
    explicit DialogTarget(const ShownPlan &shown, QWidget *parent = nullptr);

    /// What it says, in words.
    QString summary() const;
    QSize sizeHint() const override;

protected:
    void paintEvent(QPaintEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;

private:
    struct Part {
        QString text;
        QString icon = {};
        Glyph glyph = Glyph::None;
        bool quiet = false;
        int dropped = 0; ///< place in the order of dropping; 0: never
        bool shown = true;
        QRect place = {};
    };

    int widthOf(const Part &part) const;
    int neededWidth() const;
    void layOut();
    void paintPart(QPainter &painter, const Part &part) const;

    stages::Stage m_stage;
    std::vector<Part> m_parts;
};

} // namespace arborist
