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

/// The variables of the family that could be set: "DB_HOST", "DB_HOSTNAME", "DB_PORT" ...
QStringList familyVariables(const QString &prefix);

/// A .env file of `folder` with the family's variables set to that address, and what they are then.
struct FamilyText {
    QString text;
    QStringList assignments; ///< "DB_HOST=db.example.com"; without the password's value
};
/// The variables that are there are used; what the address does not say is emptied. Throws Error
/// that names the variables with their lines where they would not lead there: the result is read
/// again.
FamilyText withFamily(const QString &text, const QString &folder, const QString &fileName,
                      const QString &prefix, const postgres::ConnectionInfo &address);

} // namespace arborist::stages
