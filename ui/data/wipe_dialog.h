// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/data/data_reading.h"
#include "ui/data/data_requests.h"
#include "ui/operations/request_dialog.h"

class QCheckBox;

namespace arborist {

class TableChoice;

/// Asks which tables are to be emptied, and whether those that refer to them may go along.
class WipeDialog : public RequestDialog
{
    Q_OBJECT
public:
    WipeDialog(const stages::Stage &stage, const DataReading &reading,
               const data::DataTables::Set &chosen, QWidget *parent = nullptr);

    WipeWish wish() const;
    TableChoice &tables() { return *m_tables; }
    /// Tables that would be emptied with the chosen ones without having been chosen.
    const data::DataTables::Set &along() const { return m_along; }
    QCheckBox &takesAlong() { return *m_takesAlong; }

private:
    void check();
    data::DataTables::Set chosen() const;

    DataReading m_reading;
    data::DataTables::Set m_along;
    TableChoice *m_tables;
    QCheckBox *m_takesAlong;
    QCheckBox *m_keepsNumbers;
    bool m_checking = false;
};

} // namespace arborist
