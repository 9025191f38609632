// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/hierarchy/organization_model.h"
#include "models/hierarchy/tree_filter.h"
#include <QObject>

class QAction;
class QComboBox;
class QTimer;

namespace arborist {

class RepairMenu;
class SearchField;
class ToolRow;

/// What stands in the page's tool row: scan, export, jumps; which hierarchy, which organization,
/// which items, search.
class HierarchyTools : public QObject
{
    Q_OBJECT
public:
    HierarchyTools(ToolRow &row, QWidget &page);

    /// The names in the combo of hierarchies; hidden while there is but one.
    void setHierarchies(const QStringList &names, int current);
    void setSnapshot(const hierarchy::SnapshotPtr &snapshot);
    /// Shows what the tree is filtered by.
    void setFilter(const FilterRequest &request);
    void setScanning(bool scanning);
    void setCanScan(bool can);
    /// Whether there is a result to export and to walk through.
    void setHasResult(bool result, bool findings);
    void setBusy(bool busy);
    /// Greys Repair while a repair is planned or run.
    void setRepairing(bool repairing);
    /// The same while the target does not answer.
    void setLost(bool lost);
    RepairMenu &repairMenu() { return *m_repairMenu; }

    QString searchText() const;
    void clearSearch();
    void focusSearch();

Q_SIGNALS:
    void scanRequested();
    void cancelRequested();
    void exportRequested();
    void copyRequested();
    void rulesRequested();
    void stepRequested(bool forwards);
    void hierarchyChosen(int index);
    void organizationChosen(std::optional<quint32> organization);
    void showChosen(arborist::FilterRequest::Show show);
    void searchChanged(const QString &text); ///< a moment after the last key
    void searchLeft();                       ///< Return or Escape: to the tree

private:
    void addActions(ToolRow &row, QWidget &page);
    void addFilters(ToolRow &row);

    ToolRow &m_row;
    OrganizationModel m_organizations;
    QAction *m_scan = nullptr;
    QAction *m_repair = nullptr;
    RepairMenu *m_repairMenu = nullptr;
    QAction *m_export = nullptr;
    QAction *m_csv = nullptr;
    QAction *m_copy = nullptr;
    QAction *m_rules = nullptr;
    QAction *m_previous = nullptr;
    QAction *m_next = nullptr;
    QComboBox *m_hierarchy = nullptr;
    QComboBox *m_organization = nullptr;
    QComboBox *m_show = nullptr;
    SearchField *m_search = nullptr;
    QTimer *m_searchTimer = nullptr;
    bool m_canScan = false;
    bool m_scanning = false;
    bool m_repairing = false;
    bool m_lost = false;
    bool m_hasFindings = false;
};

} // namespace arborist
