// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/query/explain_view.h"

#include "ui/style/theme.h"
#include "ui/widgets/label.h"
#include "ui/widgets/line.h"
#include "ui/widgets/row_delegate.h"
#include "ui/widgets/tree_view.h"
#include <QHeaderView>
#include <QPainter>
#include <QVBoxLayout>
#include <algorithm>

namespace arborist {

namespace {

/// A number in front of a bar that says how much of the largest it is.
class BarDelegate : public RowDelegate
{
public:
    using RowDelegate::RowDelegate;

protected:
    void paintCell(QPainter &painter, const QStyleOptionViewItem &option,
                   const QModelIndex &index) const override
    {
        const double share = index.data(ExplainModel::BarShareRole).toDouble();
        if (share > 0) {
            const Theme &theme = Theme::current();
            QColor colour = theme.bar;
            colour.setAlphaF(theme.dark ? 0.38F : 0.30F);
            const int height = px(19);
            const QRect cell = option.rect.adjusted(px(4), 0, -px(2), -1);
            const int width = std::max(3, int(cell.width() * share));
            painter.fillRect(QRect(cell.right() - width + 1,
                                   cell.top() + (cell.height() - height) / 2, width, height),
                             colour);
        }
        RowDelegate::paintCell(painter, option, index);
    }
};

} // namespace

ExplainView::ExplainView(QWidget *parent)
    : QWidget(parent),
      m_summary(new Label(FontRole::Table, Tone::Muted)),
      m_tree(new TreeView)
{
    m_tree->setAccessibleName(tr("Plan"));
    m_tree->setModel(&m_model);
    m_tree->setColumnWidths({320, 100, 100, 96, 80, 90}, ExplainModel::NodeColumn);
    for (const int column :
         {ExplainModel::RowsColumn, ExplainModel::OwnTimeColumn, ExplainModel::CostColumn})
        m_tree->setItemDelegateForColumn(column, new BarDelegate(metrics::row, m_tree));
    m_summary->setContentsMargins(px(12), px(5), px(12), px(5));
    m_summary->setElide(Qt::ElideRight);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(m_summary);
    column->addWidget(new Line(Qt::Horizontal));
    column->addWidget(m_tree, 1);
    connect(m_tree->selectionModel(), &QItemSelectionModel::currentChanged, this,
            &ExplainView::nodeChanged);
}

void ExplainView::setPlan(query::PlanNode plan)
{
    m_model.setPlan(std::move(plan));
    m_summary->setFullText(m_model.summary());
    for (const int column :
         {ExplainModel::RowsColumn, ExplainModel::OwnTimeColumn, ExplainModel::TimeColumn})
        m_tree->setColumnHidden(column, !m_model.isMeasured());
    m_tree->expandAll();
    m_tree->setCurrentIndex(m_model.index(0, 0));
}

} // namespace arborist
