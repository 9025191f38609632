// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/data/data_reading.h"
#include "ui/data/data_requests.h"
#include "ui/operations/request_dialog.h"

class QSpinBox;

namespace arborist {

class TableChoice;

/// Asks how many rows are to be made up for which tables.
class GenerateDialog : public RequestDialog
{
    Q_OBJECT
public:
    GenerateDialog(const stages::Stage &stage, const DataReading &reading,
                   const data::DataTables::Set &chosen, QWidget *parent = nullptr);

    GenerateWish wish() const;
    TableChoice &tables() { return *m_tables; }
    QSpinBox &randomSeed() { return *m_seed; }

private:
    void check();

    TableChoice *m_tables;
    QSpinBox *m_seed;
};

} // namespace arborist
