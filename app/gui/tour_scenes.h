// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>
#include <functional>
#include <vector>

class QWidget;

namespace arborist {

class MainWindow;
class Session;

/// One picture that has to be prepared; the tour waits between both until all is quiet.
struct TourScene {
    std::function<void()> prepare;
    QString picture;                    ///< file name; empty for a mere preparation
    std::function<QWidget *()> subject; ///< null: there is nothing to show
};

/// Plan dialogs (usual, on a protected stage, refused) and past runs. `isDemo`: a repair is run for
/// them and taken back again; in a project of somebody's nothing is run.
std::vector<TourScene> tourScenes(MainWindow &window, Session &session, bool isDemo);

} // namespace arborist
