// SPDX-License-Identifier: GPL-3.0-or-later
// How the Migrations page is put together.
#include "models/migrations/state_look.h"
#include "ui/migrations/duration_chart.h"
#include "ui/migrations/migration_inspector.h"
#include "ui/migrations/migration_requests.h"
#include "ui/migrations/migration_sql_pane.h"
#include "ui/migrations/migration_strip.h"
#include "ui/migrations/migrations_loader.h"
#include "ui/migrations/migrations_page.h"
#include "ui/migrations/state_legend.h"
#include "ui/migrations/timeline_view.h"
#include "ui/operations/operation_flow.h"
#include "ui/shell/session.h"
#include "ui/shell/stage_monitor.h"
#include "ui/style/icons.h"
#include "ui/style/metrics.h"
#include "ui/widgets/chart_splitter.h"
#include "ui/widgets/empty_state.h"
#include "ui/widgets/error_state.h"
#include "ui/widgets/loading_skeleton.h"
#include "ui/widgets/note_bar.h"
#include "ui/widgets/search_field.h"
#include "ui/widgets/tool_row.h"
#include "ui/widgets/view_tools.h"
#include <QAction>
#include <QActionGroup>
#include <QComboBox>
#include <QMenu>
#include <QSettings>
#include <QSplitter>
#include <QVBoxLayout>

