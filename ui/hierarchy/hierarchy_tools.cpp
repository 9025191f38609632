// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/hierarchy/hierarchy_tools.h"

#include "ui/hierarchy/repair_menu.h"
#include "ui/style/icons.h"
#include "ui/style/metrics.h"
#include "ui/widgets/search_field.h"
#include "ui/widgets/tool_row.h"
#include <QAbstractItemView>
#include <QAction>
#include <QComboBox>
#include <QListView>
#include <QMenu>
#include <QTimer>
#include <QToolButton>

namespace arborist {

using namespace hierarchy;
using Show = FilterRequest::Show;

namespace {

constexpr int kSearchAfterMs = 250;
/// Above it the clipboard would take the desktop's memory; a file serves better.
constexpr qsizetype kMostCopied = 200'000;

} // namespace

HierarchyTools::HierarchyTools(ToolRow &row, QWidget &page)
    : QObject(&page),
      m_row(row),
      m_organizations(OrganizationModel::Include::All)
{
    addActions(row, page);
    addFilters(row);
    setScanning(false);
    setHasResult(false, false);
}

void HierarchyTools::addActions(ToolRow &row, QWidget &page)
{
    const auto action = [&](const char *icon, const QString &text, const QString &tip) {
        auto *made = new QAction(arborist::icon(QLatin1String(icon)), text, &page);
        made->setToolTip(tip);
        return made;
    };
    m_scan = action("view-refresh", {}, {});
    m_repair = action("tools-wizard", tr("Repair…"), tr("Plan a repair; nothing is changed yet"));
    m_repairMenu = new RepairMenu(&page);
    m_repair->setMenu(m_repairMenu);
    m_export = action("document-export", tr("Export"), tr("Export the findings"));
    m_rules = action("document-edit", tr("Rules…"),
                     tr("The rules that derived values follow, and where they come from"));
    m_previous = action("go-up", tr("Previous finding"), tr("Previous finding (Shift+F3)"));
    m_next = action("go-down", tr("Next finding"), tr("Next finding (F3)"));
    m_previous->setShortcut(QKeySequence(Qt::SHIFT | Qt::Key_F3));
    m_next->setShortcut(QKeySequence(Qt::Key_F3));

    auto *menu = new QMenu(&page);
    m_csv = menu->addAction(icon(QStringLiteral("document-save-as")), tr("Findings as CSV…"));
    m_copy = menu->addAction(icon(QStringLiteral("edit-copy")), tr("Copy findings"));
    m_export->setMenu(menu);

    row.addAction(m_scan)->setObjectName(QStringLiteral("scan"));
    row.addAction(m_repair)->setObjectName(QStringLiteral("repair"));
    row.addSeparator();
    row.addAction(m_export)->setObjectName(QStringLiteral("export"));
    QToolButton *rules = row.addAction(m_rules);
    rules->setObjectName(QStringLiteral("rules"));
    rules->setToolButtonStyle(Qt::ToolButtonIconOnly);
    rules->setAccessibleName(tr("Rules"));
    row.addSeparator();
    for (QAction *step : {m_previous, m_next}) {
        step->setShortcutContext(Qt::WidgetWithChildrenShortcut);
        page.addAction(step);
        QToolButton *button = row.addAction(step);
        button->setToolButtonStyle(Qt::ToolButtonIconOnly);
        button->setAccessibleName(step->text());
    }
    connect(m_scan, &QAction::triggered, this, [this] {
        if (m_scanning)
            Q_EMIT cancelRequested();
        else
            Q_EMIT scanRequested();
    });
    connect(m_rules, &QAction::triggered, this, &HierarchyTools::rulesRequested);
    connect(m_csv, &QAction::triggered, this, &HierarchyTools::exportRequested);
    connect(m_copy, &QAction::triggered, this, &HierarchyTools::copyRequested);
    connect(m_previous, &QAction::triggered, this, [this] { Q_EMIT stepRequested(false); });
    connect(m_next, &QAction::triggered, this, [this] { Q_EMIT stepRequested(true); });
}

void HierarchyTools::addFilters(ToolRow &row)
{
    const auto combo = [&](const QString &name, const char *objectName, int width) {
        auto *made = new QComboBox;
        made->setAccessibleName(name);
        made->setToolTip(name);
        made->setObjectName(QLatin1String(objectName));
        made->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
        made->setMinimumContentsLength(4);
        made->setFixedWidth(px(width));
        made->setMaxVisibleItems(20);
        row.addFilter(made);
        return made;
    };
    m_hierarchy = combo(tr("Hierarchy"), "hierarchyCombo", 160);
    m_organization = combo(tr("Organization"), "organizationCombo", 176);
    m_show = combo(tr("Shown items"), "showCombo", 184);
    m_hierarchy->hide();
    m_organization->setModel(&m_organizations);
    if (auto *list = qobject_cast<QListView *>(m_organization->view()))
        list->setUniformItemSizes(true); // there may be very many
    m_show->addItem(tr("All items"), int(Show::All));
    m_show->addItem(tr("Drifted and ancestors"), int(Show::Drifted));
    m_show->addItem(tr("Origins and ancestors"), int(Show::Origins));
    m_show->setCurrentIndex(1);
    m_search = row.addSearch(tr("Find title or ID"));
    m_searchTimer = new QTimer(this);
    m_searchTimer->setSingleShot(true);
    m_searchTimer->setInterval(kSearchAfterMs);

    connect(m_hierarchy, &QComboBox::activated, this, &HierarchyTools::hierarchyChosen);
    connect(m_organization, &QComboBox::activated, this, [this](int index) {
        Q_EMIT organizationChosen(m_organizations.organizationAt(index));
    });
    connect(m_show, &QComboBox::activated, this,
            [this](int index) { Q_EMIT showChosen(Show(m_show->itemData(index).toInt())); });
    connect(m_search, &QLineEdit::textChanged, m_searchTimer, qOverload<>(&QTimer::start));
    connect(m_searchTimer, &QTimer::timeout, this, [this] { Q_EMIT searchChanged(searchText()); });
    connect(m_search, &SearchField::leaveRequested, this, &HierarchyTools::searchLeft);
}

void HierarchyTools::setHierarchies(const QStringList &names, int current)
{
    m_hierarchy->clear();
    m_hierarchy->addItems(names);
    m_hierarchy->setCurrentIndex(current);
    m_hierarchy->setVisible(names.size() > 1);
}

void HierarchyTools::setSnapshot(const SnapshotPtr &snapshot)
{
    m_organizations.setSnapshot(snapshot);
    m_organization->setCurrentIndex(snapshot ? 0 : -1);
    setHasResult(snapshot != nullptr, snapshot && !snapshot->findings().empty());
    const bool tooMany = snapshot && qsizetype(snapshot->findings().size()) > kMostCopied;
    m_copy->setEnabled(!tooMany);
    m_copy->setText(tooMany ? tr("Copy findings (too many; use CSV)") : tr("Copy findings"));
}

void HierarchyTools::setFilter(const FilterRequest &request)
{
    m_organization->setCurrentIndex(m_organizations.rowOf(request.organization));
    const int index = m_show->findData(int(request.show));
    if (index >= 0)
        m_show->setCurrentIndex(index);
}

void HierarchyTools::setScanning(bool scanning)
{
    m_scanning = scanning;
    m_scan->setText(scanning ? tr("Cancel") : tr("Scan"));
    m_scan->setToolTip(scanning ? tr("Stop the scan") : tr("Read the hierarchy and compare (F5)"));
    m_scan->setIcon(
        icon(scanning ? QStringLiteral("dialog-cancel") : QStringLiteral("view-refresh")));
    setCanScan(m_canScan);
}

void HierarchyTools::setCanScan(bool can)
{
    m_canScan = can;
    m_scan->setEnabled(can || m_scanning);
}

void HierarchyTools::setHasResult(bool result, bool findings)
{
    m_hasFindings = findings;
    setRepairing(m_repairing);
    m_export->setEnabled(findings);
    m_rules->setEnabled(result);
    m_previous->setEnabled(findings);
    m_next->setEnabled(findings);
    m_organization->setVisible(result && m_organizations.rowCount() > 2);
    m_show->setVisible(result);
    m_search->setVisible(result);
}

void HierarchyTools::setRepairing(bool repairing)
{
    m_repairing = repairing;
    m_repair->setEnabled(m_hasFindings && !repairing && !m_lost);
}

void HierarchyTools::setLost(bool lost)
{
    m_lost = lost;
    setRepairing(m_repairing);
}

void HierarchyTools::setBusy(bool busy)
{
    m_row.setBusy(busy);
}

QString HierarchyTools::searchText() const
{
    return m_search->text().trimmed();
}

void HierarchyTools::clearSearch()
{
    const QSignalBlocker blocker(m_search);
    m_search->clear();
    m_searchTimer->stop();
}

void HierarchyTools::focusSearch()
{
    m_search->setFocus(Qt::ShortcutFocusReason);
    m_search->selectAll();
}

} // namespace arborist
