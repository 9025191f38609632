// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/postgres/connection_info.h"
#include "services/stages/environment_files.h"
#include <QStringList>
#include <optional>

namespace arborist::stages {

/// An address put together from several variables.
struct FamilyAddress {
    postgres::ConnectionInfo info;
    QString origin; ///< "PGHOST and others in .env"
};

/// "PG" (libpq's own), "POSTGRES_" (the Docker image), "DB_", "TYPEORM_".
const QStringList &familyPrefixes();

/// Variables of one family: PREFIX with HOST, PORT, DATABASE, USER, PASSWORD and their usual
/// variants. nullopt when neither host nor database (nor PGSERVICE) is set, or when the family says
/// that it is of another kind of database (DB_TYPE=mysql). `fileName` as in
/// EnvironmentFiles::find().
std::optional<FamilyAddress> readFamily(const QString &prefix, EnvironmentFiles &files,
                                        const QString &fileName);

} // namespace arborist::stages
