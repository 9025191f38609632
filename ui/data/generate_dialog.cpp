// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/data/generate_dialog.h"

#include "ui/data/table_choice.h"
#include <QFormLayout>
#include <QSpinBox>
#include <QVBoxLayout>
#include <algorithm>
#include <limits>

namespace arborist {

namespace {
constexpr int kProposed = 100;
}

GenerateDialog::GenerateDialog(const stages::Stage &stage, const DataReading &reading,
                               const data::DataTables::Set &chosen, QWidget *parent)
    : RequestDialog(
          stage, tr("Generate rows for %1").arg(stage.name),
          tr("Made-up rows that look real by name and type of their columns and keep to the "
             "constraints. The same number below gives the same rows again. Type into the "
             "last column how many rows a table is to get."),
          parent),
      m_tables(new TableChoice(tr("Table"), tr("Rows to make"), true)),
      m_seed(new QSpinBox)
{
    m_seed->setRange(1, std::numeric_limits<int>::max());
    m_seed->setGroupSeparatorShown(false);
    m_seed->setAccessibleName(tr("Random seed"));
    form().addRow(tr("Random seed"), m_seed);
    content().addWidget(m_tables, 1);
    auto rows = choiceRows(*reading, chosen);
    for (auto &row : rows)
        row.wanted = row.isChosen ? kProposed : 0;
    m_tables->model().setRows(std::move(rows));
    connect(m_tables, &TableChoice::choiceChanged, this, &GenerateDialog::check);
    check();
}

void GenerateDialog::check()
{
    setHindrance(m_tables->model().chosenRows() == 0 ? tr("Type how many rows a table is to get.")
                                                     : QString());
}

GenerateWish GenerateDialog::wish() const
{
    GenerateWish wish;
    wish.randomSeed = quint64(m_seed->value());
    for (const TableChoiceModel::Row &row : m_tables->model().rows()) {
        if (row.wanted > 0)
            wish.wanted << QStringLiteral("%1=%2").arg(row.word, QString::number(row.wanted));
    }
    return wish;
}

} // namespace arborist
