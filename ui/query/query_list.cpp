// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/query/query_list.h"

#include "ui/style/metrics.h"
#include "ui/widgets/label.h"
#include "ui/widgets/row_delegate.h"
#include "ui/widgets/section_head.h"
#include "ui/widgets/view_tools.h"
#include <QListView>
#include <QVBoxLayout>

namespace arborist {

namespace {

constexpr size_t kMostRecent = 50;

Label *makeHint(const QString &text)
{
    auto *hint = new Label(FontRole::Table, Tone::Muted);
    hint->setText(text);
    hint->setWordWrap(true);
    hint->setAlignment(Qt::AlignTop | Qt::AlignLeft);
    hint->setContentsMargins(px(12), px(10), px(12), px(10));
    return hint;
}

} // namespace

QueryList::QueryList(QWidget *parent)
    : QWidget(parent),
      m_savedView(makeList(m_saved, tr("Saved queries"))),
      m_recentView(makeList(m_recent, tr("Recent queries"))),
      m_savedHint(makeHint(tr("[queries] in arborist.toml names files of SQL: they stand here, and "
                              "arboristctl query runs them by name."))),
      m_recentHint(makeHint(tr("What you run is listed here until the window is closed; it is "
                               "never written to a file.")))
{
    setBackgroundRole(QPalette::Base);
    setAutoFillBackground(true);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(new SectionHead(tr("Saved queries")));
    column->addWidget(m_savedHint);
    column->addWidget(m_savedView, 1);
    column->addWidget(new SectionHead(tr("Recent"), tr("not kept")));
    column->addWidget(m_recentHint);
    column->addWidget(m_recentView, 1);
    column->addStretch(0);
    updateHints();
}

QListView *QueryList::makeList(QueryListModel &model, const QString &name)
{
    auto *view = new QListView;
    setUpView(*view);
    const QList<QAction *> copying = view->actions();
    for (QAction *action : copying)
        view->removeAction(action); // a list has neither columns nor a table to export
    view->setContextMenuPolicy(Qt::NoContextMenu);
    view->setItemDelegate(new RowDelegate(metrics::tallRow, view));
    view->setModel(&model);
    view->setAccessibleName(name);
    view->setUniformItemSizes(true);
    view->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    const auto open = [this, &model](const QModelIndex &index) {
        const QString sql = model.entries()[size_t(index.row())].sql;
        if (!sql.isEmpty())
            Q_EMIT openRequested(sql);
    };
    connect(view, &QAbstractItemView::clicked, this, open);
    connect(view, &QAbstractItemView::activated, this, open);
    return view;
}

void QueryList::setSaved(std::vector<QueryEntry> entries)
{
    m_saved.setEntries(std::move(entries));
    updateHints();
}

void QueryList::addRecent(QueryEntry entry)
{
    m_recent.put(std::move(entry), kMostRecent);
    updateHints();
}

void QueryList::clearRecent()
{
    m_recent.setEntries({});
    updateHints();
}

void QueryList::updateHints()
{
    const bool saved = m_saved.rowCount() > 0;
    const bool recent = m_recent.rowCount() > 0;
    m_savedHint->setVisible(!saved);
    m_savedView->setVisible(saved);
    m_recentHint->setVisible(!recent);
    m_recentView->setVisible(recent);
}

} // namespace arborist
