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

} // namespace arborist::stages
