// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/backups/backups_reading.h"
#include "services/backup/compare.h"
#include "services/core/error.h"
#include "ui/widgets/inspector_pane.h"

class QPushButton;

namespace arborist {

class InspectorTable;
class SectionHead;

/// One backup: what its manifest says, its tables, and those beside the stage's now.
class BackupsInspector : public InspectorPane
{
    Q_OBJECT
public:
    explicit BackupsInspector(QWidget *parent = nullptr);

    /// `index` of the reading; -1 for none, or several.
    void show(const BackupsReading &reading, qsizetype index);
    /// Of the backup that is shown, beside the stage of that name.
    void setComparison(const backup::Comparison &comparison, const QString &stage);
    void setComparisonError(const Error &error);
    void setComparing(bool comparing); ///< the second button cancels
    void setButtonsEnabled(bool restoring, bool comparing);

    /// "3 tables differ", for the note of whoever asked; empty before a comparison.
    QString comparisonSummary() const;
    InspectorTable &comparison() { return *m_comparison; }

Q_SIGNALS:
    void restoreRequested();
    void compareRequested();
    void cancelRequested();

private:
    void showFacts(const BackupsOverview &overview, size_t index);
    void showManifest(const backup::Manifest &manifest);

    Label *m_title;
    Label *m_caption;
    Label *m_compared;
    SectionHead *m_comparisonHead;
    InspectorTable *m_comparison;
    SectionHead *m_factHead;
    InspectorTable *m_facts;
    Label *m_extensions;
    Label *m_problem;
    SectionHead *m_tableHead;
    InspectorTable *m_tables;
    QPushButton *m_restore;
    QPushButton *m_compare;
    bool m_isComparing = false;
};

} // namespace arborist
