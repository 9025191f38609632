// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>

namespace arborist::testing {

/// Gives the bytes to everything that reads files of migrations: splitter, linter, directives,
/// journal, snapshot, configuration, classes. The first line says to which ("sql", "goose" ...);
/// any other goes to all. Aborts where an answer breaks a promise.
void readMigrationFile(const QByteArray &input);

} // namespace arborist::testing
