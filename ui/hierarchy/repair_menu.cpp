// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/hierarchy/repair_menu.h"

#include "models/common/format.h"

namespace arborist {

using namespace hierarchy;
using repair::OrphanAction;

RepairMenu::RepairMenu(QWidget *parent) : QMenu(parent)
{
    setAccessibleName(tr("Repair"));
    setToolTipsVisible(true);
    const auto verb = [this](const char *name, const QString &text) {
        const QString word = QLatin1String(name);
        add(*this, text, {word, 0, OrphanAction::Reattach}, repair::kindsOfVerb(word));
    };
    verb("all", tr("All derived values…"));
    addSeparator();
    verb("hierarchy", tr("Depth and path…"));
    verb("aggregations", tr("Counts and sums…"));
    verb("dates", tr("Dates…"));
    addSeparator();
    QMenu *orphans = addMenu(tr("Orphans"));
    orphans->setToolTipsVisible(true);
    const auto orphan = [&](const QString &text, OrphanAction action) {
        add(*orphans, text, {QStringLiteral("orphans"), 0, action}, bit(Kind::S3));
    };
    orphan(tr("Re-attach to the nearest ancestor…"), OrphanAction::Reattach);
    orphan(tr("Promote to top level…"), OrphanAction::Promote);
    orphans->addSeparator();
    orphan(tr("Delete with their subtrees…"), OrphanAction::Delete);
    const quint32 structural = repair::choosableKinds(QStringLiteral("hierarchy"));
    for (const Kind kind : allKinds()) {
        if ((structural & bit(kind)) == 0)
            continue;
        // Depth and path follow from the structure: one run writes both.
        add(*this, tr("%1 (%2)…").arg(hierarchy::title(kind), id(kind)),
            {QStringLiteral("hierarchy"),
             repair::kindsOfVerb(QStringLiteral("hierarchy")) | bit(kind), OrphanAction::Reattach},
            bit(kind));
    }
}

void RepairMenu::add(QMenu &menu, const QString &text, const RepairWish &wish, quint32 kinds)
{
    QAction *action = menu.addAction(text);
    m_entries.push_back({action, text, kinds});
    connect(action, &QAction::triggered, this, [this, wish] { Q_EMIT chosen(wish); });
}

void RepairMenu::setRecipes(const std::vector<stages::RecipeFile> &recipes)
{
    qDeleteAll(m_recipes);
    m_recipes.clear();
    if (recipes.empty())
        return;
    m_recipes << addSeparator();
    for (const stages::RecipeFile &recipe : recipes) {
        QAction *action = addAction(tr("%1…").arg(recipe.name));
        action->setToolTip(recipe.file);
        connect(action, &QAction::triggered, this, [this, recipe] { Q_EMIT recipeChosen(recipe); });
        m_recipes << action;
    }
}

void RepairMenu::setDrift(const KindCounts *drift)
{
    for (const Entry &entry : m_entries) {
        qint64 findings = 0;
        QStringList kinds;
        for (const Kind kind : allKinds()) {
            if ((entry.kinds & bit(kind)) == 0)
                continue;
            findings += drift ? (*drift)[size_t(kind)].repairable : 0;
            kinds << tr("%1 %2").arg(id(kind), hierarchy::title(kind));
        }
        entry.action->setEnabled(!drift || findings > 0);
        entry.action->setToolTip(kinds.join(QStringLiteral(", ")));
        // What follows a tab stands in a column of its own.
        entry.action->setText(drift ? entry.text + u'\t' + format::count(findings) : entry.text);
    }
}

} // namespace arborist
