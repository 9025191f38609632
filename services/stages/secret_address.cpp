// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/stages/secret_address.h"

#include "services/core/error.h"
#include "services/stages/address_reader.h"
#include "services/stages/address_reference.h"
#include <QCoreApplication>
#include <QJsonDocument>
#include <QJsonObject>

namespace arborist::stages {

namespace {

using postgres::ConnectionInfo;

QString tr(const char *text)
{
    return QCoreApplication::translate("SecretAddress", text);
}

QString keysOf(const QJsonObject &object)
{
    return object.isEmpty() ? tr("It is an empty object.")
                            : tr("Its keys: %1.").arg(object.keys().join(QStringLiteral(", ")));
}

ConnectionInfo parseAddress(const QString &text, const QString &origin)
{
    const QString message = tr("The %1 does not hold the address of a PostgreSQL database.");
    if (!looksLikeAddress(text))
        throw Error(message.arg(origin),
                    tr("It should begin with postgresql:// or postgres://, or be a JSON object."))
            .setWhere(origin);
    try {
        return ConnectionInfo::parse(text);
    } catch (const Error &) {
        // What is wrong with it cannot be told without showing some of it.
        throw Error(tr("libpq cannot read the address in the %1.").arg(origin),
                    tr("Encode special characters of user and password in percent (@ is %40)."))
            .setWhere(origin);
    }
}

QString textOf(const QJsonObject &object, std::initializer_list<const char *> names)
{
    for (const char *name : names) {
        const QJsonValue value = object.value(QLatin1String(name));
        if (value.isDouble())
            return QString::number(value.toInteger());
        if (value.isString() && !value.toString().isEmpty())
            return value.toString();
    }
    return {};
}

ConnectionInfo ofParts(const QJsonObject &object, const QString &origin)
{
    const QString engine = textOf(object, {"engine"});
    if (!engine.isEmpty() && !engine.contains(u"postgres"))
        throw Error(tr("The %1 is of another kind of database (engine %2).").arg(origin, engine),
                    tr("Name the secret of a PostgreSQL database."))
            .setWhere(origin);
    const QString host = textOf(object, {"host", "hostname"});
    if (host.isEmpty())
        throw Error(tr("The %1 names neither an address nor a host.").arg(origin),
                    tr("Give it a key DATABASE_URL, or host, port, username, password and dbname; "
                       "or name one of its keys: #key.") +
                        u' ' + keysOf(object))
            .setWhere(origin);
    ConnectionInfo info;
    const auto set = [&info](const char *keyword, const QString &value) {
        if (!value.isEmpty())
            info.setValue(QLatin1String(keyword), value);
    };
    set("host", host);
    set("port", textOf(object, {"port"}));
    set("user", textOf(object, {"username", "user"}));
    set("password", textOf(object, {"password"}));
    set("dbname", textOf(object, {"dbname", "database", "dbName"}));
    set("sslmode", textOf(object, {"sslmode"}));
    return info;
}

} // namespace

ConnectionInfo addressInSecret(const QString &text, const QString &jsonKey, const QString &origin)
{
    const QString trimmed = text.trimmed();
    const QJsonDocument document = QJsonDocument::fromJson(trimmed.toUtf8());
    if (!document.isObject()) {
        if (!jsonKey.isEmpty())
            throw Error(
                tr("The %1 is no JSON object, so it has no key \"%2\".").arg(origin, jsonKey),
                tr("Leave out #%1.").arg(jsonKey))
                .setWhere(origin);
        return parseAddress(trimmed, origin);
    }
    const QJsonObject object = document.object();
    if (!jsonKey.isEmpty()) {
        const QJsonValue value = object.value(jsonKey);
        if (value.isObject())
            return ofParts(value.toObject(), origin);
        if (!value.isString())
            throw Error(tr("The %1 has no text under the key \"%2\".").arg(origin, jsonKey),
                        keysOf(object))
                .setWhere(origin);
        return parseAddress(value.toString().trimmed(), origin);
    }
    for (const QString &name : urlVariables()) {
        const QString value = object.value(name).toString().trimmed();
        if (!value.isEmpty())
            return parseAddress(value, origin);
    }
    return ofParts(object, origin);
}

} // namespace arborist::stages
