// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QSize>
#include <QString>
#include <QStringList>

namespace arborist {

/// What the program was asked for.
struct Arguments {
    QString place;         ///< folder or connection string; empty: the demo
    QString tour;          ///< folder for the pictures; empty: no tour
    QSize size{1366, 768}; ///< of the window during the tour
    bool verbose = false;
};

/// Reads the command line; prints help, version or what is wrong with it and ends the program where
/// that is all there is to do.
Arguments readArguments(const QStringList &arguments);

} // namespace arborist
