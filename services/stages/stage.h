// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/postgres/connection_info.h"
#include "services/stages/policy_terms.h"
#include <QString>
#include <QStringList>
#include <optional>
#include <vector>

namespace arborist::stages {

enum class Environment { Development, Test, Staging, Production, Unknown };

QString toString(Environment environment); ///< "Development", for people
QString toKey(Environment environment);    ///< "development", as files have it; empty if unknown
std::optional<Environment> environmentFromString(const QString &text);

/// One place where the project's database lives.
struct Stage {
    QString name;
    Environment environment = Environment::Unknown;
    bool isProtected = false;
    bool readOnly = false;
    QString colour;       ///< green, teal, blue, violet, magenta, amber, red, grey
    QString urlReference; ///< as written: "env:DB_CONNECTION_STRING", or a URL without password
    QString origin;       ///< where the address comes from: "DB_CONNECTION_STRING in .env, line 2"
    QStringList addresses;
    QString sshHost;                    ///< to go through (postgres::SshHost); empty if none
    QString awsProfile, awsRegion;      ///< of its secrets; empty leaves it to AWS's own settings
    std::vector<PolicyOverride> policy; ///< rules of the workspace file for its environment
    QString
        problem; ///< why there is no address: an unset variable, a secret to come; empty if fine

    bool operator==(const Stage &) const = default;
};

} // namespace arborist::stages
