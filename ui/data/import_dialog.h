// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/data/data_reading.h"
#include "services/data/transfer/archive.h"
#include "ui/data/data_requests.h"
#include "ui/operations/request_dialog.h"

class QCheckBox;

namespace arborist {

class PathField;
class TableChoice;

/// Asks which tables of an export are to replace those of the stage.
class ImportDialog : public RequestDialog
{
    Q_OBJECT
public:
    ImportDialog(const stages::Stage &stage, const DataReading &reading, const QString &folder,
                 QWidget *parent = nullptr);

    /// What was read of folder(); the page reads it, off this thread.
    void setArchive(const data::Archive &archive);
    void setProblem(const QString &why);

    ImportWish wish() const;
    TableChoice &tables() { return *m_tables; }
    PathField &folder() { return *m_folder; }

Q_SIGNALS:
    void folderChosen(const QString &folder); ///< is to be read

private:
    void folderEntered();
    void check();

    DataReading m_reading;
    QString m_shown; ///< the folder that is listed, or being read
    QString m_problem;
    PathField *m_folder;
    QCheckBox *m_triggers;
    TableChoice *m_tables;
};

} // namespace arborist
