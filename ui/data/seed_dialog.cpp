// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/data/seed_dialog.h"

#include "models/common/format.h"
#include "ui/data/table_choice.h"
#include <QCheckBox>
#include <QVBoxLayout>

namespace arborist {

SeedDialog::SeedDialog(const stages::Stage &stage, const QString &command, QWidget *parent)
    : RequestDialog(stage, tr("Seed %1").arg(stage.name),
                    tr("Fills tables from the project’s files, in one transaction and in the order "
                       "that foreign keys ask for. Rows that are there already are passed over."),
                    parent),
      m_problem(tr("Reading…")),
      m_files(new TableChoice(tr("File"), tr("Table"), false)),
      m_fresh(new QCheckBox),
      m_byCommand(new QCheckBox(tr("Run the project’s own command instead: %1").arg(command)))
{
    content().addWidget(m_files, 1);
    content().addWidget(m_fresh);
    content().addWidget(m_byCommand);
    m_byCommand->setVisible(!command.isEmpty());
    m_byCommand->setChecked(!command.isEmpty());
    connect(m_byCommand, &QCheckBox::toggled, this, &SeedDialog::check);
    connect(m_files, &TableChoice::choiceChanged, this, &SeedDialog::check);
    check();
}

void SeedDialog::setProblem(const QString &why)
{
    m_problem = why;
    m_files->model().setRows({});
}

void SeedDialog::setFiles(const QString &folder, const std::vector<data::SeedFile> &files)
{
    m_problem = files.empty() ? tr("The project has no seed: put *.sql, *.csv or *.json files into "
                                   "a folder “seeds”, or name one in arborist.toml, [seed] folder.")
                              : QString();
    if (!folder.isEmpty() && files.empty())
        m_problem = tr("%1 holds no *.sql, *.csv or *.json.").arg(folder);
    std::vector<TableChoiceModel::Row> rows;
    for (const data::SeedFile &file : files) {
        TableChoiceModel::Row row;
        row.word = file.name;
        row.title = file.shown;
        row.rows = QString(format::dash);
        row.bytes = file.bytes;
        row.note = file.form == data::SeedFile::Form::Csv ? file.name : QString(format::dash);
        row.isChosen = true;
        rows.push_back(std::move(row));
    }
    m_files->model().setRows(std::move(rows));
}

void SeedDialog::check()
{
    const bool byCommand = m_byCommand->isChecked();
    m_files->setEnabled(!byCommand);
    m_fresh->setText(byCommand ? tr("Empty all tables first")
                               : tr("Empty the seed’s tables first, and what refers to them"));
    setHindrance(byCommand                             ? QString()
                 : !m_problem.isEmpty()                ? m_problem
                 : m_files->model().chosenCount() == 0 ? tr("Choose a file.")
                                                       : QString());
}

SeedWish SeedDialog::wish() const
{
    const TableChoiceModel &model = m_files->model();
    return {model.areAllChosen() ? QStringList() : model.chosenWords(), m_fresh->isChecked(),
            m_byCommand->isChecked()};
}

} // namespace arborist
