// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/backups/kept_pane.h"

#include "ui/style/metrics.h"
#include "ui/widgets/buttons.h"
#include "ui/widgets/label.h"
#include "ui/widgets/table_view.h"
#include <QHeaderView>
#include <QItemSelectionModel>
#include <QPushButton>
#include <QStackedWidget>
#include <QVBoxLayout>

namespace arborist {

KeptPane::KeptPane(QWidget *parent)
    : QWidget(parent),
      m_table(new TableView),
      m_stack(new QStackedWidget),
      m_empty(new Label(FontRole::Caption, Tone::Muted)),
      m_undo(plainButton(tr("Undo the restore…"))),
      m_drop(plainButton(tr("Drop…"))),
      m_dropExpired(plainButton(tr("Drop expired…")))
{
    setBackgroundRole(QPalette::Base);
    setAutoFillBackground(true);
    m_table->setModel(&m_model);
    m_table->setAccessibleName(tr("Databases put aside"));
    m_table->setTextElideMode(Qt::ElideMiddle); // names differ at their ends
    m_table->setSelectionMode(QAbstractItemView::ExtendedSelection);
    m_table->setColumnWidths({260, 180, 100, 84, 110}, KeptTableModel::NameColumn);
    m_undo->setToolTip(tr("Put it back in the place of the one in use"));
    m_drop->setToolTip(tr("The run that put it aside cannot be taken back any more"));
    m_dropExpired->setToolTip(tr("Those that have been kept for as long as they are to be"));
    auto *buttons = new QVBoxLayout;
    buttons->setContentsMargins(px(metrics::paneMargin), px(8), px(metrics::paneMargin), px(8));
    buttons->setSpacing(px(8));
    buttons->addWidget(m_undo);
    buttons->addWidget(m_drop);
    buttons->addWidget(m_dropExpired);
    buttons->addStretch(1);
    auto *filled = new QWidget;
    auto *row = new QHBoxLayout(filled);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(0);
    row->addWidget(m_table, 1);
    row->addLayout(buttons);
    m_empty->setAlignment(Qt::AlignCenter);
    m_stack->addWidget(m_empty);
    m_stack->addWidget(filled);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->addWidget(m_stack);
    connect(m_table->selectionModel(), &QItemSelectionModel::selectionChanged, this,
            &KeptPane::updateButtons);
    connect(&m_model, &QAbstractItemModel::modelReset, this, &KeptPane::updateButtons);
    connect(m_undo, &QPushButton::clicked, this,
            [this] { Q_EMIT undoRequested(selectedRuns().first()); });
    connect(m_drop, &QPushButton::clicked, this, [this] { Q_EMIT dropRequested(selectedRuns()); });
    connect(m_dropExpired, &QPushButton::clicked, this,
            [this] { Q_EMIT dropRequested(expired()); });
    setDatabases({}, 0, {});
    updateButtons();
}

void KeptPane::setDatabases(std::vector<backup::KeptDatabase> databases, int keepDays,
                            const QString &stage)
{
    m_empty->setText(tr("No restore or reset has put a database of %1 aside.").arg(stage));
    const bool isFirst = !databases.empty() && m_model.databases().empty();
    m_stack->setCurrentIndex(databases.empty() ? 0 : 1);
    m_model.setDatabases(std::move(databases), keepDays);
    if (isFirst)
        m_table->selectRow(0);
}

QStringList KeptPane::selectedRuns() const
{
    QStringList runs;
    for (const QModelIndex &index : m_table->selectionModel()->selectedRows())
        runs << m_model.databases()[size_t(index.row())].run;
    return runs;
}

QStringList KeptPane::expired() const
{
    return m_model.expiredRuns(QDateTime::currentDateTimeUtc());
}

void KeptPane::setButtonsEnabled(bool enabled)
{
    m_enabled = enabled;
    updateButtons();
}

void KeptPane::updateButtons()
{
    const qsizetype count = selectedRuns().size();
    m_undo->setEnabled(m_enabled && count == 1);
    m_drop->setEnabled(m_enabled && count > 0);
    m_dropExpired->setEnabled(m_enabled && !expired().isEmpty());
}

} // namespace arborist
