// SPDX-License-Identifier: GPL-3.0-or-later
// Repairs as the hierarchy page offers them, and what it shows of them.
#include "ui/hierarchy/hierarchy_page.h"

#include "ui/hierarchy/filter_strip.h"
#include "ui/hierarchy/hierarchy_jobs.h"
#include "ui/hierarchy/hierarchy_repairs.h"
#include "ui/hierarchy/hierarchy_tools.h"
#include "ui/shell/session.h"
#include "ui/widgets/error_state.h"
#include <QJsonArray>
#include <algorithm>

namespace arborist {

using namespace hierarchy;

namespace {

RepairWish wishOf(const QString &operation, const QJsonObject &request)
{
    RepairWish wish;
    wish.verb = operation.section(u' ', 1);
    for (const QJsonValue &name : request[QStringLiteral("kinds")].toArray()) {
        if (const auto kind = kindFromId(name.toString()))
            wish.kinds |= bit(*kind);
    }
    const QString orphans = request[QStringLiteral("orphans")].toString();
    wish.orphans = orphans == QStringLiteral("delete")    ? repair::OrphanAction::Delete
                   : orphans == QStringLiteral("promote") ? repair::OrphanAction::Promote
                                                          : repair::OrphanAction::Reattach;
    return wish;
}

/// What a run once repaired is not there, or is not a hierarchy any more.
Error noHierarchy(const QString &table)
{
    return Error(
        table.isEmpty() ? HierarchyPage::tr("There is no hierarchy in this database.")
                        : HierarchyPage::tr(
                              "%1 is no hierarchy any more, so the repair cannot be planned again.")
                              .arg(table),
        HierarchyPage::tr("Check that the table is still in this database, with its parent column; "
                          "or name it under [[hierarchy]] in arborist.toml."));
}

} // namespace

void HierarchyPage::connectRepairs()
{
    const auto organization = [this] {
        return m_request.organization ? m_snapshot->organizations()[*m_request.organization].id
                                      : QString();
    };
    connect(&m_tools->repairMenu(), &RepairMenu::chosen, this,
            [this, organization](const RepairWish &wish) {
                m_repairs->repair(*mapping(), organization(), wish);
            });
    connect(&m_tools->repairMenu(), &RepairMenu::recipeChosen, this,
            [this, organization](const stages::RecipeFile &recipe) {
                m_repairs->repair(recipe, organization());
            });
    const auto showRecipes = [this] {
        const auto workspace = session().workspace();
        m_tools->repairMenu().setRecipes(workspace ? workspace->recipes()
                                                   : std::vector<stages::RecipeFile>());
    };
    connect(&session(), &Session::workspaceChanged, this, showRecipes);
    connect(&session(), &Session::workspaceReread, this, showRecipes);
    connect(m_repairs, &HierarchyRepairs::busyChanged, this, [this] {
        m_tools->setRepairing(m_repairs->isBusy());
        announceIfSettled();
    });
    connect(m_repairs, &HierarchyRepairs::done, this, &HierarchyPage::showRepaired);
    connect(m_repairs, &HierarchyRepairs::nothingToDo, this, [this](const QString &text) {
        if (m_snapshot)
            m_strip->showDone(text, tr("Dismiss"));
        else
            showRepaired(text, {}); // the strip stands over a scan's result
    });
    connect(m_repairs, &HierarchyRepairs::failed, this,
            [this](const Error &error) { showRepairProblem(tr("The repair failed"), error); });
}

void HierarchyPage::showRepaired(const QString &text, const QString &undoable)
{
    m_repaired = text;
    m_undoable = undoable;
    if (m_snapshot)
        showStrip();
    scan();
}

void HierarchyPage::lostChanged()
{
    m_tools->setLost(isTargetLost());
}

void HierarchyPage::stripClicked()
{
    if (!m_undoable.isEmpty() && !m_repaired.isEmpty() && isTargetLost()) {
        setStatus(
            Glyph::Failed,
            tr("%1 does not answer; nothing can be taken back now").arg(session().targetName()));
        return;
    }
    const QString run = std::exchange(m_undoable, QString());
    if (m_repaired.isEmpty() || run.isEmpty()) {
        endLimit();
        return;
    }
    m_repaired.clear();
    showStrip();
    m_repairs->undo(run);
}

void HierarchyPage::updateRepairMenu()
{
    if (!m_snapshot) {
        m_tools->repairMenu().setDrift(nullptr);
        return;
    }
    m_tools->repairMenu().setDrift(m_request.organization
                                       ? &m_snapshot->organizations()[*m_request.organization].drift
                                       : &m_snapshot->drift());
}

void HierarchyPage::repairAgain(const QString &operation, const QJsonObject &request)
{
    m_pending = [this, operation, request] {
        const QString recipe = request[QStringLiteral("recipe")].toString();
        for (const stages::RecipeFile &file : session().workspace()->recipes()) {
            if (file.name == recipe) {
                m_repairs->repair(file, request[QStringLiteral("organization")].toString());
                return;
            }
        }
        const QString table = request[QStringLiteral("table")].toString();
        const auto found = table.isEmpty()
                               ? m_hierarchies.begin()
                               : std::ranges::find(m_hierarchies, table, &Mapping::qualifiedName);
        if (found == m_hierarchies.end()) {
            showRepairProblem(tr("The repair cannot be planned again"), noHierarchy(table));
            return;
        }
        choose(int(found - m_hierarchies.begin()));
        m_repairs->repair(*found, request[QStringLiteral("organization")].toString(),
                          wishOf(operation, request));
    };
    if (m_discovered)
        planPending();
    else if (!m_jobs->isDiscovering())
        discover();
}

void HierarchyPage::showRepairProblem(const QString &title, const Error &error)
{
    if (m_snapshot) {
        m_strip->showProblem(error.message(), error.hint(), tr("Dismiss"));
        return;
    }
    // Without a scan's result there is no strip to say it on.
    setStatus(Glyph::Failed, title);
    m_error->setError(title, tr("Nothing was changed."), error, QDateTime::currentDateTime());
    showInstead(m_error);
}

void HierarchyPage::planPending()
{
    if (const auto pending = std::exchange(m_pending, {}))
        pending();
}

} // namespace arborist
