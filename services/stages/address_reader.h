// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/cloud/aws/settings.h"
#include "services/postgres/connection_info.h"
#include "services/stages/address_reference.h"
#include "services/stages/environment_files.h"
#include <optional>
#include <stop_token>

namespace arborist::stages {

/// An address with its secret, and where it comes from.
struct FoundAddress {
    std::optional<postgres::ConnectionInfo> info; ///< nullopt for a secret that is not in memory
    QString origin;                               ///< "DB_CONNECTION_STRING in .env, line 2"
};

/// What may be done to get at a secret that is kept elsewhere.
struct SecretAccess {
    bool fetch = false; ///< over the network, if need be; false: only what is in memory
    cloud::aws::Account account{};
    std::stop_token stop{};
};

/// Follows a reference. Throws Error with a hint, never with a password: a variable that is not
/// set, a file that does not exist, text that is no address, a kind of reference that this version
/// does not follow; with `secrets.fetch` a secret that cannot be had, too.
FoundAddress readAddress(const AddressReference &reference, EnvironmentFiles &files,
                         const SecretAccess &secrets = {});

/// Variables (and keys of JSON secrets) that usually hold an address, the likeliest first.
const QStringList &urlVariables();

/// The first variable (or family) of the usual names that holds the address of a PostgreSQL
/// database; `fileName` as in EnvironmentFiles::find().
std::optional<AddressReference> findAddress(EnvironmentFiles &files, const QString &fileName);

} // namespace arborist::stages
