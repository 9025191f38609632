// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

/// The program's log: standard error, and a file of at most 1 MB with two older ones kept beside
/// it (permissions 0600). Whatever is written goes through redacted() first. Any thread may log;
/// Qt's own messages (qWarning and so on) come here, too.
namespace arborist::log {

enum class Level { Debug, Info, Warning, Error };

/// Begins logging; `file` may be empty for standard error alone. A file that cannot be written is
/// said on standard error and then left out. What is below `level` is dropped; standard error gets
/// warnings and errors only, unless `verbose`.
void start(const QString &file, Level level = Level::Info, bool verbose = false);

void debug(const QString &text);
void info(const QString &text);
void warning(const QString &text);
void error(const QString &text);

} // namespace arborist::log
