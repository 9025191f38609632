// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/backups/backup_table_model.h"
#include "services/backup/verify.h"
#include "services/core/job_runner.h"
#include "ui/operations/operation_desk.h"
#include "ui/shell/page.h"

class QAction;
class QComboBox;

namespace arborist {

class BackupDialog;
class BackupSizeChart;
class BackupsInspector;
class BackupsLoader;
class ChartPane;
class EmptyState;
class ErrorState;
class FilterProxy;
class KeptPane;
class LoadingSkeleton;
class RestoreDialog;
class SearchField;
class TableView;

/// The project's backups: what each holds and how sure it is, and everything that is done with
/// them. All changes go through a plan that somebody agrees to.
class BackupsPage : public Page
{
    Q_OBJECT
public:
    /// Which of them are listed.
    enum class Which {
        Target,  ///< of the target, and those that nobody can tell the stage of
        All,     ///< of every stage
        Foreign, ///< without a manifest
    };

    explicit BackupsPage(Session &session, QWidget *parent = nullptr);
    ~BackupsPage() override;

    void refresh() override;
    void retarget() override;
    void focusSearch() override;
    bool isBusy() const override;

    TableView &table() { return *m_table; }
    BackupTableModel &model() { return m_model; }
    BackupsInspector &inspector() { return *m_inspector; }
    BackupSizeChart &sizes() { return *m_sizes; }
    KeptPane &kept() { return *m_kept; }
    ChartPane &charts() { return *m_charts; }
    NoteBar &note() { return m_desk->note(); }
    OperationFlow &flow() { return m_desk->flow(); }
    BackupsLoader &loader() { return *m_loader; }
    void showWhich(Which which);
    void select(const QString &path);
    /// Of the reading; empty for none.
    std::vector<size_t> selected() const;

    /// What a run elsewhere has made or put aside is read, where it has been read before.
    void readAgain();

    // These ask first; the dialogs are the window's. Null where nothing can be asked now.
    BackupDialog *askBackup();
    /// `file`: what to restore; empty: it is asked for.
    RestoreDialog *askRestore(const QString &file = {});

    /// Reads the selected ones to their ends; `rehearse`: restores them into a database that is
    /// dropped again.
    void verify(bool rehearse);
    void compare(); ///< the selected one with the target
    void cleanUp();
    void deleteSelected();
    void dropKept(const QStringList &runs);
    void takeBack(const QString &run);
    void reveal();   ///< in the desktop's file manager
    void copyPath(); ///< of the selected ones

    /// The dialog that asks now; null if none does.
    QDialog *asking() const { return m_desk->asking(); }
    bool isVerifying() const { return m_verifying != 0; }

protected:
    void showEvent(QShowEvent *event) override;
    bool showsAnswers() const override;
    void lostChanged() override;
    void showExportError(const Error &error) override;

private:
    void makeTools();
    void makeMenu();
    QWidget *makeMain();
    void connectParts();

    void show();
    void showKept();
    void showSelected();
    void showStatus();
    void showInsteadOfTable();
    void fillWhich();
    void applyFilter();
    void updateActions();
    Which which() const;
    bool isListed(const backup::ListedBackup &backup) const;
    bool isOfTarget(const backup::ListedBackup &backup) const;
    QStringList selectedPaths() const;

    void readDump(const QString &file);
    OperationDesk::Words wordsOf(const Report &report) const;
    void verified(const std::vector<backup::VerifiedBackup> &found);

    BackupsLoader *m_loader;
    BackupTableModel m_model;
    FilterProxy *m_proxy;
    TableView *m_table;
    BackupsInspector *m_inspector;
    BackupSizeChart *m_sizes;
    KeptPane *m_kept;
    ChartPane *m_charts;
    OperationDesk *m_desk;
    EmptyState *m_empty;
    ErrorState *m_error;
    LoadingSkeleton *m_skeleton;
    QComboBox *m_which = nullptr;
    SearchField *m_search = nullptr;
    QAction *m_backup = nullptr;
    QAction *m_restore = nullptr;
    QAction *m_verify = nullptr;
    QAction *m_rehearse = nullptr;
    QAction *m_compare = nullptr;
    QAction *m_clean = nullptr;
    QAction *m_addFile = nullptr;
    QAction *m_reveal = nullptr;
    QAction *m_copyPath = nullptr;
    QAction *m_delete = nullptr;
    JobId m_verifying = 0;
    int m_sizeTab = 0;
    int m_keptTab = 0;
    bool m_wanted = false; ///< has been shown since the target was chosen
    QString m_shownTarget; ///< workspace and stage
    bool m_isSelecting = false;
};

} // namespace arborist
