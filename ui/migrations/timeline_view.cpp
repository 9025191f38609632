// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/migrations/timeline_view.h"

#include "models/common/filter_proxy.h"
#include "models/migrations/state_look.h"
#include "ui/migrations/stage_header.h"
#include "ui/migrations/timeline_delegate.h"
#include <QFontMetrics>
#include <algorithm>

namespace arborist {

namespace {

constexpr int kNarrowStage = 68;
constexpr int kWideStage = 128;
constexpr int kNarrowName = 176;
constexpr int kShortName = 120;
const QString kNames = QStringLiteral("/");

} // namespace

TimelineView::TimelineView(TimelineModel &model, QWidget *parent)
    : TableView(TimelineDelegate::kRowHeight, parent),
      m_model(model),
      m_proxy(new FilterProxy(this)),
      m_header(new StageHeader(this))
{
    setAccessibleName(tr("Migrations"));
    setSelectionMode(ExtendedSelection);
    setItemDelegate(new TimelineDelegate(this));
    setHorizontalHeader(m_header);
    m_proxy->setSourceModel(&model);
    setModel(m_proxy);
    setSortingEnabled(true);
    sortByColumn(-1, Qt::AscendingOrder);
    connect(m_header, &QHeaderView::sortIndicatorChanged, this, &TimelineView::rememberSorting);
    connect(&model, &QAbstractItemModel::headerDataChanged, this, &TimelineView::placeColumns);
    // States decide about rows only once they are known.
    connect(&model, &QAbstractItemModel::modelReset, this, &TimelineView::placeColumns);
}

qsizetype TimelineView::currentMigration() const
{
    const QModelIndex index = currentIndex();
    return index.isValid() ? index.data(TimelineModel::MigrationRole).toLongLong() : -1;
}

std::vector<qsizetype> TimelineView::chosen() const
{
    std::vector<qsizetype> result;
    if (selectionModel()) {
        for (const QModelIndex &index : selectionModel()->selectedRows())
            result.push_back(index.data(TimelineModel::MigrationRole).toLongLong());
    }
    std::ranges::sort(result);
    return result;
}

void TimelineView::choose(qsizetype migration)
{
    const int row = m_model.rowOf(migration);
    const QModelIndex index =
        row < 0 ? QModelIndex() : m_proxy->mapFromSource(m_model.index(row, 0));
    if (!index.isValid())
        return;
    setCurrentIndex(index);
    scrollTo(index);
}

int TimelineView::shownRows() const
{
    return m_proxy->rowCount();
}

void TimelineView::setFilter(const QString &text, int state)
{
    m_proxy->setPredicate([this, text, state](const QModelIndex &index) {
        if (!text.isEmpty() && !index.data().toString().contains(text, Qt::CaseInsensitive))
            return false;
        if (state == kAnyState)
            return true;
        const qsizetype migration = m_model.migrationAt(index.row());
        return std::ranges::any_of(m_model.stages(), [&](const StageReading &stage) {
            const migrations::MigrationStatus *status = stage.of(migration);
            return status && (state == kIrregular ? state_look::isIrregular(status->state)
                                                  : int(status->state) == state);
        });
    });
}

void TimelineView::keepChoice()
{
    m_keeping = true;
    const QModelIndex current = currentIndex();
    m_keptCurrent = current.isValid() ? current.siblingAtColumn(0).data().toString() : QString();
    m_keptNames.clear();
    for (const QModelIndex &index : selectionModel()->selectedRows())
        m_keptNames << index.data().toString();
}

void TimelineView::restoreChoice()
{
    // The column of a stage may be another one by now.
    int column = m_sortedBy == kNames ? 0 : -1;
    for (size_t i = 0; i < m_model.stages().size(); ++i) {
        if (m_model.stages()[i].stage.name == m_sortedBy)
            column = TimelineModel::FirstStageColumn + int(i);
    }
    const QString sortedBy = m_sortedBy;
    sortByColumn(column, m_sortOrder);
    m_sortedBy = sortedBy;
    QItemSelection selection;
    QModelIndex current;
    for (int row = 0; row < m_proxy->rowCount(); ++row) {
        const QModelIndex index = m_proxy->index(row, 0);
        const QString name = index.data().toString();
        if (m_keptNames.contains(name))
            selection.select(index, m_proxy->index(row, m_proxy->columnCount() - 1));
        if (name == m_keptCurrent)
            current = index;
    }
    if (!current.isValid() && !selection.isEmpty())
        current = selection.first().topLeft(); // a filter had hidden it
    if (current.isValid())
        selectionModel()->setCurrentIndex(current, QItemSelectionModel::NoUpdate);
    selectionModel()->select(selection, QItemSelectionModel::ClearAndSelect);
    m_keeping = false;
    placeColumns();
    Q_EMIT currentMoved();
    Q_EMIT choiceChanged();
}

void TimelineView::rememberSorting()
{
    if (m_keeping)
        return;
    const int column = m_header->sortIndicatorSection();
    const int stage = column - TimelineModel::FirstStageColumn;
    m_sortOrder = m_header->sortIndicatorOrder();
    m_sortedBy = column < 0  ? QString()
                 : stage < 0 ? kNames
                 : size_t(stage) < m_model.stages().size()
                     ? m_model.stages()[size_t(stage)].stage.name
                     : QString();
}

void TimelineView::currentChanged(const QModelIndex &current, const QModelIndex &previous)
{
    TableView::currentChanged(current, previous);
    if (!m_keeping && current.row() != previous.row())
        Q_EMIT currentMoved();
}

void TimelineView::selectionChanged(const QItemSelection &selected,
                                    const QItemSelection &deselected)
{
    TableView::selectionChanged(selected, deselected);
    if (!m_keeping)
        Q_EMIT choiceChanged();
}

void TimelineView::resizeEvent(QResizeEvent *event)
{
    TableView::resizeEvent(event);
    placeColumns();
}

/// Names get what they need before stages get more than theirs.
void TimelineView::placeColumns()
{
    const int stages = int(m_model.stages().size());
    if (m_header->count() != TimelineModel::FirstStageColumn + stages)
        return;
    const QFontMetrics code(fontFor(FontRole::Code));
    int longest = px(kShortName);
    for (int row = 0; row < m_model.rowCount(); ++row)
        longest = std::max(
            longest, code.horizontalAdvance(m_model.index(row, 0).data().toString()) + px(24));
    std::vector<int> widths;
    int sum = 0;
    for (int i = 0; i < stages; ++i) {
        const int needed = std::clamp(m_header->neededWidth(TimelineModel::FirstStageColumn + i),
                                      px(kNarrowStage), px(kWideStage));
        widths.push_back(needed);
        sum += needed;
    }
    const int whole = viewport()->width();
    // Names are told apart at their ends: long stages give way first.
    while (stages > 0 && sum > whole - std::min(longest, px(kNarrowName))) {
        int &widest = *std::ranges::max_element(widths);
        if (widest <= px(kNarrowStage))
            break;
        --widest;
        --sum;
    }
    const int name = std::max(px(kShortName), std::min(longest, whole - sum));
    int spare = whole - name - sum;
    for (int &width : widths) {
        const int more =
            std::clamp(px(kWideStage) - width, 0, std::max(0, spare) / std::max(1, stages));
        width += more;
    }
    int used = 0;
    for (int i = 0; i < stages; ++i) {
        m_header->resizeSection(TimelineModel::FirstStageColumn + i, widths[size_t(i)]);
        used += widths[size_t(i)];
    }
    m_header->resizeSection(TimelineModel::NameColumn, std::max(name, whole - used));
}

} // namespace arborist
