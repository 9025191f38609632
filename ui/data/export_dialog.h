// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/data/data_reading.h"
#include "ui/data/data_requests.h"
#include "ui/operations/request_dialog.h"

class QComboBox;

namespace arborist {

class PathField;
class TableChoice;

/// Asks which tables are to be exported, where to and how.
class ExportDialog : public RequestDialog
{
    Q_OBJECT
public:
    ExportDialog(const stages::Stage &stage, const DataReading &reading,
                 const data::DataTables::Set &chosen, const QString &folder,
                 QWidget *parent = nullptr);

    ExportWish wish() const;
    TableChoice &tables() { return *m_tables; }
    PathField &folder() { return *m_folder; }
    QComboBox &format() { return *m_format; }

private:
    void check();

    PathField *m_folder;
    QComboBox *m_format;
    TableChoice *m_tables;
};

} // namespace arborist
