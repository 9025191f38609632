// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/operations/plan_dialog.h"

#include "models/common/chart_table_model.h"
#include "models/operations/plan_step_model.h"
#include "models/operations/plan_text.h"
#include "ui/operations/dialog_target.h"
#include "ui/operations/plan_footer.h"
#include "ui/operations/plan_notes.h"
#include "ui/operations/sql_view.h"
#include "ui/style/icons.h"
#include "ui/widgets/label.h"
#include "ui/widgets/line.h"
#include "ui/widgets/note.h"
#include "ui/widgets/row_delegate.h"
#include "ui/widgets/table_view.h"
#include "ui/widgets/view_tools.h"
#include <QApplication>
#include <QClipboard>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QStackedWidget>
#include <QTabBar>
#include <QToolButton>
#include <algorithm>

namespace arborist {

namespace {

constexpr int kMostSteps = 9; ///< in sight without scrolling

/// The last column keeps the margin of the dialog.
class EdgeDelegate : public RowDelegate
{
public:
    using RowDelegate::RowDelegate;

protected:
    void paintCell(QPainter &painter, const QStyleOptionViewItem &option,
                   const QModelIndex &index) const override
    {
        QStyleOptionViewItem cell = option;
        cell.rect.setRight(cell.rect.right() - px(6));
        RowDelegate::paintCell(painter, cell, index);
    }
};

} // namespace

PlanDialog::PlanDialog(ShownPlan shown, QWidget *parent)
    : QDialog(parent),
      m_shown(std::move(shown)),
      m_notes(new PlanNotes(m_shown)),
      m_heldUp(new Note),
      m_footer(new PlanFooter(m_shown))
{
    m_heldUp->hide();
    setWindowTitle(m_shown.windowTitle);
    setAccessibleName(m_shown.title);
    setBackgroundRole(QPalette::Base);
    auto *lower = new QHBoxLayout;
    lower->setSpacing(0);
    lower->addWidget(makeTabs(), 1);
    lower->addWidget(new Line(Qt::Vertical));
    m_notes->setFixedWidth(px(336));
    lower->addWidget(m_notes);
    connect(m_notes, &PlanNotes::backupToggled, this, &PlanDialog::showPlan);

    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(new DialogTarget(m_shown));
    column->addWidget(m_heldUp);
    column->addWidget(makeHead());
    column->addWidget(new Line(Qt::Horizontal));
    column->addWidget(makeSteps());
    column->addWidget(new Line(Qt::Horizontal));
    column->addLayout(lower, 1);
    column->addWidget(m_footer);
    connect(m_footer, &PlanFooter::accepted, this, &QDialog::accept);
    connect(m_footer, &PlanFooter::rejected, this, &QDialog::reject);
    connect(m_footer, &PlanFooter::copyPlanRequested, this, &PlanDialog::copyPlan);

    const int steps = int(m_shown.plan.steps.size());
    resize(px(920), px(624) + px(metrics::row) * (std::clamp(steps, 7, kMostSteps) - 7));
    setMinimumSize(px(720), px(480));
}

QWidget *PlanDialog::makeHead()
{
    auto *title = new Label(FontRole::Title);
    title->setText(m_shown.title);
    title->setElide(Qt::ElideRight);
    title->setToolTip(m_shown.title);
    auto *sentence = new Label(FontRole::Body, Tone::Muted);
    sentence->setText(m_shown.sentence);
    sentence->setWordWrap(true);
    sentence->setTextInteractionFlags(Qt::TextSelectableByMouse);
    auto *head = new QWidget;
    head->setBackgroundRole(QPalette::Base);
    head->setAutoFillBackground(true);
    auto *column = new QVBoxLayout(head);
    column->setContentsMargins(px(metrics::pageMargin), px(14), px(metrics::pageMargin), px(12));
    column->setSpacing(px(5));
    column->addWidget(title);
    column->addWidget(sentence);
    return head;
}

QWidget *PlanDialog::makeSteps()
{
    auto *model = m_stepModel = new PlanStepModel(this);
    model->setSteps(plan().steps);
    m_steps = makeTable(tr("Steps"));
    m_steps->setModel(model);
    m_steps->setColumnWidths({36, 400, 110, 150, 110}, PlanStepModel::TitleColumn);
    m_steps->setColumnHidden(PlanStepModel::EstimateColumn, !model->hasEstimates());
    m_steps->setItemDelegateForColumn(PlanStepModel::EstimateColumn,
                                      new EdgeDelegate(metrics::row, m_steps));
    m_steps->horizontalHeader()->setProperty("paneEdge", true);
    m_steps->horizontalHeader()->setSectionsClickable(false);
    m_steps->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    const int rows = std::clamp(model->rowCount(), 1, kMostSteps);
    m_steps->setFixedHeight(m_steps->heightFor(rows));
    return m_steps;
}

TableView *PlanDialog::makeTable(const QString &name)
{
    auto *table = new TableView;
    table->setAccessibleName(name);
    table->setSelectionMode(QAbstractItemView::ExtendedSelection);
    return table;
}

QWidget *PlanDialog::makeTabs()
{
    m_tabs = new QTabBar;
    m_tabs->setDrawBase(false);
    m_tabs->setExpanding(false);
    m_tabs->setUsesScrollButtons(false);
    m_tabs->setFixedHeight(px(metrics::tabRow));
    m_tabs->setAccessibleName(tr("Details of the plan"));
    m_stack = new QStackedWidget;
    auto *copy = new QToolButton;
    copy->setIcon(icon(QStringLiteral("edit-copy")));
    copy->setText(tr("Copy"));
    copy->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    copy->setAutoRaise(true);
    copy->setFocusPolicy(Qt::TabFocus);
    copy->setToolTip(tr("Copy what this tab shows"));
    connect(copy, &QToolButton::clicked, this, &PlanDialog::copyTab);

    auto *bar = new QHBoxLayout;
    bar->setContentsMargins(px(4), 0, px(8), 0);
    bar->setSpacing(px(4));
    bar->addWidget(m_tabs);
    bar->addStretch(1);
    bar->addWidget(copy);
    auto *pane = new QWidget;
    auto *column = new QVBoxLayout(pane);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addLayout(bar);
    column->addWidget(new Line(Qt::Horizontal));
    column->addWidget(m_stack, 1);
    connect(m_tabs, &QTabBar::currentChanged, m_stack, &QStackedWidget::setCurrentIndex);

    m_sql = new SqlView;
    showSql();
    addTab(tr("SQL"), m_sql);
    addTab(tr("Rows per table"), makeTables());
    addTab(tr("Locks"), makeLocks());
    return pane;
}

QWidget *PlanDialog::makeTables()
{
    std::vector<QVariantList> rows;
    for (const PlanTable &table : m_shown.plan.tables)
        rows.push_back({table.name, table.rows});
    auto *model = new ChartTableModel(this);
    model->setTable({tr("Table"), tr("Rows")}, std::move(rows));
    TableView *table = makeTable(tr("Rows per table"));
    table->setModel(model);
    table->setColumnWidths({300, 120}, 0);
    return table;
}

QWidget *PlanDialog::makeLocks()
{
    std::vector<QVariantList> rows;
    for (const PlanStep &step : m_shown.plan.steps) {
        const QVariantList row{plan_text::lockMode(step), plan_text::lockedTable(step)};
        if (!step.lock.isEmpty() && std::find(rows.begin(), rows.end(), row) == rows.end())
            rows.push_back(row);
    }
    auto *model = new ChartTableModel(this);
    model->setTable({tr("Lock"), tr("Table")}, std::move(rows));
    TableView *table = makeTable(tr("Locks"));
    table->setModel(model);
    table->setColumnWidths({180, 300}, 1);
    return table;
}

void PlanDialog::addTab(const QString &title, QWidget *content)
{
    m_stack->addWidget(content);
    m_tabs->addTab(title);
}

void PlanDialog::setCurrentTab(int index)
{
    m_tabs->setCurrentIndex(index);
}

void PlanDialog::holdUp(const QString &why)
{
    m_heldUp->setContent(Glyph::Failed, Tone::Danger, why, {});
    m_heldUp->setVisible(!why.isEmpty());
    m_footer->setHeldUp(!why.isEmpty());
}

bool PlanDialog::leavesBackupOut() const
{
    return m_notes->leavesBackupOut();
}

const Plan &PlanDialog::plan() const
{
    return leavesBackupOut() ? *m_shown.withoutBackup : m_shown.plan;
}

void PlanDialog::showPlan()
{
    m_stepModel->setSteps(plan().steps);
    m_steps->setColumnHidden(PlanStepModel::EstimateColumn, !m_stepModel->hasEstimates());
    showSql();
}

void PlanDialog::showSql()
{
    const QString text = plan_text::sql(plan());
    m_sql->setSql(text.isEmpty() ? QStringLiteral("-- ") + tr("Nothing runs in the database.")
                                 : text);
}

QString PlanDialog::typedName() const
{
    return m_footer->typedName();
}

void PlanDialog::copyPlan()
{
    QApplication::clipboard()->setText(plan_text::whole(plan()));
}

void PlanDialog::copyTab()
{
    QWidget *current = m_stack->currentWidget();
    if (qobject_cast<SqlView *>(current)) {
        QApplication::clipboard()->setText(plan_text::sql(plan()));
        return;
    }
    auto *view = qobject_cast<QAbstractItemView *>(current);
    if (!view)
        view = current->findChild<QAbstractItemView *>();
    if (view)
        copyAsTsv(*view);
}

void PlanDialog::showEvent(QShowEvent *event)
{
    QDialog::showEvent(event);
    m_footer->firstFocus()->setFocus(Qt::OtherFocusReason);
}

} // namespace arborist
