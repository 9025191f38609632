// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>
#include <functional>

class QWidget;

namespace arborist {

void showAbout(QWidget *parent);
void showShortcuts(QWidget *parent, const QStringList &pages);
/// Asks for a connection string; `accept` gets it. Never blocks the caller.
void askAddress(QWidget *parent, const std::function<void(const QString &)> &accept);

} // namespace arborist
