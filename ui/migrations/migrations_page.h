// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/migrations/timeline_model.h"
#include "services/migrations/run/migrate.h"
#include "ui/shell/page.h"
#include <QDialog>
#include <QPointer>
#include <QStringList>
#include <QTimer>

class QAction;
class QActionGroup;
class QComboBox;
class QMenu;
class QSplitter;

namespace arborist {

namespace migrations {
struct GenerateRequest;
struct GenerateResult;
struct ProjectCommand;
struct RehearsalReport;
struct RenameChoice;
class TerminalProcess;
} // namespace migrations

class EmptyState;
class ErrorState;
class LoadingSkeleton;
class MigrationInspector;
class MigrationSqlPane;
class MigrationStrip;
class MigrationsLoader;
class NoteBar;
class OperationFlow;
class SearchField;
class StateLegend;
class TimelineView;
struct ApplyWish;
struct FlowRequest;
struct Report;
struct RollbackWish;

/// The migrations of a project: which one is where, what each does, and everything that is done
/// with them. All changes go through a plan that somebody agrees to.
class MigrationsPage : public Page
{
    Q_OBJECT
public:
    explicit MigrationsPage(Session &session, QWidget *parent = nullptr);
    ~MigrationsPage() override;

    void refresh() override;
    void retarget() override;
    void focusSearch() override;
    bool isBusy() const override;
    int viewCount() const override { return 2; }
    QString showView(int view) override;

    TimelineView &timeline() { return *m_timeline; }
    TimelineModel &model() { return m_model; }
    MigrationSqlPane &sql() { return *m_sql; }
    MigrationInspector &inspector() { return *m_inspector; }
    MigrationStrip &strip() { return *m_strip; }
    NoteBar &note() { return *m_note; }
    OperationFlow &flow() { return *m_flow; }
    const MigrationsLoader &loader() const { return *m_loader; }

    /// What a run has changed on a stage is read again.
    void readStage(const QString &stage);

    void applyPending();
    void applySelected(); ///< up to the current one where it is pending, else exactly it
    void applyEverywhere();
    void rollBackLast();
    /// Asks for a name; the dialog is the window's.
    QDialog *askCreate();
    void askGenerate();
    void push();
    /// A down script for the current migration, to be read.
    void propose();
    void lintAll();
    void rehearse();

Q_SIGNALS:
    void changed(const QString &stage); ///< a run has ended there

protected:
    void showEvent(QShowEvent *event) override;
    void showExportError(const Error &error) override;

private:
    void makeTools();
    void makeMenus();
    QWidget *makeMain();
    void connectParts();
    void connectFlow();

    // Reading and showing
    void showFiles();
    void showSet(int set);
    void showStage(const QString &stage);
    void showCurrent();
    void showHazards();
    void showStatus();
    void showFolderProblems();
    bool showEmptiness();
    void updateActions();
    void applyFilter();
    void jumpTo(const QString &migration, const QString &file, int line, int column);
    void openFile();
    const migrations::Migration *current() const;
    QStringList chosenNames() const;
    MigrationSetPtr set() const;

    // Doing
    void start(const QString &stage, FlowRequest request);
    void apply(const QString &stage, const ApplyWish &wish);
    void rollBack(const RollbackWish &wish);
    void baseline(const QString &upTo, const QStringList &chosen);
    void baselineOn(const QString &stage, const QString &upTo, const QStringList &chosen);
    void applyToNext();
    void askGenerateName(const MigrationSetPtr &shown, const migrations::ProjectCommand &command);
    struct Generated;
    void generate(const migrations::GenerateRequest &wish);
    void generated(migrations::GenerateRequest wish, const Generated &made);
    void askRenames(const migrations::GenerateRequest &wish,
                    const std::vector<migrations::RenameChoice> &choices);
    std::function<void(const QByteArray &)>
    lendConsole(const std::shared_ptr<migrations::TerminalProcess> &terminal,
                const QString &command);
    void takeConsoleBack();
    void showProposal();
    void dropProposal();
    void tellRehearsed(const QString &stage, const migrations::RehearsalReport &report);
    void tellGenerated(const migrations::GenerateResult &result);
    void ran(const Report &report);
    void tellSuccess(const Report &report);
    void tellFailure(const Report &report);
    migrations::TransactionMode mode() const;

    MigrationsLoader *m_loader;
    TimelineModel m_model;
    TimelineView *m_timeline;
    StateLegend *m_legend;
    MigrationSqlPane *m_sql;
    MigrationInspector *m_inspector;
    MigrationStrip *m_strip;
    NoteBar *m_note;
    OperationFlow *m_flow;
    EmptyState *m_empty;
    ErrorState *m_error;
    LoadingSkeleton *m_skeleton;
    QSplitter *m_splitter = nullptr;
    QComboBox *m_sets = nullptr;
    QComboBox *m_states = nullptr;
    SearchField *m_search = nullptr;
    QMenu *m_applyMenu = nullptr;
    QMenu *m_rollbackMenu = nullptr;
    QMenu *m_baselineMenu = nullptr;
    QMenu *m_createMenu = nullptr;
    QActionGroup *m_modes = nullptr;
    QAction *m_apply = nullptr;
    QAction *m_applyPending = nullptr;
    QAction *m_applyTo = nullptr;
    QAction *m_applyChosen = nullptr;
    QAction *m_applyEverywhere = nullptr;
    QAction *m_rollback = nullptr;
    QAction *m_rollbackLast = nullptr;
    QAction *m_rollbackTo = nullptr;
    QAction *m_create = nullptr;
    QAction *m_createEmpty = nullptr;
    QAction *m_generate = nullptr;
    QAction *m_propose = nullptr;
    QAction *m_push = nullptr;
    QAction *m_rehearse = nullptr;
    QAction *m_lint = nullptr;
    QAction *m_baseline = nullptr;
    QAction *m_baselineTo = nullptr;
    QAction *m_baselineChosen = nullptr;

    int m_set = 0;
    QString m_shownFolder;    ///< of the set that is shown
    QString m_shownWorkspace; ///< its key
    bool m_wanted = false;    ///< has been shown since the workspace was opened
    bool m_noteIsOfFolder = false;
    QString m_runStage;         ///< that the flow works on
    QString m_runTitle;         ///< of the job that does
    QPointer<QDialog> m_asking; ///< for a name
    QString m_select;           ///< to be shown once the files are read again
    QPointer<QObject> m_typing; ///< while a program of the project has the console
    struct {
        QString migration; ///< its name; empty: there is none
        QString sql;
        QStringList remarks;
    } m_proposal;
    bool m_generating = false;
    bool m_rehearsing = false;
    QStringList m_stagesToCome; ///< of "All stages"
    struct {
        QString key; ///< what they were looked for in
        std::vector<migrations::Hazard> found;
        QString problem;
        bool pending = false;
    } m_hazards;
    QTimer m_lintTimer;
};

} // namespace arborist
