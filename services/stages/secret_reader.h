// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/cloud/aws/settings.h"
#include "services/stages/address_reference.h"
#include <optional>
#include <stop_token>

namespace arborist::stages {

/// A secret of a stage: what its url names, and as whom to ask for it.
struct SecretQuery {
    AddressReference reference;
    cloud::aws::Account account; ///< for aws-secret
};

/// True for references whose text is fetched from somewhere that keeps secrets.
bool isSecret(const AddressReference &reference);

/// "secret acme/staging/url in AWS Secrets Manager", for people. Throws Error for a kind that this
/// version does not follow.
QString secretOrigin(const SecretQuery &query);

/// The secret's text, from memory or fetched now; throws Error, never with anything of it.
QString readSecret(const SecretQuery &query, std::stop_token stop);
/// From memory only.
std::optional<QString> knownSecret(const SecretQuery &query);
/// Makes the next readSecret() fetch anew.
void forgetSecret(const SecretQuery &query);

/// Puts an address, or a JSON object that holds one, into the keychain under that name, in place of
/// what was there. Throws Error for what `keychain:name` could not lead to a database with.
void keepSecret(const QString &name, const QString &text, std::stop_token stop);
/// Takes it out of the keychain and out of memory; throws Error where there is none.
void dropSecret(const QString &name, std::stop_token stop);

} // namespace arborist::stages
