// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/migrations/author/project_command.h"
#include <QJsonObject>

namespace arborist::migrations {

/// The folders from `folder` up to `top`, both included; empty where it does not lie within.
QStringList foldersUpTo(const QString &top, const QString &folder);

/// The package.json of that folder; empty where there is none. Throws Error where it cannot be
/// read.
QJsonObject packageIn(const QString &folder);

/// npm, pnpm, yarn or bun: what the package names, else by the lock file of the nearest folder that
/// has one.
QString packageManager(const QStringList &folders, const QJsonObject &package);

/// A script of the nearest package.json that has one of those names; empty without.
ProjectCommand packageScript(const QStringList &folders, const QStringList &names);

/// The text of a script with those of the scripts behind it that it calls, a line each.
QString scriptWithCalled(const QJsonObject &scripts, const QString &text);

/// What arborist.toml has for `key` under [migrations], to be run in that folder. Throws Error for
/// a quote that is not closed.
ProjectCommand declaredCommand(const QString &folder, const QString &text, const QString &key);

} // namespace arborist::migrations
