// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/query/result_table.h"

#include "models/common/format.h"
#include "models/query/result_model.h"
#include "ui/query/result_delegate.h"
#include "ui/style/icons.h"
#include <QAction>
#include <QHeaderView>
#include <algorithm>

namespace arborist {

namespace {
constexpr int kRowsMeasured = 100;
constexpr int kWidestColumn = 320;
constexpr int kNarrowestColumn = 56;
} // namespace

ResultTable::ResultTable(ResultModel *model, QWidget *parent)
    : TableView(metrics::row, parent),
      m_model(model)
{
    m_model->setParent(this);
    // What all views offer copies rows as they are shown; here cells are copied, and all of them.
    const QList<QAction *> common = actions();
    for (QAction *action : common)
        delete action;
    setItemDelegate(new ResultDelegate(metrics::row, this));
    setModel(m_model);
    setSelectionBehavior(SelectItems);
    setSelectionMode(ContiguousSelection);
    setAccessibleName(tr("Result"));
    QHeaderView *numbers = verticalHeader();
    numbers->setFont(fontFor(FontRole::Caption));
    numbers->setSectionsClickable(true);
    numbers->setHighlightSections(false);
    numbers->show();
    horizontalHeader()->setSectionsClickable(true);
    addCopy(tr("Copy"), query::RowFormat::Tsv, QKeySequence::Copy);
    addCopy(tr("Copy as CSV"), query::RowFormat::Csv);
    addCopy(tr("Copy as JSON"), query::RowFormat::Json);
    addCopy(tr("Copy as Markdown"), query::RowFormat::Markdown);
    connect(m_model, &QAbstractItemModel::rowsInserted, this, [this] {
        fitColumns();
        fitRowNumbers();
    });
    fitColumns();
}

void ResultTable::addCopy(const QString &text, query::RowFormat format, const QKeySequence &keys)
{
    auto *action = new QAction(icon(QStringLiteral("edit-copy")), text, this);
    action->setShortcut(keys);
    action->setShortcutContext(Qt::WidgetShortcut);
    connect(action, &QAction::triggered, this, [this, format] { Q_EMIT copyRequested(format); });
    addAction(action);
}

CellRange ResultTable::chosenRange() const
{
    const QItemSelection selection = selectionModel()->selection();
    if (selection.isEmpty())
        return m_model->rows().all();
    const QItemSelectionRange &first = selection.first();
    CellRange range{first.top(), first.bottom(), first.left(), first.right()};
    for (const QItemSelectionRange &each : selection) {
        range.firstRow = std::min<qint64>(range.firstRow, each.top());
        range.lastRow = std::max<qint64>(range.lastRow, each.bottom());
        range.firstColumn = std::min(range.firstColumn, each.left());
        range.lastColumn = std::max(range.lastColumn, each.right());
    }
    return range;
}

bool ResultTable::isOneCell() const
{
    return !selectionModel()->selection().isEmpty() && chosenRange().cells() == 1;
}

void ResultTable::currentChanged(const QModelIndex &current, const QModelIndex &previous)
{
    TableView::currentChanged(current, previous);
    Q_EMIT cellChanged();
}

/// From the first rows that come; the user's own widths stay.
void ResultTable::fitColumns()
{
    if (m_fitted)
        return;
    const int rows = std::min(m_model->rowCount(), kRowsMeasured);
    m_fitted = rows > 0;
    const QFontMetrics cells(font());
    const QFontMetrics heads(horizontalHeader()->font());
    for (int column = 0; column < m_model->columnCount(); ++column) {
        int width = heads.horizontalAdvance(m_model->columns()[size_t(column)].name);
        for (int row = 0; row < rows; ++row)
            width = std::max(
                width, cells.horizontalAdvance(m_model->index(row, column).data().toString()));
        setColumnWidth(column, std::clamp(width + px(column == 0 ? 24 : 20), px(kNarrowestColumn),
                                          px(kWidestColumn)));
    }
}

void ResultTable::fitRowNumbers()
{
    const QString widest = format::count(std::max(99, m_model->rowCount()));
    verticalHeader()->setFixedWidth(
        QFontMetrics(verticalHeader()->font()).horizontalAdvance(widest) + px(20));
}

} // namespace arborist
