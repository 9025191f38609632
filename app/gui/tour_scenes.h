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

/// Plan dialogs (usual, on a protected stage, refused) and past runs. A repair is run for them and
/// taken back again: the databases are left as they were.
std::vector<TourScene> tourScenes(MainWindow &window, Session &session);

} // namespace arborist
