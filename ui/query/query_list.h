// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/query/query_list_model.h"
#include <QWidget>

class QListView;

namespace arborist {

class Label;
class SectionHead;

/// The saved queries of the workspace, and those that were run since the window was opened.
class QueryList : public QWidget
{
    Q_OBJECT
public:
    explicit QueryList(QWidget *parent = nullptr);

    QueryListModel &saved() { return m_saved; }
    QueryListModel &recent() { return m_recent; }
    void setSaved(std::vector<QueryEntry> entries);
    void addRecent(QueryEntry entry);
    void clearRecent();

Q_SIGNALS:
    void openRequested(const QString &sql);

private:
    QListView *makeList(QueryListModel &model, const QString &name);
    void updateHints();

    QueryListModel m_saved;
    QueryListModel m_recent;
    QListView *m_savedView;
    QListView *m_recentView;
    Label *m_savedHint;
    Label *m_recentHint;
};

} // namespace arborist
