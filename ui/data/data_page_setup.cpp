// SPDX-License-Identifier: GPL-3.0-or-later
// How the Data page is put together.
#include "models/common/chart_table_model.h"
#include "models/common/filter_proxy.h"
#include "ui/data/data_inspector.h"
#include "ui/data/data_loader.h"
#include "ui/data/data_page.h"
#include "ui/data/export_dialog.h"
#include "ui/data/generate_dialog.h"
#include "ui/data/import_dialog.h"
#include "ui/data/seed_dialog.h"
#include "ui/data/table_size_chart.h"
#include "ui/data/wipe_dialog.h"
#include "ui/operations/operation_flow.h"
#include "ui/shell/session.h"
#include "ui/shell/stage_monitor.h"
#include "ui/style/metrics.h"
#include "ui/style/theme.h"
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

DataPage::DataPage(Session &session, QWidget *parent)
    : Page(session, QStringLiteral("data"), tr("Data"), QStringLiteral("server-database"), parent),
      m_loader(new DataLoader(session, this)),
      m_proxy(new FilterProxy(this)),
      m_table(new TableView),
      m_inspector(new DataInspector),
      m_sizes(new TableSizeChart),
      m_charts(new ChartPane),
      m_desk(new OperationDesk(session, this,
                               [this](const Report &report) { return wordsOf(report); })),
      m_empty(new EmptyState(iconName())),
      m_error(new ErrorState),
      m_skeleton(new LoadingSkeleton({240, 70, 60, 60, 60, 40, 90, 30, 30}, metrics::row))
{
    makeTools();
    setPanes(nullptr, {0, 0}, makeMain(), m_inspector, {280, 336});
    addNote(&note());
    greyWhileLost({m_table, m_inspector, m_charts});
    connectParts();
    setFocusProxy(m_table);
    updateActions();
}

DataPage::~DataPage() = default;

void DataPage::makeTools()
{
    const auto make = [this](const char *icon, const QString &text, const QString &tip) {
        QAction *action = tools().addAction(QString::fromLatin1(icon), text);
        action->setToolTip(tip);
        return action;
    };
    QAction *refreshing = make("view-refresh", tr("Refresh"), tr("Read the tables again (F5)"));
    connect(refreshing, &QAction::triggered, this, &DataPage::refresh);
    m_count = make("kt-check-data", tr("Count rows"),
                   tr("Count the rows of the selected tables, or of all, in place of the server’s "
                      "estimates"));
    connect(m_count, &QAction::triggered, this, &DataPage::countRows);
    tools().addSeparator();
    m_export = make("document-export", tr("Export…"),
                    tr("Write the selected tables, or all, to a folder"));
    connect(m_export, &QAction::triggered, this, &DataPage::askExport);
    m_import = make("document-import", tr("Import…"),
                    tr("Replace the rows of tables by those of an export"));
    connect(m_import, &QAction::triggered, this, [this] { askImport(); });
    m_wipe = make("edit-clear-all", tr("Wipe…"), tr("Empty tables, with a way back"));
    connect(m_wipe, &QAction::triggered, this, &DataPage::askWipe);
    m_seed = make("list-add", tr("Seed…"), tr("Fill tables from the project’s seed"));
    connect(m_seed, &QAction::triggered, this, &DataPage::askSeed);
    m_generate = make("randomize", tr("Generate…"), tr("Fill tables with made-up rows"));
    connect(m_generate, &QAction::triggered, this, &DataPage::askGenerate);

    m_schemas = new QComboBox;
    m_schemas->setAccessibleName(tr("Schema"));
    m_schemas->hide();
    connect(m_schemas, &QComboBox::currentIndexChanged, this, &DataPage::applyFilter);
    tools().addFilter(m_schemas);
    m_search = tools().addSearch(tr("Find table"));
    connect(m_search, &SearchField::textChanged, this, &DataPage::applyFilter);
    connect(m_search, &SearchField::leaveRequested, m_table, qOverload<>(&QWidget::setFocus));
}

QWidget *DataPage::makeMain()
{
    m_proxy->setSourceModel(&m_model);
    m_table->setModel(m_proxy);
    m_table->setAccessibleName(tr("Tables"));
    m_table->setSelectionMode(QAbstractItemView::ExtendedSelection);
    m_table->setColumnWidths({200, 104, 84, 84, 84, 56, 120, 56, 68}, DataTableModel::NameColumn);
    m_table->setSortingEnabled(true);
    m_table->sortByColumn(DataTableModel::NameColumn, Qt::AscendingOrder);
    rememberHeader(*m_table->horizontalHeader(), QStringLiteral("data"));
    m_charts->addChart(tr("Largest tables"), m_sizes, m_sizes->table(),
                       {{tr("rows"), [] { return Theme::current().bar; }, {}},
                        {tr("indexes"),
                         [] { return mixed(Theme::current().bar, Theme::current().base, 0.45); },
                         {}}});
    return new ChartSplitter(key(), m_table, m_charts);
}

void DataPage::connectParts()
{
    connect(m_loader, &DataLoader::read, this, &DataPage::show);
    connect(m_loader, &DataLoader::busyChanged, this, [this] {
        tools().setBusy(m_loader->isBusy());
        showStatus();
        updateActions();
    });
    connect(m_desk, &OperationDesk::busyChanged, this, &DataPage::updateActions);
    connect(m_desk, &OperationDesk::ended, this, [this] { m_loader->load(); });
    connect(m_table->selectionModel(), &QItemSelectionModel::selectionChanged, this,
            &DataPage::showSelected);
    connect(m_sizes, &TableSizeChart::tableClicked, this, [this](size_t index) {
        m_search->clear();
        m_schemas->setCurrentIndex(0);
        select({m_model.reading()->tables.at(index).title()});
    });
    connect(m_inspector, &DataInspector::exportRequested, this, &DataPage::askExport);
    connect(m_inspector, &DataInspector::wipeRequested, this, &DataPage::askWipe);
    connect(m_empty, &EmptyState::primaryClicked, this, [this] {
        const auto workspace = session().workspace();
        if (workspace && !workspace->folder().isEmpty())
            Q_EMIT migrationsRequested();
        else
            refresh();
    });
    connect(m_empty, &EmptyState::secondClicked, this, [this] { askImport(); });
    connect(m_error, &ErrorState::retryClicked, this, &DataPage::refresh);
    connect(&session().monitor(), &StageMonitor::answeredAgain, this, [this](const QString &stage) {
        if (stage == session().targetName() && m_loader->error())
            readAgain();
    });
    // The age of the reading goes on.
    connect(&session().monitor(), &StageMonitor::allChecked, this, &DataPage::showStatus);
}

} // namespace arborist
