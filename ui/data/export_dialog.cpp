// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/data/export_dialog.h"

#include "ui/data/table_choice.h"
#include "ui/widgets/path_field.h"
#include <QComboBox>
#include <QFormLayout>
#include <QVBoxLayout>

namespace arborist {

using data::CopyFormat;

ExportDialog::ExportDialog(const stages::Stage &stage, const DataReading &reading,
                           const data::DataTables::Set &chosen, const QString &folder,
                           QWidget *parent)
    : RequestDialog(
          stage, tr("Export tables of %1").arg(stage.name),
          tr("All tables as of one moment, into a folder that can be given to others: "
             "compressed rows of each table, and a manifest with checksums. It holds what "
             "the tables hold, personal data as well."),
          parent),
      m_folder(new PathField(tr("Folder"), tr("Folder of the export"), PathField::Kind::NewFolder)),
      m_format(new QComboBox),
      m_tables(new TableChoice(tr("Table"), {}, false))
{
    m_folder->setPath(folder);
    m_format->setAccessibleName(tr("Format"));
    m_format->addItem(tr("Binary: fastest, exact"), int(CopyFormat::Binary));
    m_format->addItem(tr("CSV: can be read by other programs"), int(CopyFormat::Csv));
    form().addRow(tr("Folder"), m_folder);
    form().addRow(tr("Format"), m_format);
    content().addWidget(m_tables, 1);
    m_tables->model().setRows(
        choiceRows(*reading, chosen.empty() ? reading->tables.all() : chosen));
    connect(m_tables, &TableChoice::choiceChanged, this, &ExportDialog::check);
    connect(m_folder, &PathField::pathChanged, this, &ExportDialog::check);
    check();
}

void ExportDialog::check()
{
    setHindrance(m_folder->path().isEmpty()             ? tr("Name a folder.")
                 : m_tables->model().chosenCount() == 0 ? tr("Choose a table.")
                                                        : QString());
}

ExportWish ExportDialog::wish() const
{
    const TableChoiceModel &model = m_tables->model();
    return {model.areAllChosen() ? QStringList() : model.chosenWords(), m_folder->path(),
            CopyFormat(m_format->currentData().toInt())};
}

} // namespace arborist