namespace arborist {

namespace {

constexpr int kLintDelayMs = 150;
const QString splitterKey = QStringLiteral("migrations/splitter");

} // namespace

MigrationsPage::MigrationsPage(Session &session, QWidget *parent)
    : Page(session, QStringLiteral("migrations"), tr("Migrations"), QStringLiteral("vcs-commit"),
           parent),
      m_loader(new MigrationsLoader(session, this)),
      m_timeline(new TimelineView(m_model)),
      m_legend(new StateLegend),
      m_sql(new MigrationSqlPane),
      m_inspector(new MigrationInspector),
      m_strip(new MigrationStrip),
      m_note(new NoteBar),
      m_flow(new OperationFlow(session, this)),
      m_empty(new EmptyState(iconName())),
      m_error(new ErrorState),
      m_skeleton(new LoadingSkeleton({220, 60, 60, 60, 260}, 28))
{
    makeTools();
    setPanes(nullptr, {0, 0}, makeMain(), m_inspector, {312, 360});
    connectParts();
    connectFlow();
    m_lintTimer.setSingleShot(true);
    m_lintTimer.setInterval(kLintDelayMs);
    setFocusProxy(m_timeline);
    updateActions();
}

MigrationsPage::~MigrationsPage() = default;

void MigrationsPage::makeTools()
{
    const auto make = [this](const QString &icon, const QString &text, const QString &tip) {
        QAction *action = tools().addAction(icon, text);
        action->setToolTip(tip);
        return action;
    };
    QAction *refreshing = make(QStringLiteral("view-refresh"), tr("Refresh"),
                               tr("Read the files and all stages again (F5)"));
    connect(refreshing, &QAction::triggered, this, &MigrationsPage::refresh);
    m_apply =
        make(QStringLiteral("run-install"), tr("Apply"), tr("Apply migrations to the target"));
    m_rollback = make(QStringLiteral("edit-undo"), tr("Roll back"),
                      tr("Take migrations of the target back by their down scripts"));
    tools().addSeparator();
    m_create = make(QStringLiteral("document-new"), tr("Create"),
                    tr("Make a migration, or a way back for one"));
    m_push = make(QStringLiteral("go-up"), tr("Push…"),
                  tr("Bring a local development database up to the models without a migration, by "
                     "the project's own command"));
    connect(m_push, &QAction::triggered, this, &MigrationsPage::push);
    m_lint = make(QStringLiteral("kt-check-data"), tr("Lint"),
                  tr("Look for hazards in all migrations that are pending somewhere, sized by the "
                     "tables of the target"));
    connect(m_lint, &QAction::triggered, this, &MigrationsPage::lintAll);
    m_baseline = make(QStringLiteral("bookmark-new"), tr("Baseline"),
                      tr("Record migrations as applied without running them"));
    m_rehearse = make(QStringLiteral("chronometer"), tr("Rehearse"),
                      tr("Run what is pending on a throw-away copy: durations, locks, rewrites"));
    connect(m_rehearse, &QAction::triggered, this, &MigrationsPage::rehearse);
    makeMenus();

    m_sets = new QComboBox;
    m_sets->setAccessibleName(tr("Folder of migrations"));
    m_sets->hide();
    connect(m_sets, &QComboBox::activated, this, &MigrationsPage::showSet);
    tools().addFilter(m_sets);
    m_states = new QComboBox;
    m_states->setAccessibleName(tr("State"));
    m_states->addItem(tr("All states"), TimelineView::kAnyState);
    m_states->addItem(tr("To be looked at"), TimelineView::kIrregular);
    for (const migrations::State state : state_look::all)
        m_states->addItem(state_look::word(state), int(state));
    connect(m_states, &QComboBox::currentIndexChanged, this, &MigrationsPage::applyFilter);
    tools().addFilter(m_states);
    m_search = tools().addSearch(tr("Find migration"));
    connect(m_search, &SearchField::textChanged, this, &MigrationsPage::applyFilter);
    connect(m_search, &SearchField::leaveRequested, m_timeline, qOverload<>(&QWidget::setFocus));
}

void MigrationsPage::makeMenus()
{
    const auto fill = [this](QAction *owner) {
        auto *menu = new QMenu(this);
        menu->setToolTipsVisible(true);
        owner->setMenu(menu);
        return menu;
    };
    m_applyMenu = fill(m_apply);
    m_applyPending = m_applyMenu->addAction(QString());
    m_applyTo = m_applyMenu->addAction(QString());
    m_applyChosen = m_applyMenu->addAction(QString());
    m_applyMenu->addSeparator();
    m_applyEverywhere = m_applyMenu->addAction(tr("All stages, one after another…"));
    m_applyEverywhere->setToolTip(tr("Asks for each stage, and stops at the first failure"));
    m_applyMenu->addSeparator();
    QMenu *modes = m_applyMenu->addMenu(tr("Transactions"));
    m_modes = new QActionGroup(this);
    const std::pair<migrations::TransactionMode, QString> modeNames[] = {
        {migrations::TransactionMode::Each, tr("One for each migration")},
        {migrations::TransactionMode::All, tr("One for all of them")},
        {migrations::TransactionMode::None, tr("None, statement by statement")}};
    for (const auto &[mode, text] : modeNames) {
        QAction *action = modes->addAction(text);
        action->setCheckable(true);
        action->setChecked(mode == migrations::TransactionMode::Each);
        action->setData(int(mode));
        m_modes->addAction(action);
    }
    m_createMenu = fill(m_create);
    m_createEmpty = m_createMenu->addAction(tr("Empty migration…"));
    m_createEmpty->setToolTip(tr("In the form of the tool in use, with all that it keeps"));
    m_generate = m_createMenu->addAction(tr("From the models…"));
    m_generate->setToolTip(tr("Let the project's own command make a migration from its models"));
    m_createMenu->addSeparator();
    m_propose = m_createMenu->addAction(tr("Propose a down script…"));
    m_propose->setToolTip(tr("From the snapshots before and after the selected migration, to be "
                             "read before it is saved"));
    m_rollbackMenu = fill(m_rollback);
    m_rollbackLast = m_rollbackMenu->addAction(tr("The last one…"));
    m_rollbackTo = m_rollbackMenu->addAction(QString());
    m_baselineMenu = fill(m_baseline);
    m_baselineTo = m_baselineMenu->addAction(QString());
    m_baselineChosen = m_baselineMenu->addAction(QString());

    connect(m_createEmpty, &QAction::triggered, this, &MigrationsPage::askCreate);
    connect(m_generate, &QAction::triggered, this, &MigrationsPage::askGenerate);
    connect(m_propose, &QAction::triggered, this, &MigrationsPage::propose);
    connect(m_applyPending, &QAction::triggered, this, &MigrationsPage::applyPending);
    connect(m_applyTo, &QAction::triggered, this, [this] {
        if (const auto *each = current())
            apply(session().targetName(), {each->name, {}, mode()});
    });
    connect(m_applyChosen, &QAction::triggered, this, [this] {
        apply(session().targetName(), {{}, chosenNames(), mode()});
    });
    connect(m_applyEverywhere, &QAction::triggered, this, &MigrationsPage::applyEverywhere);
    connect(m_rollbackLast, &QAction::triggered, this, &MigrationsPage::rollBackLast);
    connect(m_rollbackTo, &QAction::triggered, this, [this] {
        if (const auto *each = current())
            rollBack({each->name, {}});
    });
    connect(m_baselineTo, &QAction::triggered, this, [this] {
        if (const auto *each = current())
            baseline(each->name, {});
    });
    connect(m_baselineChosen, &QAction::triggered, this, [this] { baseline({}, chosenNames()); });
}

QWidget *MigrationsPage::makeMain()
{
    auto *left = new QWidget;
    auto *leftColumn = new QVBoxLayout(left);
    leftColumn->setContentsMargins(0, 0, 0, 0);
    leftColumn->setSpacing(0);
    leftColumn->addWidget(m_timeline, 1);
    leftColumn->addWidget(m_legend);
    m_splitter = new QSplitter(Qt::Horizontal);
    m_splitter->setHandleWidth(1);
    m_splitter->setChildrenCollapsible(false);
    m_splitter->addWidget(left);
    m_splitter->addWidget(m_sql);
    m_splitter->setStretchFactor(0, 1);
    m_splitter->setStretchFactor(1, 1);
    left->setMinimumWidth(px(240));
    m_sql->setMinimumWidth(px(200));
    m_splitter->setSizes({488, 437});
    m_splitter->restoreState(settings().value(splitterKey).toByteArray());
    connect(m_splitter, &QSplitter::splitterMoved, this,
            [this] { settings().setValue(splitterKey, m_splitter->saveState()); });
    auto *main = new QWidget;
    auto *column = new QVBoxLayout(main);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(m_note);
    column->addWidget(new ChartSplitter(key(), m_splitter, m_strip), 1);
    return main;
}

void MigrationsPage::connectParts()
{
    connect(m_loader, &MigrationsLoader::filesRead, this, &MigrationsPage::showFiles);
    connect(m_loader, &MigrationsLoader::stageChanged, this, &MigrationsPage::showStage);
    connect(m_loader, &MigrationsLoader::busyChanged, this, [this] {
        tools().setBusy(m_loader->isBusy());
        showStatus();
    });
    connect(m_timeline, &TimelineView::currentMoved, this, &MigrationsPage::showCurrent);
    connect(m_timeline, &TimelineView::choiceChanged, this, &MigrationsPage::updateActions);
    connect(m_timeline, &QAbstractItemView::activated, m_sql,
            [this] { m_sql->reader().setFocus(Qt::OtherFocusReason); });
    connect(m_inspector, &MigrationInspector::applyRequested, this, &MigrationsPage::applySelected);
    connect(m_inspector, &MigrationInspector::openFileRequested, this, &MigrationsPage::openFile);
    connect(m_sql, &MigrationSqlPane::openFileRequested, this, &MigrationsPage::openFile);
    connect(m_inspector, &MigrationInspector::placeRequested, this,
            [this](int line, int column) { m_sql->showLine({}, line, column); });
    connect(m_strip, &MigrationStrip::placeRequested, this, &MigrationsPage::jumpTo);
    connect(m_strip, &MigrationStrip::migrationRequested, m_timeline, &TimelineView::choose);
    connect(&m_lintTimer, &QTimer::timeout, this, &MigrationsPage::showHazards);
    connect(m_empty, &EmptyState::primaryClicked, this, &MigrationsPage::refresh);
    connect(m_error, &ErrorState::retryClicked, this, &MigrationsPage::refresh);
    connect(&session(), &Session::workspaceReread, this, [this] {
        if (m_wanted)
            m_loader->load();
    });
    // The dot on the page's icon is for those who have not looked here yet.
    connect(&session().monitor(), &StageMonitor::allChecked, this, [this] {
        if (!m_wanted && session().workspace() && !session().workspace()->folder().isEmpty()) {
            m_wanted = true;
            m_loader->load();
        }
    });
    connect(&session().monitor(), &StageMonitor::answeredAgain, this, [this](const QString &stage) {
        const StageReading *reading = m_model.stage(stage);
        if (reading && reading->state == StageReading::State::Failed)
            m_loader->readStage(stage);
    });
}

} // namespace arborist
