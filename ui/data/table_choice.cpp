// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/data/table_choice.h"

#include "models/common/filter_proxy.h"
#include "models/common/format.h"
#include "models/data/data_summary.h"
#include "ui/data/check_delegate.h"
#include "ui/style/metrics.h"
#include "ui/widgets/buttons.h"
#include "ui/widgets/label.h"
#include "ui/widgets/search_field.h"
#include "ui/widgets/table_view.h"
#include <QAction>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QPushButton>
#include <QVBoxLayout>
#include <algorithm>

namespace arborist {

TableChoice::TableChoice(const QString &what, const QString &note, bool asksRows, QWidget *parent)
    : QWidget(parent),
      m_model(what, note, asksRows),
      m_proxy(new FilterProxy(this)),
      m_view(new TableView),
      m_search(new SearchField(tr("Find"))),
      m_sum(new Label(FontRole::Table, Tone::Muted)),
      m_asksRows(asksRows)
{
    m_proxy->setSourceModel(&m_model);
    m_view->setModel(m_proxy);
    m_view->setAccessibleName(what);
    m_view->setItemDelegateForColumn(TableChoiceModel::NameColumn,
                                     new CheckDelegate(metrics::row, m_view));
    m_view->setSelectionMode(QAbstractItemView::ExtendedSelection);
    m_view->setColumnWidths({240, 90, 80, note.isEmpty() ? 20 : 190}, TableChoiceModel::NameColumn);
    m_view->setColumnHidden(TableChoiceModel::NoteColumn, note.isEmpty());
    m_view->setMinimumHeight(m_view->heightFor(6));
    if (asksRows)
        m_view->setEditTriggers(
            QAbstractItemView::DoubleClicked | QAbstractItemView::SelectedClicked |
            QAbstractItemView::EditKeyPressed | QAbstractItemView::AnyKeyPressed);
    auto *toggle = new QAction(this);
    toggle->setShortcut(Qt::Key_Space);
    toggle->setShortcutContext(Qt::WidgetShortcut);
    connect(toggle, &QAction::triggered, this, &TableChoice::toggleSelected);
    if (!asksRows)
        m_view->addAction(toggle);

    auto *all = flatButton(tr("All"));
    auto *none = flatButton(tr("None"));
    all->setVisible(!asksRows);
    none->setVisible(!asksRows);
    auto *row = new QHBoxLayout;
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(px(metrics::gap));
    row->addWidget(m_sum, 1);
    row->addWidget(all);
    row->addWidget(none);
    row->addWidget(m_search);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(px(6));
    column->addLayout(row);
    column->addWidget(m_view, 1);
    connect(all, &QPushButton::clicked, this, [this] { m_model.setChosen(true); });
    connect(none, &QPushButton::clicked, this, [this] { m_model.setChosen(false); });
    connect(m_search, &SearchField::leaveRequested, m_view, qOverload<>(&QWidget::setFocus));
    connect(m_search, &SearchField::textChanged, this, [this](const QString &text) {
        m_proxy->setPredicate([text = text.trimmed()](const QModelIndex &index) {
            return text.isEmpty() || index.data().toString().contains(text, Qt::CaseInsensitive);
        });
    });
    connect(&m_model, &TableChoiceModel::choiceChanged, this, &TableChoice::sum);
    connect(&m_model, &TableChoiceModel::modelReset, this, &TableChoice::showChosen,
            Qt::QueuedConnection);
    sum();
}

/// All of the selected rows become what the current one is not.
void TableChoice::toggleSelected()
{
    const QModelIndex current = m_proxy->mapToSource(m_view->currentIndex());
    if (!current.isValid())
        return;
    const bool chosen = !m_model.rows()[size_t(current.row())].isChosen;
    for (const QModelIndex &index : m_view->selectionModel()->selectedRows())
        m_model.setChosen(m_proxy->mapToSource(index).row(), chosen);
}

/// The first of them; there is nothing to look for where all are.
void TableChoice::showChosen()
{
    const auto &rows = m_model.rows();
    const auto first = std::ranges::find(rows, true, &TableChoiceModel::Row::isChosen);
    if (first == rows.end() || m_model.areAllChosen())
        return;
    const QModelIndex index = m_proxy->mapFromSource(m_model.index(int(first - rows.begin()), 0));
    m_view->setCurrentIndex(index);
    m_view->scrollTo(index, QAbstractItemView::PositionAtCenter);
}

void TableChoice::sum()
{
    const auto chosen = qint64(m_model.chosenCount());
    if (m_asksRows)
        m_sum->setText(
            tr("%1 for %2").arg(data_text::rows(m_model.chosenRows()), data_text::tables(chosen)));
    else
        m_sum->setText(tr("%1 of %2 chosen, %3")
                           .arg(format::count(chosen), format::count(m_model.rowCount()),
                                format::bytes(m_model.chosenBytes())));
    Q_EMIT choiceChanged();
}

} // namespace arborist
