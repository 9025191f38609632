// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/hierarchy/icicle_model.h"
#include "ui/widgets/chart_legend.h"
#include "ui/widgets/exportable.h"
#include <QWidget>
#include <optional>

namespace arborist {

class Breadcrumb;

/// A map of a tree: every item as wide as its subtree is large, its children below it, coloured by
/// the worst drift. What is too narrow for two pixels is drawn together, so that the size of the
/// tree does not matter. A double click goes into a subtree; the trail above, Backspace and Escape
/// lead back.
class IcicleView : public QWidget, public Exportable
{
    Q_OBJECT
public:
    explicit IcicleView(IcicleModel &model, QWidget *parent = nullptr);

    static QList<LegendEntry> legend();

    const IcicleModel &model() const { return m_model; }
    /// The tree's current item; kNoNode for none.
    void setMarked(TreeShape::Node node);
    void setFocusNode(TreeShape::Node node); ///< kNoNode: everything
    const std::vector<IcicleCell> &cells();
    QRectF placeOf(const IcicleCell &cell) const;
    ExportableView exportable() override;

    QSize minimumSizeHint() const override;

Q_SIGNALS:
    void itemChosen(arborist::hierarchy::Item item);
    void organizationChosen(quint32 organization);

protected:
    bool event(QEvent *event) override;
    void paintEvent(QPaintEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;
    void mousePressEvent(QMouseEvent *event) override;
    void mouseDoubleClickEvent(QMouseEvent *event) override;
    void mouseMoveEvent(QMouseEvent *event) override;
    void leaveEvent(QEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    void focusInEvent(QFocusEvent *event) override;
    void focusOutEvent(QFocusEvent *event) override;

private:
    void reset();
    void paint(QPainter &painter, bool marks);
    void showTrail();
    double plotWidth() const;
    const IcicleCell *cellAt(const QPointF &position);
    const IcicleCell *cellOf(TreeShape::Node node);
    const IcicleCell *cursorCell();
    const IcicleCell *neighbour(const IcicleCell &cell, int key);
    /// The item under a point of a merged cell, which holds many.
    TreeShape::Node nodeAt(const IcicleCell &cell, double x) const;
    void choose(TreeShape::Node node);
    void zoomInto(const IcicleCell &cell, double x);
    bool zoomOut();
    void moveCursor(const IcicleCell &cell);

    IcicleModel &m_model;
    Breadcrumb *m_trail;
    std::vector<IcicleCell> m_cells;
    int m_rows = 1; ///< that have room
    int m_rowHeight = 1;
    bool m_outdated = true;
    TreeShape::Node m_marked = TreeShape::kNoNode;
    TreeShape::Node m_cursor = TreeShape::kNoNode;
    TreeShape::Node m_hovered = TreeShape::kNoNode;
};

} // namespace arborist
