// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/data/import_dialog.h"

#include "models/common/format.h"
#include "models/data/data_summary.h"
#include "services/postgres/identifier.h"
#include "ui/data/table_choice.h"
#include "ui/widgets/path_field.h"
#include <QCheckBox>
#include <QFormLayout>
#include <QLocale>
#include <QTimer>
#include <QVBoxLayout>

namespace arborist {

ImportDialog::ImportDialog(const stages::Stage &stage, const DataReading &reading,
                           const QString &folder, QWidget *parent)
    : RequestDialog(
          stage, tr("Import tables into %1").arg(stage.name),
          tr("The rows of the export replace those of the tables, in one transaction: all "
             "of it or nothing. What was there is kept, to go back."),
          parent),
      m_reading(reading),
      m_folder(new PathField(tr("Folder"), tr("Folder of an export"), PathField::Kind::Folder)),
      m_triggers(new QCheckBox(tr("Let the tables’ triggers fire for each row"))),
      m_tables(new TableChoice(tr("Table"), tr("On %1 now").arg(stage.name), false))
{
    form().addRow(tr("Folder"), m_folder);
    form().addRow(QString(), m_triggers);
    content().addWidget(m_tables, 1);
    connect(m_tables, &TableChoice::choiceChanged, this, &ImportDialog::check);
    connect(m_folder, &PathField::pathChosen, this, &ImportDialog::folderEntered);
    connect(m_folder, &PathField::pathChanged, this, &ImportDialog::check);
    m_folder->setPath(folder);
    // Whoever opens the dialog listens only after this.
    QTimer::singleShot(0, this, &ImportDialog::folderEntered);
    check();
}

void ImportDialog::folderEntered()
{
    const QString folder = m_folder->path();
    if (folder.isEmpty() || folder == m_shown)
        return;
    m_shown = folder;
    m_problem = tr("Reading…");
    m_tables->model().setRows({});
    Q_EMIT folderChosen(folder);
}

void ImportDialog::setProblem(const QString &why)
{
    m_problem = why;
    m_tables->model().setRows({});
}

void ImportDialog::setArchive(const data::Archive &archive)
{
    m_problem.clear();
    std::vector<TableChoiceModel::Row> rows;
    for (const data::ArchiveTable &table : archive.tables) {
        TableChoiceModel::Row row;
        row.word = postgres::quoteQualified(table.schema, table.name);
        row.title = table.title();
        row.rowCount = table.rows();
        row.rows = format::count(table.rows());
        row.bytes = table.bytes();
        const qsizetype here = m_reading ? m_reading->tables.find(table.schema, table.name) : -1;
        row.isFixed = m_reading && here < 0;
        row.isChosen = !row.isFixed;
        row.note = QString(format::dash);
        if (row.isFixed)
            row.note = tr("Not there");
        else if (m_reading)
            row.note = m_reading->tables.at(size_t(here)).rows == 0
                           ? tr("Empty")
                           : tr("%1, will go").arg(data_text::rowsOf(*m_reading, size_t(here)));
        row.noteTone = row.isFixed ? Tone::Drift : Tone::Muted;
        rows.push_back(std::move(row));
    }
    const QString origin = archive.stage.isEmpty() ? archive.database : archive.stage;
    setSentence(tr("An export of %1 of %2. Its rows replace those of the tables, in one "
                   "transaction: all of it or nothing. What was there is kept, to go back.")
                    .arg(origin, QLocale().toString(archive.made.toLocalTime(),
                                                    QStringLiteral("d MMM yyyy, HH:mm"))));
    m_tables->model().setRows(std::move(rows));
}

void ImportDialog::check()
{
    const QString folder = m_folder->path();
    setHindrance(folder.isEmpty()                       ? tr("Name the folder of an export.")
                 : folder != m_shown                    ? tr("Press Return to read the folder.")
                 : !m_problem.isEmpty()                 ? m_problem
                 : m_tables->model().chosenCount() == 0 ? tr("Choose a table.")
                                                        : QString());
}

ImportWish ImportDialog::wish() const
{
    const TableChoiceModel &model = m_tables->model();
    return {model.areAllChosen() ? QStringList() : model.chosenWords(), m_shown,
            m_triggers->isChecked()};
}

} // namespace arborist
