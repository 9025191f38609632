// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/stages/address_reader.h"

#include "services/core/error.h"
#include "services/stages/address_family.h"
#include "services/stages/secret_address.h"
#include "services/stages/secret_reader.h"
#include <QCoreApplication>
#include <QDir>
#include <QFileInfo>

namespace arborist::stages {

namespace {

using Kind = AddressReference::Kind;

QString tr(const char *text)
{
    return QCoreApplication::translate("AddressReader", text);
}

Error notSet(const QString &name, const QString &file, const EnvironmentFiles &files)
{
    if (file.isEmpty())
        return Error(tr("%1 is set neither in the environment nor in .env.").arg(name),
                     tr("Add a line %1=postgresql://... to %2.")
                         .arg(name, QDir(files.folder()).filePath(QStringLiteral(".env"))));
    if (!QFileInfo::exists(QDir(files.folder()).filePath(file)))
        return Error(
            tr("%1, which should hold %2, does not exist.").arg(file, name),
            tr("Create it with a line %1=postgresql://..., or name another file.").arg(name));
    return Error(tr("%1 is not set in %2.").arg(name, file),
                 tr("Add a line %1=postgresql://... to it.").arg(name));
}

FoundAddress ofVariable(const AddressReference &reference, EnvironmentFiles &files)
{
    const auto found = files.find(reference.name, reference.file);
    if (!found)
        throw notSet(reference.name, reference.file, files);
    if (!looksLikeAddress(found->value))
        throw Error(tr("%1 does not hold the address of a PostgreSQL database.").arg(found->origin),
                    tr("It should begin with postgresql:// or postgres://."))
            .setWhere(found->origin);
    try {
        return {postgres::ConnectionInfo::parse(found->value), found->origin};
    } catch (Error &error) {
        throw error.setWhere(found->origin);
    }
}

FoundAddress ofSecret(const AddressReference &reference, const SecretAccess &access)
{
    const SecretQuery query{reference, access.account};
    FoundAddress found{std::nullopt, secretOrigin(query)};
    const std::optional<QString> text =
        access.fetch ? readSecret(query, access.stop) : knownSecret(query);
    if (text)
        found.info = addressInSecret(*text, reference.key, found.origin);
    return found;
}

} // namespace

// Names for a connection without a pooler come after the plain ones, since
// they seldom stand alone.
const QStringList &urlVariables()
{
    static const QStringList names{
        QStringLiteral("DB_CONNECTION_STRING"),
        QStringLiteral("DATABASE_URL"),
        QStringLiteral("POSTGRES_URL"),
        QStringLiteral("POSTGRESQL_URL"),
        QStringLiteral("PG_URL"),
        QStringLiteral("DB_URL"),
        QStringLiteral("DATABASE_URI"),
        QStringLiteral("POSTGRES_URI"),
        QStringLiteral("PG_CONNECTION_STRING"),
        QStringLiteral("DATABASE_CONNECTION_STRING"),
        QStringLiteral("DATABASE_URL_UNPOOLED"),
        QStringLiteral("POSTGRES_URL_NON_POOLING"),
        QStringLiteral("DIRECT_URL"),
    };
    return names;
}

FoundAddress readAddress(const AddressReference &reference, EnvironmentFiles &files,
                         const SecretAccess &secrets)
{
    switch (reference.kind) {
    case Kind::Variable:
        return ofVariable(reference, files);
    case Kind::Family: {
        auto found = readFamily(reference.name, files, reference.file);
        if (!found)
            throw notSet(reference.name + tr("... (host, database, user)"), reference.file, files);
        return {std::move(found->info), std::move(found->origin)};
    }
    case Kind::Url:
        return {postgres::ConnectionInfo::parse(reference.name), tr("the url in arborist.toml")};
    case Kind::Keychain:
    case Kind::AwsSecret:
    case Kind::Neon:
        break;
    }
    return ofSecret(reference, secrets);
}

std::optional<AddressReference> findAddress(EnvironmentFiles &files, const QString &fileName)
{
    for (const QString &name : urlVariables()) {
        const auto found = files.find(name, fileName);
        if (found && looksLikeAddress(found->value))
            return AddressReference{Kind::Variable, name, fileName, {}};
    }
    for (const QString &prefix : familyPrefixes()) {
        if (readFamily(prefix, files, fileName))
            return AddressReference{Kind::Family, prefix, fileName, {}};
    }
    return std::nullopt;
}

} // namespace arborist::stages
