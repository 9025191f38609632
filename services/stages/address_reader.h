// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/postgres/connection_info.h"
#include "services/stages/address_reference.h"
#include "services/stages/environment_files.h"
#include <optional>

namespace arborist::stages {

/// An address with its secret, and where it comes from.
struct FoundAddress {
    postgres::ConnectionInfo info;
    QString origin; ///< "DB_CONNECTION_STRING in .env, line 2"
};

/// Follows a reference. Throws Error with a hint, never with a password: a variable that is not
/// set, a file that does not exist, text that is no address, a kind of reference that this version
/// does not follow.
FoundAddress readAddress(const AddressReference &reference, EnvironmentFiles &files);

/// The first variable (or family) of the usual names that holds the address of a PostgreSQL
/// database; `fileName` as in EnvironmentFiles::find().
std::optional<AddressReference> findAddress(EnvironmentFiles &files, const QString &fileName);

} // namespace arborist::stages
