// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/data/table_choice_model.h"
#include <QWidget>

namespace arborist {

class FilterProxy;
class Label;
class SearchField;
class TableView;

/// The list of a dialog in which tables are ticked, with a search, All and None, and a line that
/// says what is chosen.
class TableChoice : public QWidget
{
    Q_OBJECT
public:
    TableChoice(const QString &what, const QString &note, bool asksRows, QWidget *parent = nullptr);

    TableChoiceModel &model() { return m_model; }
    const TableChoiceModel &model() const { return m_model; }
    TableView &view() { return *m_view; }
    SearchField &search() { return *m_search; }

Q_SIGNALS:
    void choiceChanged();

private:
    void toggleSelected();
    void showChosen();
    void sum();

    TableChoiceModel m_model;
    FilterProxy *m_proxy;
    TableView *m_view;
    SearchField *m_search;
    Label *m_sum;
    QString m_what;
    bool m_asksRows;
};

} // namespace arborist
