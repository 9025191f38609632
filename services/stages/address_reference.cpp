// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/stages/address_reference.h"

#include "services/core/error.h"
#include <QCoreApplication>
#include <QRegularExpression>

namespace arborist::stages {

namespace {

using Kind = AddressReference::Kind;

QString tr(const char *text)
{
    return QCoreApplication::translate("AddressReference", text);
}

bool isUrl(const QString &text)
{
    return text.startsWith(u"postgres://", Qt::CaseInsensitive) ||
           text.startsWith(u"postgresql://", Qt::CaseInsensitive);
}

AddressReference variable(const QString &rest)
{
    static const QRegularExpression name(QStringLiteral("^[\\w.-]+\\*?$"));
    AddressReference reference;
    const qsizetype at = rest.indexOf(u'@');
    reference.name = at < 0 ? rest : rest.left(at);
    reference.file = at < 0 ? QString() : rest.mid(at + 1);
    if (!name.match(reference.name).hasMatch() || (at >= 0 && reference.file.isEmpty()))
        throw Error(tr("\"env:\" is not followed by the name of a variable."),
                    tr("Write env:NAME, or env:NAME@.env.staging."));
    if (reference.name.endsWith(u'*')) {
        reference.kind = Kind::Family;
        reference.name.chop(1);
    }
    return reference;
}

} // namespace

AddressReference AddressReference::parse(const QString &text)
{
    static const std::pair<QString, Kind> secrets[] = {
        {QStringLiteral("keychain:"), Kind::Keychain},
        {QStringLiteral("aws-secret:"), Kind::AwsSecret},
        {QStringLiteral("neon:"), Kind::Neon},
    };
    if (text.startsWith(u"env:"))
        return variable(text.mid(4));
    for (const auto &[prefix, kind] : secrets) {
        if (!text.startsWith(prefix))
            continue;
        // Names of AWS secrets hold no #; those of a keychain may.
        const qsizetype hash = kind == Kind::AwsSecret ? text.indexOf(u'#') : -1;
        const QString name = text.mid(prefix.size(), hash < 0 ? -1 : hash - prefix.size());
        if (name.isEmpty() || hash == text.size() - 1)
            throw Error(tr("nothing follows \"%1\".").arg(name.isEmpty() ? prefix : text));
        return {kind, name, {}, hash < 0 ? QString() : text.mid(hash + 1)};
    }
    if (!looksLikeAddress(text))
        throw Error(tr("the url is neither a reference nor the address of a PostgreSQL database."),
                    tr("Write env:NAME, env:NAME@FILE, keychain:NAME, aws-secret:ID, "
                       "neon:PROJECT/BRANCH or postgresql://host/database."));
    if (holdsPassword(text))
        throw Error(tr("the url holds a password, and this file is no place for one."),
                    tr("Put the whole URL into a variable of .env, and write env:NAME here."));
    return {Kind::Url, text, {}, {}};
}

QString AddressReference::toString() const
{
    const QString at = file.isEmpty() ? QString() : u'@' + file;
    switch (kind) {
    case Kind::Variable:
        return QStringLiteral("env:") + name + at;
    case Kind::Family:
        return QStringLiteral("env:") + name + u'*' + at;
    case Kind::Url:
        break;
    case Kind::Keychain:
        return QStringLiteral("keychain:") + name;
    case Kind::AwsSecret:
        return QStringLiteral("aws-secret:") + name + (key.isEmpty() ? QString() : u'#' + key);
    case Kind::Neon:
        return QStringLiteral("neon:") + name;
    }
    return name;
}

bool holdsPassword(const QString &address)
{
    static const QRegularExpression parameter(
        QStringLiteral("(^|[?&\\s])(ssl)?password\\s*=\\s*[^\\s&]"),
        QRegularExpression::CaseInsensitiveOption);
    // The last @ before the path ends user and password; a password may hold any other character.
    static const QRegularExpression userInfo(QStringLiteral("^[a-z]+://[^/?#@:]*:[^@]+@"),
                                             QRegularExpression::CaseInsensitiveOption);
    return parameter.match(address).hasMatch() || userInfo.match(address).hasMatch();
}

bool looksLikeAddress(const QString &text)
{
    static const QRegularExpression keyValue(
        QStringLiteral("^\\s*(host|hostaddr|port|dbname|user|service|sslmode|password|"
                       "application_name|connect_timeout|options)\\s*="));
    return isUrl(text) || keyValue.match(text).hasMatch();
}

} // namespace arborist::stages
