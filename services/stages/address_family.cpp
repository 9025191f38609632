// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/stages/address_family.h"

#include "services/core/error.h"
#include "services/stages/dotenv_writer.h"
#include <QCoreApplication>
#include <algorithm>

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

const std::vector<Part> &partsOf(const QString &prefix)
{
    return prefix == u"PG" ? libpqParts() : commonParts();
}

QString tr(const char *text)
{
    return QCoreApplication::translate("AddressFamily", text);
}

Error byHand(const QString &fileName, const QString &prefix, const Dotenv &dotenv,
             const QString &why)
{
    QStringList there;
    int line = 0;
    for (const QString &name : familyVariables(prefix)) {
        const DotenvValue *value = dotenv.find(name);
        if (!value)
            continue;
        there << tr("%1 (line %2)").arg(name).arg(value->line);
        line = line == 0 ? value->line : std::min(line, value->line);
    }
    return Error(tr("%1* in %2 cannot be changed to that address: %3.").arg(prefix, fileName, why),
                 tr("Change them by hand in %1: %2.").arg(fileName, there.join(tr(", "))))
        .setWhere(QStringLiteral("%1:%2").arg(fileName).arg(line));
}

/// What counts of two addresses.
QMap<QString, QString> filled(const postgres::ConnectionInfo &info)
{
    QMap<QString, QString> values = info.values();
    values.removeIf([](const auto &each) { return each.value().isEmpty(); });
    return values;
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
    for (const Part &part : partsOf(prefix)) {
        for (const QString &suffix : part.suffixes) {
            const auto found = files.find(prefix + suffix, fileName);
            if (!found)
                continue;
            address.info.setValue(part.keyword, found->value);
            if (address.origin.isEmpty())
                address.origin = tr("%1 and others").arg(found->origin);
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

QStringList familyVariables(const QString &prefix)
{
    QStringList names;
    for (const Part &part : partsOf(prefix)) {
        for (const QString &suffix : part.suffixes)
            names << prefix + suffix;
    }
    return names;
}

FamilyText withFamily(const QString &text, const QString &folder, const QString &fileName,
                      const QString &prefix, const postgres::ConnectionInfo &address)
{
    const Dotenv before = Dotenv::parse(text, fileName);
    const auto isSet = [&](const QString &suffix) {
        const DotenvValue *value = before.find(prefix + suffix);
        return value && !value->value.isEmpty();
    };
    if (prefix == u"PG" && isSet(QStringLiteral("SERVICE")))
        throw byHand(fileName, prefix, before,
                     tr("PGSERVICE names a service, which says the rest"));
    FamilyText made{text, {}};
    QMap<QString, QString> values = filled(address);
    for (const Part &part : partsOf(prefix)) {
        const QString value = values.take(part.keyword);
        const auto found = std::find_if(part.suffixes.begin(), part.suffixes.end(), isSet);
        if (value.isEmpty() && found == part.suffixes.end())
            continue;
        const QString name =
            prefix + (found == part.suffixes.end() ? part.suffixes.first() : *found);
        made.text = withVariable(made.text, fileName, name, value);
        const bool secret = part.keyword == u"password" && !value.isEmpty();
        made.assignments << name + u'=' + (secret ? QStringLiteral("••••") : value);
    }
    if (!values.isEmpty())
        throw byHand(fileName, prefix, before,
                     tr("there is no variable for %1").arg(values.keys().join(tr(", "))));
    EnvironmentFiles after(folder);
    after.put(fileName, made.text);
    const auto read = readFamily(prefix, after, fileName);
    if (!read || filled(read->info) != filled(address))
        throw byHand(fileName, prefix, before, tr("they would say something else then"));
    return made;
}

} // namespace arborist::stages
