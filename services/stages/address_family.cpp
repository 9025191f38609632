// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/stages/address_family.h"

#include <QCoreApplication>

namespace arborist::stages {

namespace {

/// libpq's keyword and what follows the prefix in a variable's name.
struct Part {
    QString keyword;
    QStringList suffixes;
};

const std::vector<Part> &commonParts()
{
    static const std::vector<Part> parts{
        {QStringLiteral("host"), {QStringLiteral("HOST"), QStringLiteral("HOSTNAME")}},
        {QStringLiteral("port"), {QStringLiteral("PORT")}},
        {QStringLiteral("dbname"),
         {QStringLiteral("DATABASE"), QStringLiteral("NAME"), QStringLiteral("DB"),
          QStringLiteral("DB_NAME")}},
        {QStringLiteral("user"), {QStringLiteral("USER"), QStringLiteral("USERNAME")}},
        {QStringLiteral("password"), {QStringLiteral("PASSWORD"), QStringLiteral("PASS")}},
        {QStringLiteral("sslmode"), {QStringLiteral("SSLMODE"), QStringLiteral("SSL_MODE")}},
    };
    return parts;
}

const std::vector<Part> &libpqParts()
{
    static const std::vector<Part> parts{
        {QStringLiteral("host"), {QStringLiteral("HOST")}},
        {QStringLiteral("hostaddr"), {QStringLiteral("HOSTADDR")}},
        {QStringLiteral("port"), {QStringLiteral("PORT")}},
        {QStringLiteral("dbname"), {QStringLiteral("DATABASE")}},
        {QStringLiteral("user"), {QStringLiteral("USER")}},
        {QStringLiteral("password"), {QStringLiteral("PASSWORD")}},
        {QStringLiteral("passfile"), {QStringLiteral("PASSFILE")}},
        {QStringLiteral("service"), {QStringLiteral("SERVICE")}},
        {QStringLiteral("sslmode"), {QStringLiteral("SSLMODE")}},
        {QStringLiteral("sslrootcert"), {QStringLiteral("SSLROOTCERT")}},
        {QStringLiteral("sslcert"), {QStringLiteral("SSLCERT")}},
        {QStringLiteral("sslkey"), {QStringLiteral("SSLKEY")}},
        {QStringLiteral("options"), {QStringLiteral("OPTIONS")}},
        {QStringLiteral("connect_timeout"), {QStringLiteral("CONNECT_TIMEOUT")}},
        {QStringLiteral("target_session_attrs"), {QStringLiteral("TARGETSESSIONATTRS")}},
    };
    return parts;
}

bool isOtherDatabase(const QString &prefix, EnvironmentFiles &files, const QString &fileName)
{
    for (const QString &suffix :
         {QStringLiteral("TYPE"), QStringLiteral("CONNECTION"), QStringLiteral("ENGINE"),
          QStringLiteral("CLIENT"), QStringLiteral("DIALECT"), QStringLiteral("DRIVER")}) {
        const auto found = files.find(prefix + suffix, fileName);
        if (found && !found->value.contains(u"postgres", Qt::CaseInsensitive) &&
            !found->value.contains(u"pg", Qt::CaseInsensitive))
            return true;
    }
    return false;
}

} // namespace

const QStringList &familyPrefixes()
{
    static const QStringList prefixes{QStringLiteral("PG"), QStringLiteral("POSTGRES_"),
                                      QStringLiteral("DB_"), QStringLiteral("TYPEORM_")};
    return prefixes;
}

std::optional<FamilyAddress> readFamily(const QString &prefix, EnvironmentFiles &files,
                                        const QString &fileName)
{
    const bool libpq = prefix == u"PG";
    if (!libpq && isOtherDatabase(prefix, files, fileName))
        return std::nullopt;
    FamilyAddress address;
    for (const Part &part : libpq ? libpqParts() : commonParts()) {
        for (const QString &suffix : part.suffixes) {
            const auto found = files.find(prefix + suffix, fileName);
            if (!found)
                continue;
            address.info.setValue(part.keyword, found->value);
            if (address.origin.isEmpty())
                address.origin = QCoreApplication::translate("AddressFamily", "%1 and others")
                                     .arg(found->origin);
            break;
        }
    }
    const auto &values = address.info.values();
    const bool named = values.contains(QStringLiteral("dbname"));
    const bool hosted = values.contains(QStringLiteral("host"));
    const bool enough =
        libpq ? named || hosted || values.contains(QStringLiteral("service")) : named;
    if (!enough)
        return std::nullopt;
    // libpq would look for a Unix socket; who uses these names means the local port.
    if (!libpq && !hosted)
        address.info.setValue(QStringLiteral("host"), QStringLiteral("localhost"));
    return address;
}

} // namespace arborist::stages
