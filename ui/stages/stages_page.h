// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/shell/page.h"
#include <QPointer>
#include <QTimer>

class QAction;
class QComboBox;

namespace arborist {

class FilterProxy;
class Note;
class OperationFlow;
class SearchField;
class StageCharts;
class StageEditor;
class StageInspector;
class StageTableModel;
class TableView;
struct Report;

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
    StageEditor *editor() const; ///< while it is open

    /// Opens the editor; an empty name is a new stage.
    void editStage(const QString &stage);
    void removeStage(const QString &stage);
    void writeToEnv(const QString &stage, bool asSource);

private:
    /// Secrets are fetched anew, since somebody asked.
    void checkAnew(const QStringList &stages);
    void makeEditTools();
    void connectFlow();
    void showNote(const QString &title, const QString &text);
    void ran(const Report &report);
    void makeTools();
    QWidget *makeMain();
    void loadRows();
    void reload();
    void readHistory();
    void checked(const QString &stage);
    void showContact(const QString &stage);
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
    Note *m_note;
    QPointer<StageEditor> m_editor;
    QAction *m_add = nullptr;
    QAction *m_edit = nullptr;
    QAction *m_remove = nullptr;
    QAction *m_writeTarget = nullptr;
    QAction *m_writeSource = nullptr;
    QString m_renamedFrom, m_renamedTo; ///< by the run under way
    bool m_renamesTarget = false;
    QString m_shownWorkspace;
    QTimer m_clock; ///< "checked 12 s ago"
};

} // namespace arborist
