// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/data/data_reading.h"
#include "services/core/error.h"
#include "ui/widgets/inspector_pane.h"
#include <optional>

class QPushButton;

namespace arborist {

class InspectorTable;
class SectionHead;

/// The selected tables: what they hold, columns, keys, triggers, row security, and what emptying
/// them would take along.
class DataInspector : public InspectorPane
{
    Q_OBJECT
public:
    explicit DataInspector(QWidget *parent = nullptr);

    void show(const DataReading &reading, const data::DataTables::Set &selected);
    /// Of the one table that is shown; none while they are being read, or with why they could not.
    void setDetails(const std::optional<data::TableDetails> &details,
                    const std::optional<Error> &error);
    void setButtonsEnabled(bool exporting, bool wiping);

Q_SIGNALS:
    void exportRequested();
    void wipeRequested();

private:
    void showOne(const data::DataOverview &overview, size_t index);
    void showMany(const data::DataOverview &overview, const data::DataTables::Set &set);
    void showKeys(const data::DataOverview &overview, size_t index);
    void showCascade(const data::DataOverview &overview, const data::DataTables::Set &set);

    Label *m_title;
    Label *m_caption;
    InspectorTable *m_facts;
    Label *m_cascade;
    Label *m_refers;
    Label *m_referred;
    Label *m_security;
    Label *m_triggers;
    SectionHead *m_columnHead;
    InspectorTable *m_columns;
    SectionHead *m_indexHead;
    InspectorTable *m_indexes;
    Label *m_problem;
    QPushButton *m_export;
    QPushButton *m_wipe;
    bool m_hasRowSecurity = false;
    bool m_hidesRows = false;
};

} // namespace arborist
