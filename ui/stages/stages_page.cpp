// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/stages/stages_page.h"

#include "models/common/filter_proxy.h"
#include "models/common/format.h"
#include "models/stages/stage_table_model.h"
#include "services/stages/policy_summary.h"
#include "ui/operations/operation_flow.h"
#include "ui/shell/session.h"
#include "ui/shell/stage_monitor.h"
#include "ui/stages/stage_charts.h"
#include "ui/stages/stage_editor.h"
#include "ui/stages/stage_inspector.h"
#include "ui/stages/stages_status.h"
#include "ui/stages/trust_request.h"
#include "ui/widgets/chart_splitter.h"
#include "ui/widgets/chip_delegate.h"
#include "ui/widgets/note.h"
#include "ui/widgets/page_header.h"
#include "ui/widgets/search_field.h"
#include "ui/widgets/table_view.h"
#include "ui/widgets/tool_row.h"
#include "ui/widgets/view_tools.h"
#include <QAction>
#include <QComboBox>
#include <QHeaderView>
#include <QVBoxLayout>
#include <utility>

namespace arborist {

namespace {

constexpr size_t mostScans = 60;
using ScansByStage = QHash<QString, std::vector<ScanRecord>>;

} // namespace

StagesPage::StagesPage(Session &session, QWidget *parent)
    : Page(session, QStringLiteral("stages"), tr("Stages"), QStringLiteral("dialog-layers"),
           parent),
      m_model(new StageTableModel(this)),
      m_proxy(new FilterProxy(this)),
      m_table(new TableView(metrics::tallRow)),
      m_charts(new StageCharts),
      m_inspector(new StageInspector),
      m_flow(new OperationFlow(session, this)),
      m_note(new Note)
{
    makeTools();
    connectFlow();
    setPanes(nullptr, {0, 0}, makeMain(), m_inspector, {280, 336});
    connect(m_inspector, &StageInspector::checkRequested, this,
            [this] { checkAnew({selectedStage()}); });
    connect(m_inspector, &StageInspector::targetRequested, m_useAsTarget, &QAction::trigger);
    connectTrust();
    StageMonitor &monitor = session.monitor();
    connect(&monitor, &StageMonitor::checkStarted, this, [this](const QString &stage) {
        m_model->setChecking(stage);
        tools().setBusy(true);
    });
    connect(&monitor, &StageMonitor::checked, this, &StagesPage::checked);
    connect(&monitor, &StageMonitor::contactChanged, this, &StagesPage::showContact);
    connect(&monitor, &StageMonitor::allChecked, this, [this] { tools().setBusy(false); });
    connect(&session.jobs(), &JobRunner::finished, this, [this](JobId id, const Outcome &outcome) {
        // A scan may have added to the history.
        for (const JobInfo &job : this->session().jobs().jobs()) {
            if (job.id == id && !job.background && outcome.state == JobState::Succeeded) {
                readHistory();
            }
        }
    });
    connect(&session, &Session::workspaceReread, this, &StagesPage::reload);
    connect(&session, &Session::scanRecorded, this, &StagesPage::readHistory);
    m_clock.setInterval(5000);
    connect(&m_clock, &QTimer::timeout, this, &StagesPage::updateStatus);
    m_clock.start();
    updateActions();
}

void StagesPage::makeTools()
{
    QAction *checkAll = tools().addAction(QStringLiteral("view-refresh"), tr("Check all"));
    checkAll->setToolTip(tr("Check all stages (F5)"));
    connect(checkAll, &QAction::triggered, this, &StagesPage::refresh);
    m_useAsTarget = tools().addAction(QStringLiteral("go-jump"), tr("Use as target"));
    m_useAsSource = tools().addAction(QStringLiteral("exchange-positions"), tr("Use as source"));
    connect(m_useAsTarget, &QAction::triggered, this,
            [this] { session().setTarget(selectedStage()); });
    connect(m_useAsSource, &QAction::triggered, this,
            [this] { session().setSource(selectedStage()); });
    m_trust = tools().addAction(QStringLiteral("object-locked"), tr("Trust this database…"));
    m_trust->setToolTip(tr("Accept the database that the stage leads to as its own"));
    makeEditTools();
    m_environment = new QComboBox;
    m_environment->setAccessibleName(tr("Environment"));
    m_environment->addItem(tr("All environments"), -1);
    for (const auto environment : {stages::Environment::Development, stages::Environment::Test,
                                   stages::Environment::Staging, stages::Environment::Production}) {
        m_environment->addItem(stages::toString(environment), int(environment));
    }
    connect(m_environment, &QComboBox::currentIndexChanged, this, &StagesPage::applyFilter);
    tools().addFilter(m_environment);
    m_search = tools().addSearch(tr("Find stage"));
    connect(m_search, &SearchField::textChanged, this, &StagesPage::applyFilter);
    connect(m_search, &SearchField::leaveRequested, m_table, qOverload<>(&QWidget::setFocus));
}

void StagesPage::connectTrust()
{
    connect(m_trust, &QAction::triggered, this, [this] {
        const auto workspace = session().workspace();
        if (const stages::Stage *stage = workspace->stage(selectedStage()))
            m_flow->start(*stage, trustRequest(workspace, stage->name));
    });
    connect(m_inspector, &StageInspector::trustRequested, m_trust, &QAction::trigger);
}

QWidget *StagesPage::makeMain()
{
    m_proxy->setSourceModel(m_model);
    m_table->setModel(m_proxy);
    m_table->setAccessibleName(tr("Stages"));
    m_table->setSelectionMode(QAbstractItemView::SingleSelection);
    m_table->setItemDelegateForColumn(StageTableModel::StageColumn,
                                      new ChipDelegate(metrics::tallRow,
                                                       StageTableModel::StageColourRole,
                                                       StageTableModel::LockedRole, m_table));
    m_table->setColumnWidths({128, 96, 96, 200, 56, 116, 76, 116, 80},
                             StageTableModel::DatabaseColumn);
    m_table->setSortingEnabled(true);
    m_table->horizontalHeader()->setSortIndicatorClearable(true);
    m_table->sortByColumn(-1, Qt::AscendingOrder);
    rememberHeader(*m_table->horizontalHeader(), key());
    connect(m_table->selectionModel(), &QItemSelectionModel::selectionChanged, this,
            &StagesPage::updateInspector);
    connect(m_table, &QAbstractItemView::activated, m_useAsTarget, &QAction::trigger);

    m_note->hide();
    auto *main = new QWidget;
    auto *column = new QVBoxLayout(main);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(m_note);
    column->addWidget(new ChartSplitter(key(), m_table, m_charts), 1);
    return main;
}

void StagesPage::refresh()
{
    QStringList names;
    if (const auto workspace = session().workspace()) {
        for (const stages::Stage &stage : workspace->stages()) {
            names.append(stage.name);
        }
    }
    checkAnew(names);
    readHistory();
}

void StagesPage::checkAnew(const QStringList &names)
{
    const auto workspace = session().workspace();
    for (const QString &name : names) {
        if (const stages::Stage *stage = workspace ? workspace->stage(name) : nullptr) {
            workspace->forgetSecret(*stage);
        }
        session().monitor().check(name);
    }
}

void StagesPage::retarget()
{
    const auto workspace = session().workspace();
    if (workspace && m_shownWorkspace != session().key()) {
        m_shownWorkspace = session().key();
        m_flow->reset();
        loadRows();
        readHistory();
    }
    if (selectedStage().isEmpty()) {
        selectStage(session().targetName());
    }
    updateInspector();
    updateStatus();
}

/// The same workspace from changed files.
void StagesPage::reload()
{
    const QString selected = selectedStage();
    const bool renamed = !m_renamedTo.isEmpty() && session().workspace()->stage(m_renamedTo);
    loadRows();
    selectStage(renamed && selected == m_renamedFrom ? m_renamedTo : selected);
    // The target is the same stage under its new name.
    if (renamed && std::exchange(m_renamesTarget, false))
        session().setTarget(m_renamedTo);
    readHistory();
    updateInspector();
    updateStatus();
}

void StagesPage::loadRows()
{
    std::vector<StageRow> rows;
    const auto workspace = session().workspace();
    for (const stages::Stage &stage : workspace->stages()) {
        StageRow row;
        row.stage = stage;
        const auto address = workspace->knownAddress(stage);
        row.reach = stages::reachOf(stage, address);
        if (address) {
            row.database = address->database();
            row.address = address->address();
        }
        if (const stages::StageCheck *check = session().monitor().last(stage.name)) {
            const FingerprintLook print = session().monitor().fingerprint(stage.name);
            row.check = *check;
            row.finding = print.finding;
            row.onRecord = print.onRecord;
        }
        row.checking = session().monitor().isChecking(stage.name);
        const StageContact contact = session().monitor().contact(stage.name);
        row.contact = contact.isLost() ? contact.text() : QString();
        row.nextTry = contact.nextTryText();
        rows.push_back(std::move(row));
    }
    m_model->setRows(std::move(rows));
    m_charts->setData(m_model->rows(), session().monitor().answers());
    selectStage(session().targetName());
}

void StagesPage::readHistory()
{
    const auto workspace = session().workspace();
    if (!workspace) {
        return;
    }
    JobRequest request;
    request.title = tr("Read past scans");
    request.background = true;
    request.view = QStringLiteral("stages/history");
    request.work = [history = session().history(), key = session().key(),
                    workspace](OperationContext &) {
        ScansByStage scans;
        for (const stages::Stage &stage : workspace->stages()) {
            scans.insert(stage.name, history.scans(key, stage.name, {}, int(mostScans)));
        }
        return std::any(scans);
    };
    session().jobs().start(std::move(request), this, [this](const Outcome &outcome) {
        if (outcome.state != JobState::Succeeded) {
            return;
        }
        const auto &scans = std::any_cast<const ScansByStage &>(outcome.result);
        for (auto stage = scans.cbegin(); stage != scans.cend(); ++stage) {
            m_model->setScans(stage.key(), stage.value());
        }
        updateInspector();
    });
}

void StagesPage::checked(const QString &stage)
{
    if (const stages::StageCheck *check = session().monitor().last(stage)) {
        const FingerprintLook print = session().monitor().fingerprint(stage);
        m_model->setCheck(*check, print.finding, print.onRecord);
        m_charts->setData(m_model->rows(), session().monitor().answers());
    }
    updateInspector();
    updateStatus();
}

/// Each second while a stage is waited for.
void StagesPage::showContact(const QString &stage)
{
    const StageContact contact = session().monitor().contact(stage);
    const QString text = contact.isLost() ? contact.text() : QString();
    m_model->setContact(stage, text, contact.nextTryText());
    if (stage == selectedStage())
        m_inspector->setContact(text);
}

void StagesPage::updateStatus()
{
    const StagesStatus status = stagesStatus(m_model->rows());
    setStatus(status.glyph, status.text);
    setAttention(status.attention);
    header().setMeta(stagesMeta(m_model->rows(), session().workspace().get()));
}

void StagesPage::updateInspector()
{
    const QString stage = selectedStage();
    m_inspector->setStage(m_model->row(stage), stage == session().targetName());
    m_charts->setSelected(stage);
    updateActions();
}

void StagesPage::updateActions()
{
    const QString stage = selectedStage();
    const stages::Stage *source = session().source();
    m_useAsTarget->setEnabled(!stage.isEmpty() && stage != session().targetName());
    const StageRow *row = m_model->row(stage);
    const bool ofFolder = session().workspace() && !session().workspace()->folder().isEmpty();
    m_trust->setEnabled(row && ofFolder && canTrust(*row) && !m_flow->isBusy());
    m_inspector->setTrustable(m_trust->isEnabled() && row->finding->stopsWrites);
    m_useAsSource->setEnabled(!stage.isEmpty() && !(source && source->name == stage));
    const auto workspace = session().workspace();
    const bool editable = workspace && !workspace->folder().isEmpty() && !m_flow->isBusy();
    for (QAction *action : {m_edit, m_remove, m_writeTarget, m_writeSource})
        action->setEnabled(editable && !stage.isEmpty());
    m_add->setEnabled(editable);
}

void StagesPage::applyFilter()
{
    const int environment = m_environment->currentData().toInt();
    const QString text = m_search->text().trimmed();
    m_proxy->setPredicate([this, environment, text](const QModelIndex &index) {
        const StageRow &row = m_model->rows()[size_t(index.row())];
        const bool fits = environment < 0 || int(row.stage.environment) == environment;
        return fits && (text.isEmpty() || row.stage.name.contains(text, Qt::CaseInsensitive) ||
                        row.shownDatabase().contains(text, Qt::CaseInsensitive) ||
                        row.shownAddress().contains(text, Qt::CaseInsensitive));
    });
}

void StagesPage::focusSearch()
{
    m_search->setFocus(Qt::ShortcutFocusReason);
    m_search->selectAll();
}

bool StagesPage::isBusy() const
{
    for (const StageRow &row : m_model->rows()) {
        if (row.checking) {
            return true;
        }
    }
    return false;
}

void StagesPage::selectStage(const QString &stage)
{
    const int row = m_model->indexOf(stage);
    const QModelIndex index = m_proxy->mapFromSource(m_model->index(std::max(0, row), 0));
    if (row >= 0 && index.isValid()) {
        m_table->setCurrentIndex(index);
    }
}

QString StagesPage::selectedStage() const
{
    const QModelIndexList rows =
        m_table->selectionModel() ? m_table->selectionModel()->selectedRows() : QModelIndexList();
    return rows.isEmpty() ? QString() : rows.first().data().toString();
}

} // namespace arborist
