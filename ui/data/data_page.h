// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/data/data_table_model.h"
#include "services/stages/stage.h"
#include "ui/operations/operation_desk.h"
#include "ui/shell/page.h"

class QAction;
class QComboBox;

namespace arborist {

class ChartPane;
class DataInspector;
class DataLoader;
class EmptyState;
class ErrorState;
class ExportDialog;
class FilterProxy;
class GenerateDialog;
class ImportDialog;
class LoadingSkeleton;
class SearchField;
class SeedDialog;
class TableSizeChart;
class TableView;
class WipeDialog;
struct SeedOutcome;
using SeedOutcomePtr = std::shared_ptr<SeedOutcome>;

/// The application's tables of the target: what they hold and how they refer to each other, and
/// everything that is done with their rows. All changes go through a plan that somebody agrees to.
class DataPage : public Page
{
    Q_OBJECT
public:
    explicit DataPage(Session &session, QWidget *parent = nullptr);
    ~DataPage() override;

    void refresh() override;
    void retarget() override;
    void focusSearch() override;
    bool isBusy() const override;

    TableView &table() { return *m_table; }
    DataTableModel &model() { return m_model; }
    DataInspector &inspector() { return *m_inspector; }
    NoteBar &note() { return m_desk->note(); }
    OperationFlow &flow() { return m_desk->flow(); }
    DataLoader &loader() { return *m_loader; }
    /// Ctrl+A and clicks, for tests and pictures too: by their names as shown.
    void select(const QStringList &titles);
    data::DataTables::Set selected() const;

    /// What a run elsewhere has changed is read again, where it has been read before.
    void readAgain();
    void countRows(); ///< of the selected tables, or all

    // These ask first; the dialogs are the window's. Null where nothing can be asked now.
    ExportDialog *askExport();
    /// `folder`: what to import; empty: where exports of the stage go.
    ImportDialog *askImport(const QString &folder = {});
    WipeDialog *askWipe();
    SeedDialog *askSeed();
    GenerateDialog *askGenerate();

    /// The dialog that asks now; null if none does.
    QDialog *asking() const { return m_desk->asking(); }

Q_SIGNALS:
    void migrationsRequested(); ///< there are no tables yet

protected:
    void showEvent(QShowEvent *event) override;
    bool showsAnswers() const override { return m_model.reading() != nullptr; }
    void lostChanged() override;
    void showExportError(const Error &error) override;

private:
    void makeTools();
    QWidget *makeMain();
    void connectParts();

    void show();
    void showSelected();
    void showStatus();
    void showInsteadOfTables();
    void fillSchemas();
    void applyFilter();
    void updateActions();

    QStringList seedLines() const;
    QStringList outputLines() const;
    void showOutput(SeedOutcome &outcome, const std::vector<ProgressEvent> &events);
    void readArchive(const QString &folder);
    void start(const stages::Stage &stage, FlowRequest request);
    OperationDesk::Words wordsOf(const Report &report) const;

    DataLoader *m_loader;
    DataTableModel m_model;
    FilterProxy *m_proxy;
    TableView *m_table;
    DataInspector *m_inspector;
    TableSizeChart *m_sizes;
    ChartPane *m_charts;
    OperationDesk *m_desk;
    EmptyState *m_empty;
    ErrorState *m_error;
    LoadingSkeleton *m_skeleton;
    QComboBox *m_schemas = nullptr;
    SearchField *m_search = nullptr;
    QAction *m_count = nullptr;
    QAction *m_export = nullptr;
    QAction *m_import = nullptr;
    QAction *m_wipe = nullptr;
    QAction *m_seed = nullptr;
    QAction *m_generate = nullptr;
    SeedOutcomePtr m_seeding; ///< of the seed that was planned last
    bool m_wanted = false;    ///< has been shown since the target was chosen
    QString m_shownTarget;    ///< workspace and stage
    bool m_isSelecting = false;
};

} // namespace arborist
