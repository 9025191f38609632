// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/stages/stage.h"

#include <QCoreApplication>

namespace arborist::stages {

QString toString(Environment environment)
{
    switch (environment) {
    case Environment::Development:
        return QCoreApplication::translate("Environment", "Development");
    case Environment::Test:
        return QCoreApplication::translate("Environment", "Test");
    case Environment::Staging:
        return QCoreApplication::translate("Environment", "Staging");
    case Environment::Production:
        return QCoreApplication::translate("Environment", "Production");
    case Environment::Unknown:
        break;
    }
    return QCoreApplication::translate("Environment", "Unknown");
}

QString toKey(Environment environment)
{
    switch (environment) {
    case Environment::Development:
        return QStringLiteral("development");
    case Environment::Test:
        return QStringLiteral("test");
    case Environment::Staging:
        return QStringLiteral("staging");
    case Environment::Production:
        return QStringLiteral("production");
    case Environment::Unknown:
        break;
    }
    return {};
}

std::optional<Environment> environmentFromString(const QString &text)
{
    const QString name = text.toLower();
    if (name == u"development" || name == u"dev" || name == u"local")
        return Environment::Development;
    if (name == u"test" || name == u"testing")
        return Environment::Test;
    if (name == u"staging" || name == u"stage")
        return Environment::Staging;
    if (name == u"production" || name == u"prod")
        return Environment::Production;
    return std::nullopt;
}

} // namespace arborist::stages
