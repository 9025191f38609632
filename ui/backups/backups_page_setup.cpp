// SPDX-License-Identifier: GPL-3.0-or-later
// How the Backups page is put together.
#include "models/common/chart_table_model.h"
#include "models/common/filter_proxy.h"
#include "ui/backups/backup_dialog.h"
#include "ui/backups/backup_size_chart.h"
#include "ui/backups/backups_inspector.h"
#include "ui/backups/backups_loader.h"
#include "ui/backups/backups_page.h"
#include "ui/backups/kept_pane.h"
#include "ui/backups/restore_dialog.h"
#include "ui/operations/operation_flow.h"
#include "ui/shell/session.h"
#include "ui/shell/stage_monitor.h"
#include "ui/style/icons.h"
#include "ui/widgets/chart_pane.h"
#include "ui/widgets/chart_splitter.h"
#include "ui/widgets/empty_state.h"
#include "ui/widgets/error_state.h"
#include "ui/widgets/loading_skeleton.h"
#include "ui/widgets/note_bar.h"
#include "ui/widgets/search_field.h"
#include "ui/widgets/table_view.h"
#include "ui/widgets/tool_row.h"
#include "ui/widgets/view_tools.h"
#include <QAction>
#include <QComboBox>
#include <QHeaderView>

namespace arborist {

BackupsPage::BackupsPage(Session &session, QWidget *parent)
    : Page(session, QStringLiteral("backups"), tr("Backups"), QStringLiteral("archive-insert"),
           parent),
      m_loader(new BackupsLoader(session, this)),
      m_proxy(new FilterProxy(this)),
      m_table(new TableView),
      m_inspector(new BackupsInspector),
      m_sizes(new BackupSizeChart),
      m_kept(new KeptPane),
      m_charts(new ChartPane),
      m_desk(new OperationDesk(session, this,
                               [this](const Report &report) { return wordsOf(report); })),
      m_empty(new EmptyState(iconName())),
      m_error(new ErrorState),
      m_skeleton(new LoadingSkeleton({240, 90, 110, 100, 70, 50, 70, 100, 90}, metrics::row))
{
    makeTools();
    setPanes(nullptr, {0, 0}, makeMain(), m_inspector, {280, 336});
    addNote(&note());
    greyWhileLost({m_kept}); // the rest are files
    makeMenu();
    connectParts();
    setFocusProxy(m_table);
    updateActions();
}

BackupsPage::~BackupsPage() = default;

void BackupsPage::makeTools()
{
    const auto make = [this](const char *icon, const QString &text, const QString &tip) {
        QAction *action = tools().addAction(QString::fromLatin1(icon), text);
        action->setToolTip(tip);
        return action;
    };
    QAction *refreshing = make("view-refresh", tr("Refresh"), tr("Look for backups again (F5)"));
    connect(refreshing, &QAction::triggered, this, &BackupsPage::refresh);
    tools().addSeparator();
    m_backup = make("archive-insert", tr("Back up now…"),
                    tr("Dump the target’s database into a file (Ctrl+B)"));
    m_backup->setShortcut(QKeySequence(Qt::CTRL | Qt::Key_B));
    connect(m_backup, &QAction::triggered, this, &BackupsPage::askBackup);
    m_restore = make("archive-extract", tr("Restore…"),
                     tr("Put the selected backup in the place of the target’s database, or into a "
                        "new one"));
    connect(m_restore, &QAction::triggered, this, [this] {
        if (const QStringList paths = selectedPaths(); paths.size() == 1)
            askRestore(paths.first());
    });
    m_verify = make("kt-check-data", tr("Verify"),
                    tr("Compare checksums and list the contents of the selected ones"));
    connect(m_verify, &QAction::triggered, this, [this] { verify(false); });
    m_rehearse = make("media-playback-start", tr("Rehearse"),
                      tr("Restore the selected ones into a database that is dropped again, and "
                         "count their rows"));
    connect(m_rehearse, &QAction::triggered, this, [this] { verify(true); });
    m_clean =
        make("edit-clear-all", tr("Clean up…"), tr("Delete automatic backups that have expired"));
    connect(m_clean, &QAction::triggered, this, &BackupsPage::cleanUp);
    m_addFile = make("document-open", tr("Add file…"),
                     tr("Look at a dump from elsewhere, and "
                        "restore it"));
    connect(m_addFile, &QAction::triggered, this, [this] { askRestore(); });

    m_which = new QComboBox;
    m_which->setAccessibleName(tr("Which backups"));
    m_which->setToolTip(tr("A file without a manifest does not say which stage it is of: it is "
                           "listed with each."));
    connect(m_which, &QComboBox::currentIndexChanged, this, &BackupsPage::applyFilter);
    tools().addFilter(m_which);
    m_search = tools().addSearch(tr("Find backup"));
    connect(m_search, &SearchField::textChanged, this, &BackupsPage::applyFilter);
    connect(m_search, &SearchField::leaveRequested, m_table, qOverload<>(&QWidget::setFocus));
}

/// What the tool row has no room for; the same actions by keys.
void BackupsPage::makeMenu()
{
    const auto make = [this](const char *name, const QString &text, const QKeySequence &keys,
                             auto &&work) {
        auto *action = new QAction(icon(QString::fromLatin1(name)), text, this);
        action->setShortcut(keys);
        action->setShortcutContext(Qt::WidgetWithChildrenShortcut);
        connect(action, &QAction::triggered, this, work);
        return action;
    };
    m_compare =
        make("exchange-positions", tr("Compare with the stage now"), {}, [this] { compare(); });
    m_reveal = make("document-open-folder", tr("Show in folder"), {}, [this] { reveal(); });
    m_copyPath = make("edit-copy-path", tr("Copy path"),
                      QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_C), [this] { copyPath(); });
    m_delete = make("edit-delete", tr("Delete…"), QKeySequence(QKeySequence::Delete),
                    [this] { deleteSelected(); });
    m_restore->setShortcut(QKeySequence(Qt::Key_Return));
    m_restore->setShortcutContext(Qt::WidgetShortcut);
    m_backup->setShortcutContext(Qt::WidgetWithChildrenShortcut);
    addAction(m_backup);
    auto *separator = new QAction(m_table);
    separator->setSeparator(true);
    const QList<QAction *> general = m_table->actions(); // copy, export
    for (QAction *action :
         {m_restore, m_compare, m_verify, m_rehearse, m_reveal, m_copyPath, m_delete, separator})
        m_table->insertAction(general.value(0), action);
    connect(m_table, &QAbstractItemView::doubleClicked, m_restore, &QAction::trigger);
}

