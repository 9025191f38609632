// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/repair/repair.h"
#include "services/stages/workspace.h"
#include <QMenu>

namespace arborist {

/// What is to be repaired, as the menu offers it.
struct RepairWish {
    QString verb;
    quint32 kinds = 0; ///< 0: those of the verb
    repair::OrphanAction orphans = repair::OrphanAction::Reattach;
};

/// The kinds of repairs: derived values first, structural ones one by one, deletion apart. Entries
/// tell how many findings they would clear; those without any are greyed.
class RepairMenu : public QMenu
{
    Q_OBJECT
public:
    explicit RepairMenu(QWidget *parent = nullptr);

    /// Counts of what is shown: the whole hierarchy, or the chosen organization; null if unknown.
    void setDrift(const hierarchy::KindCounts *drift);
    /// Those that the workspace declares, below the built-in ones.
    void setRecipes(const std::vector<stages::RecipeFile> &recipes);

Q_SIGNALS:
    void chosen(const arborist::RepairWish &wish);
    void recipeChosen(const arborist::stages::RecipeFile &recipe);

private:
    struct Entry {
        QAction *action;
        QString text;
        quint32 kinds;
    };

    void add(QMenu &menu, const QString &text, const RepairWish &wish, quint32 kinds);

    std::vector<Entry> m_entries;
    QList<QAction *> m_recipes; ///< with the line above them
};

} // namespace arborist
