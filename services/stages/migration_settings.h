// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>
#include <QStringList>
#include <vector>

namespace arborist::stages {

/// Tables that must have some columns, wherever a migration makes them.
struct RequireColumns {
    QStringList tables;
    QStringList columns;
    bool operator==(const RequireColumns &) const = default;
};

/// [migrations] of arborist.toml, as it is written; what is left out is empty.
struct MigrationSettings {
    QString tool;           ///< "drizzle", "typeorm", "dbmate", ...
    QString folder;         ///< from the top of the project
    QString table;          ///< "drizzle.__drizzle_migrations"
    QString generate, push; ///< the project's own commands
    QString run, revert;    ///< those of a tool that has to run its migrations itself
    QString dynamodb;
    std::vector<RequireColumns> requireColumns;
    int line = 0; ///< of `folder`, else of the section; 0 without one
};

} // namespace arborist::stages