QWidget *BackupsPage::makeMain()
{
    m_proxy->setSourceModel(&m_model);
    m_table->setModel(m_proxy);
    m_table->setAccessibleName(tr("Backups"));
    m_table->setTextElideMode(Qt::ElideMiddle); // names differ at their ends
    m_table->setSelectionMode(QAbstractItemView::ExtendedSelection);
    m_table->setColumnWidths({220, 76, 100, 108, 96, 68, 52, 68, 108, 96},
                             BackupTableModel::NameColumn);
    m_table->setSortingEnabled(true);
    m_table->sortByColumn(BackupTableModel::MadeColumn, Qt::DescendingOrder);
    m_table->setColumnHidden(BackupTableModel::StageColumn, true);
    rememberHeader(*m_table->horizontalHeader(), QStringLiteral("backups"));
    m_sizeTab = m_charts->addChart(tr("Sizes"), m_sizes, m_sizes->table(), m_sizes->legend());
    m_keptTab = m_charts->addChart(tr("Put aside"), m_kept, nullptr);
    return new ChartSplitter(key(), m_table, m_charts);
}

void BackupsPage::connectParts()
{
    connect(m_loader, &BackupsLoader::read, this, &BackupsPage::show);
    connect(m_loader, &BackupsLoader::keptRead, this, [this] {
        showKept();
        showInsteadOfTable();
    });
    connect(m_loader, &BackupsLoader::busyChanged, this, [this] {
        tools().setBusy(m_loader->isReading());
        showStatus();
    });
    connect(m_loader, &BackupsLoader::comparingChanged, this, [this] {
        m_inspector->setComparing(m_loader->isComparing());
        updateActions();
    });
    connect(m_desk, &OperationDesk::busyChanged, this, &BackupsPage::updateActions);
    connect(m_desk, &OperationDesk::ended, this, [this] { m_loader->load(); });
    connect(m_table->selectionModel(), &QItemSelectionModel::selectionChanged, this,
            &BackupsPage::showSelected);
    connect(m_sizes, &BackupSizeChart::backupClicked, this,
            [this](size_t index) { select(m_model.at(int(index)).path); });
    connect(m_sizes, &BackupSizeChart::coloursChanged, this,
            [this] { m_charts->setLegend(m_sizeTab, m_sizes->legend()); });
    connect(m_inspector, &BackupsInspector::restoreRequested, m_restore, &QAction::trigger);
    connect(m_inspector, &BackupsInspector::compareRequested, this, &BackupsPage::compare);
    connect(m_inspector, &BackupsInspector::cancelRequested, m_loader,
            &BackupsLoader::cancelComparison);
    connect(m_kept, &KeptPane::undoRequested, this, &BackupsPage::takeBack);
    connect(m_kept, &KeptPane::dropRequested, this, &BackupsPage::dropKept);
    connect(m_empty, &EmptyState::primaryClicked, this, &BackupsPage::askBackup);
    connect(m_error, &ErrorState::retryClicked, this, &BackupsPage::refresh);
    connect(&session().monitor(), &StageMonitor::answeredAgain, this, [this](const QString &stage) {
        if (stage == session().targetName())
            readAgain();
    });
    // The age of the backups and of the reading goes on.
    connect(&session().monitor(), &StageMonitor::allChecked, this, [this] {
        m_model.ageChanged();
        showStatus();
    });
}

} // namespace arborist
