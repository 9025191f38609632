// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/data/wipe_dialog.h"

#include "models/common/format.h"
#include "models/data/data_summary.h"
#include "ui/data/table_choice.h"
#include <QCheckBox>
#include <QVBoxLayout>
#include <algorithm>
#include <utility>

namespace arborist {

using data::DataTables;

namespace {
constexpr size_t kMostNamed = 3;
}

WipeDialog::WipeDialog(const stages::Stage &stage, const DataReading &reading,
                       const DataTables::Set &chosen, QWidget *parent)
    : RequestDialog(
          stage, tr("Wipe tables of %1").arg(stage.name),
          tr("Empties the chosen tables in one transaction, after their rows were written "
             "to an archive that brings them back. The record of migrations and tables of "
             "extensions are never touched."),
          parent),
      m_reading(reading),
      m_tables(new TableChoice(tr("Table"), tr("Why"), false)),
      m_takesAlong(new QCheckBox),
      m_keepsNumbers(new QCheckBox(tr("Numbers go on where they are instead of from the start")))
{
    m_takesAlong->setAccessibleName(tr("Empty the tables that refer to them as well"));
    content().addWidget(m_tables, 1);
    content().addWidget(m_takesAlong);
    content().addWidget(m_keepsNumbers);
    m_tables->model().setRows(choiceRows(*reading, chosen));
    connect(m_tables, &TableChoice::choiceChanged, this, &WipeDialog::check);
    connect(m_takesAlong, &QCheckBox::toggled, this, &WipeDialog::check);
    check();
}

DataTables::Set WipeDialog::chosen() const
{
    DataTables::Set set;
    const auto &rows = m_tables->model().rows();
    for (size_t i = 0; i < rows.size(); ++i) {
        if (rows[i].isChosen)
            set.push_back(i);
    }
    return set;
}

/// What TRUNCATE ... CASCADE would take along is told by name, in its row and at the box.
void WipeDialog::check()
{
    if (std::exchange(m_checking, true))
        return;
    const DataTables::Set set = chosen();
    const DataTables::Set all = m_reading->tables.cascade(set);
    m_along.clear();
    std::ranges::set_difference(all, set, std::back_inserter(m_along));
    std::vector<QString> why(m_reading->size());
    for (const data::DataReference &key : m_reading->tables.references()) {
        if (key.from != key.to && std::ranges::binary_search(m_along, key.from) &&
            std::ranges::binary_search(all, key.to) && why[key.from].isEmpty())
            why[key.from] = tr("Goes along: refers to %1").arg(m_reading->tables.at(key.to).name);
    }
    for (size_t i = 0; i < why.size(); ++i)
        m_tables->model().setNote(int(i), why[i], why[i].isEmpty() ? Tone::Muted : Tone::Danger);
    m_takesAlong->setVisible(!m_along.empty());
    m_takesAlong->setText(
        tr("Empty as well: %1").arg(data_text::names(*m_reading, m_along, kMostNamed)));
    m_takesAlong->setToolTip(data_text::names(*m_reading, m_along, m_along.size()));
    setHindrance(set.empty() ? tr("Choose a table.")
                 : !m_along.empty() && !m_takesAlong->isChecked()
                     ? tr("%1 refer to them: choose them as well, or tick the box.")
                           .arg(data_text::tables(qint64(m_along.size())))
                     : QString());
    m_checking = false;
}

WipeWish WipeDialog::wish() const
{
    return {m_tables->model().chosenWords(), !m_along.empty() && m_takesAlong->isChecked(),
            m_keepsNumbers->isChecked()};
}

} // namespace arborist
