// SPDX-License-Identifier: GPL-3.0-or-later
#include "bench/tree_walk.h"

#include <QCoreApplication>
#include <QElapsedTimer>
#include <QScrollBar>
#include <QTreeView>
#include <algorithm>
#include <functional>
#include <vector>

namespace arborist::bench {
namespace {

constexpr int expandedOrganizations = 5;
constexpr int expandedAtLevel = 200;
constexpr int levels = 6;
constexpr int pages = 300;

double timed(QTreeView &tree, const std::function<void()> &step)
{
    QElapsedTimer clock;
    clock.start();
    step();
    QCoreApplication::sendPostedEvents(); // delayed layouts
    tree.viewport()->repaint();
    return double(clock.nsecsElapsed()) / 1e6;
}

} // namespace

TreeWalk walkTree(QTreeView &tree)
{
    TreeWalk result;
    const QAbstractItemModel &model = *tree.model();
    std::vector<QModelIndex> level;
    for (int row = 0; row < std::min(expandedOrganizations, model.rowCount()); ++row)
        level.push_back(model.index(row, 0));
    for (int depth = 0; depth < levels; ++depth) {
        std::vector<QModelIndex> next;
        for (const QModelIndex &index : level) {
            const double took = timed(tree, [&] { tree.expand(index); });
            result.expandLongestMs = std::max(result.expandLongestMs, took);
            const int rows = std::min(model.rowCount(index), expandedAtLevel - int(next.size()));
            for (int row = 0; row < rows; ++row)
                next.push_back(model.index(row, 0, index));
        }
        level = std::move(next);
    }

    std::vector<double> steps;
    QScrollBar &bar = *tree.verticalScrollBar();
    bar.setValue(bar.minimum());
    for (int page = 0; page < pages; ++page)
        steps.push_back(
            timed(tree, [&] { bar.triggerAction(QAbstractSlider::SliderPageStepAdd); }));
    for (const int place : {bar.maximum(), bar.maximum() / 2, bar.minimum()})
        steps.push_back(timed(tree, [&] { bar.setValue(place); }));
    std::ranges::sort(steps);
    result.scrollMedianMs = steps[steps.size() / 2];
    result.scrollLongestMs = steps.back();
    return result;
}

} // namespace arborist::bench
