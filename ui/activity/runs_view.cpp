// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/activity/runs_view.h"

#include "models/common/filter_proxy.h"
#include "ui/activity/cut_off_note.h"
#include "ui/widgets/chip_delegate.h"
#include "ui/widgets/empty_state.h"
#include "ui/widgets/line.h"
#include "ui/widgets/table_view.h"
#include "ui/widgets/view_tools.h"
#include <QHeaderView>
#include <QVBoxLayout>

namespace arborist {

RunsView::RunsView(QWidget *parent)
    : QWidget(parent),
      m_proxy(new FilterProxy(this)),
      m_table(new TableView),
      m_note(new CutOffNote),
      m_empty(new EmptyState(QStringLiteral("view-history")))
{
    m_proxy->setSourceModel(&m_model);
    m_table->setModel(m_proxy);
    m_table->setAccessibleName(tr("Past runs"));
    m_table->setSelectionMode(QAbstractItemView::ExtendedSelection);
    m_table->setItemDelegateForColumn(RunTableModel::StageColumn,
                                      new ChipDelegate(metrics::row, RunTableModel::StageColourRole,
                                                       RunTableModel::LockedRole, m_table));
    m_table->setColumnWidths({110, 110, 220, 150, 80, 120, 80}, RunTableModel::OperationColumn);
    m_table->setSortingEnabled(true);
    m_table->horizontalHeader()->setSortIndicatorClearable(true);
    m_table->sortByColumn(-1, Qt::AscendingOrder);
    rememberHeader(*m_table->horizontalHeader(), QStringLiteral("runs"));
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(m_note);
    column->addWidget(m_table, 1);
    column->addWidget(m_empty, 1);
    m_empty->setTexts(tr("No runs yet"),
                      tr("Repairs and everything else that changes a database are kept here, with "
                         "what they did and a way back. Scans only read: they stand under Jobs."));
    connect(m_table->selectionModel(), &QItemSelectionModel::selectionChanged, this,
            &RunsView::selectionChanged);
    showWhatThereIs();
}

void RunsView::setRuns(const std::vector<RunRow> &runs)
{
    m_model.setRuns(runs);
    m_note->setRuns(runs);
    showWhatThereIs();
    if (!selected() && m_proxy->rowCount() > 0)
        m_table->selectRow(0);
    Q_EMIT selectionChanged();
}

void RunsView::showWhatThereIs()
{
    const bool any = m_model.rowCount() > 0;
    m_table->setVisible(any);
    m_empty->setVisible(!any);
}

void RunsView::setFilter(const QString &stage, const QString &text)
{
    m_proxy->setPredicate([this, stage, text](const QModelIndex &index) {
        const RunRecord &run = m_model.runs()[size_t(index.row())].run;
        const auto has = [&text](const QString &where) {
            return where.contains(text, Qt::CaseInsensitive);
        };
        return (stage.isEmpty() || run.stage == stage) &&
               (text.isEmpty() || has(run.operation) || has(run.who) || has(run.id) ||
                has(run.database));
    });
}

const RunRow *RunsView::selected() const
{
    const QModelIndex current = m_table->currentIndex();
    if (!current.isValid() || !m_table->selectionModel()->hasSelection())
        return nullptr;
    return &m_model.runs()[size_t(m_proxy->mapToSource(current).row())];
}

std::vector<RunRecord> RunsView::chosen() const
{
    std::vector<RunRecord> runs;
    const QModelIndexList rows = m_table->selectionModel()->selectedRows();
    const auto add = [&](const QModelIndex &index) {
        runs.push_back(m_model.runs()[size_t(m_proxy->mapToSource(index).row())].run);
    };
    if (rows.size() > 1) {
        for (const QModelIndex &index : rows)
            add(index);
        return runs;
    }
    for (int row = 0; row < m_proxy->rowCount(); ++row)
        add(m_proxy->index(row, 0));
    return runs;
}

} // namespace arborist
