// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/shell/page.h"
#include <QTimer>

class QAction;
class QComboBox;

namespace arborist {

class FilterProxy;
class OperationFlow;
class SearchField;
class StageCharts;
class StageInspector;
class StageTableModel;
class TableView;

/// The stages of the workspace: what each one is, whether it answers, how its hierarchy fares.
class StagesPage : public Page
{
    Q_OBJECT
public:
    explicit StagesPage(Session &session, QWidget *parent = nullptr);

    void refresh() override;
    void retarget() override;
    void focusSearch() override;
    bool isBusy() const override;

    TableView &table() { return *m_table; }
    void selectStage(const QString &stage);
    QString selectedStage() const;
    OperationFlow &flow() { return *m_flow; }

private:
    /// Secrets are fetched anew, since somebody asked.
    void checkAnew(const QStringList &stages);
    void makeTools();
    QWidget *makeMain();
    void loadRows();
    void readHistory();
    void checked(const QString &stage);
    void connectTrust();
    void updateStatus();
    void updateInspector();
    void updateActions();
    void applyFilter();

    StageTableModel *m_model;
    FilterProxy *m_proxy;
    TableView *m_table;
    StageCharts *m_charts;
    StageInspector *m_inspector;
    QComboBox *m_environment;
    SearchField *m_search;
    QAction *m_useAsTarget;
    QAction *m_useAsSource;
    QAction *m_trust;
    OperationFlow *m_flow;
    QString m_shownWorkspace;
    QTimer m_clock; ///< "checked 12 s ago"
};

} // namespace arborist
