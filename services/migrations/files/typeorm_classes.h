// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>
#include <QStringList>
#include <optional>
#include <vector>

namespace arborist::migrations {

/// A class of a file that TypeORM takes for a migration.
struct TypeOrmClass {
    QString name; ///< its property `name`, else the name of the class: the identity
    int line = 1;
    /// Its property `transaction`; nullopt where it has none.
    std::optional<bool> transaction;
    int upLine = 0, upEnd = 0; ///< first and last line of its method up(); 0 without one
    int downLine = 0, downEnd = 0;
};

/// The classes that implement MigrationInterface, or that a file of JavaScript exports with the
/// methods up and down. Read, not run.
std::vector<TypeOrmClass> typeOrmClasses(const QString &text);

/// The files that an index.ts imports or exports from, as written: "./1700000000000-Init".
QStringList importedFiles(const QString &text);

} // namespace arborist::migrations
