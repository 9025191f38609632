// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/data/seed/seed_text.h"
#include "services/data/seed/test_account.h"
#include <QStringList>
#include <vector>

namespace arborist::stages {
class Workspace;
}

namespace arborist::data {

/// One file of a seed.
struct SeedFile {
    enum class Form { Sql, Csv, Json };

    Form form = Form::Sql;
    QString path;
    QString shown; ///< from the top of the project: "seeds/01_users.csv"
    /// Its name without number and ending: "users", "public.users". The table of a CSV, and of a
    /// JSON that is an array.
    QString name;
    qint64 bytes = 0;
};

/// The folder of the project's seed, absolute: [seed] folder of arborist.toml; else the first of
/// seeds, seed, db/seeds, db/seed, database/seeds, drizzle/seeds, backend/seeds,
/// backend/drizzle/seeds, apps/backend/drizzle/seeds, src/database/seeds that holds files of a
/// seed. Empty where there is none. Throws Error where the folder that is named does not exist.
QString seedFolder(const stages::Workspace &workspace);

/// Its *.sql, *.csv and *.json, also of folders below, by name. accounts.json is none of them.
std::vector<SeedFile> seedFiles(const QString &folder, const stages::Workspace &workspace);

/// Test accounts that the files declare: "-- account: anna@example.com / secret (admin)" in SQL,
/// "$accounts" in JSON, and the folder's accounts.json: objects with email (or user, login),
/// password, role (or name). Each once.
std::vector<TestAccount> declaredAccounts(const QString &folder,
                                          const std::vector<SeedFile> &files);

} // namespace arborist::data
