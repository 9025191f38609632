// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/cloud/aws/ini_file.h"

namespace arborist::cloud::aws {

/// ~/.aws/config and ~/.aws/credentials, or the files that AWS_CONFIG_FILE and
/// AWS_SHARED_CREDENTIALS_FILE name.
class ProfileFiles
{
public:
    static ProfileFiles read();

    const IniFile &config() const { return m_config; }
    const IniFile &credentials() const { return m_credentials; }
    QStringList profiles() const;
    bool has(const QString &profile) const;

    /// Of [profile NAME] ([default]) in the config.
    QString configValue(const QString &profile, const QString &key) const;
    /// Of [NAME] in the credentials.
    QString credentialsValue(const QString &profile, const QString &key) const;
    /// Of either; the credentials go first.
    QString value(const QString &profile, const QString &key) const;
    /// Of [sso-session NAME] or [services NAME] in the config.
    QString sectionValue(const QString &kind, const QString &name, const QString &key) const;

private:
    IniFile m_config;
    IniFile m_credentials;
};

} // namespace arborist::cloud::aws
