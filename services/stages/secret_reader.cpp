// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/stages/secret_reader.h"

#include "services/cloud/aws/secrets_manager.h"
#include "services/core/error.h"
#include "services/stages/keychain.h"
#include "services/stages/secret_address.h"
#include "services/stages/secret_cache.h"
#include <QCoreApplication>

namespace arborist::stages {

namespace {

using Kind = AddressReference::Kind;

QString tr(const char *text)
{
    return QCoreApplication::translate("SecretReader", text);
}

Error notFollowed(const AddressReference &reference)
{
    return Error(tr("\"%1\" is a kind of reference that this version does not follow.")
                     .arg(reference.toString()),
                 tr("Put the address into a variable of .env, and write env:NAME for it."));
}

QString fetch(const SecretQuery &query, const std::stop_token &stop)
{
    switch (query.reference.kind) {
    case Kind::AwsSecret:
        return cloud::aws::secretText(query.reference.name, query.account, stop);
    case Kind::Keychain:
        return keychainText(query.reference.name, stop);
    default:
        throw notFollowed(query.reference);
    }
}

/// Secrets of two accounts may have one name.
QString cacheKey(const SecretQuery &query)
{
    const AddressReference whole{query.reference.kind, query.reference.name, {}, {}};
    return QStringList{whole.toString(), query.account.profile, query.account.region}.join(u'\n');
}

} // namespace

bool isSecret(const AddressReference &reference)
{
    return reference.kind == Kind::AwsSecret || reference.kind == Kind::Keychain;
}

QString secretOrigin(const SecretQuery &query)
{
    if (query.reference.kind == Kind::Keychain)
        return tr("entry %1 of the keychain").arg(query.reference.name);
    if (query.reference.kind != Kind::AwsSecret)
        throw notFollowed(query.reference);
    QStringList whose;
    if (!query.account.profile.isEmpty())
        whose.append(tr("profile %1").arg(query.account.profile));
    if (!query.account.region.isEmpty())
        whose.append(query.account.region);
    const QString origin = tr("secret %1 in AWS Secrets Manager").arg(query.reference.name);
    return whose.isEmpty()
               ? origin
               : QStringLiteral("%1 (%2)").arg(origin, whose.join(QStringLiteral(", ")));
}

QString readSecret(const SecretQuery &query, std::stop_token stop)
{
    return SecretCache::instance().value(
        cacheKey(query), [&] { return fetch(query, stop); }, stop);
}

std::optional<QString> knownSecret(const SecretQuery &query)
{
    return SecretCache::instance().known(cacheKey(query));
}

void forgetSecret(const SecretQuery &query)
{
    SecretCache::instance().forget(cacheKey(query));
}

namespace {

SecretQuery inKeychain(const QString &name)
{
    const auto reference = AddressReference::parse(QStringLiteral("keychain:") + name);
    if (reference.name != name)
        throw Error::usage(tr("\"%1\" cannot be the name of an entry.").arg(name),
                           tr("Take letters, digits, dots, dashes and slashes."));
    return {reference, {}};
}

} // namespace

void keepSecret(const QString &name, const QString &text, std::stop_token stop)
{
    const SecretQuery query = inKeychain(name);
    addressInSecret(text, {}, secretOrigin(query));
    storeInKeychain(name, text.trimmed(), stop);
    forgetSecret(query);
}

void dropSecret(const QString &name, std::stop_token stop)
{
    const SecretQuery query = inKeychain(name);
    removeFromKeychain(name, stop);
    forgetSecret(query);
}

} // namespace arborist::stages
