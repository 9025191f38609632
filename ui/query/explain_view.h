// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/query/explain_model.h"
#include <QWidget>

namespace arborist {

class Label;
class TreeView;

/// The plan of a query: a tree with bars for time and rows.
class ExplainView : public QWidget
{
    Q_OBJECT
public:
    explicit ExplainView(QWidget *parent = nullptr);

    void setPlan(query::PlanNode plan);
    ExplainModel &model() { return m_model; }
    TreeView &tree() { return *m_tree; }

Q_SIGNALS:
    void nodeChanged();

private:
    ExplainModel m_model;
    Label *m_summary;
    TreeView *m_tree;
};

} // namespace arborist
