// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/cloud/aws/settings.h"

namespace arborist::cloud::aws {

namespace {

QString firstOf(std::initializer_list<QString> values)
{
    for (const QString &value : values) {
        if (!value.isEmpty())
            return value;
    }
    return {};
}

} // namespace

Settings Settings::read(const Account &account)
{
    Settings settings;
    settings.files = ProfileFiles::read();
    settings.profile =
        firstOf({account.profile, qEnvironmentVariable("AWS_DEFAULT_PROFILE").trimmed(),
                 qEnvironmentVariable("AWS_PROFILE").trimmed()});
    settings.profileOfAccount = !account.profile.isEmpty();
    settings.profileGiven = !settings.profile.isEmpty();
    if (!settings.profileGiven)
        settings.profile = QStringLiteral("default");
    settings.region = firstOf({account.region, qEnvironmentVariable("AWS_REGION").trimmed(),
                               qEnvironmentVariable("AWS_DEFAULT_REGION").trimmed(),
                               settings.files.value(settings.profile, QStringLiteral("region"))});
    return settings;
}

} // namespace arborist::cloud::aws
