// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/cloud/aws/profile_files.h"

#include <QDir>

namespace arborist::cloud::aws {

namespace {

QString pathOf(const char *variable, const QString &usual)
{
    QString path = qEnvironmentVariable(variable);
    if (path.isEmpty())
        path = usual;
    return path.startsWith(u"~/") ? QDir::home().filePath(path.mid(2)) : path;
}

QString configSection(const QString &profile)
{
    return profile == u"default" ? profile : QStringLiteral("profile ") + profile;
}

} // namespace

ProfileFiles ProfileFiles::read()
{
    ProfileFiles files;
    files.m_config = IniFile::read(pathOf("AWS_CONFIG_FILE", QStringLiteral("~/.aws/config")));
    files.m_credentials =
        IniFile::read(pathOf("AWS_SHARED_CREDENTIALS_FILE", QStringLiteral("~/.aws/credentials")));
    return files;
}

QStringList ProfileFiles::profiles() const
{
    QStringList names = m_credentials.sections();
    const QString prefix = QStringLiteral("profile ");
    for (const QString &section : m_config.sections()) {
        if (section == u"default")
            names.append(section);
        else if (section.startsWith(prefix))
            names.append(section.mid(prefix.size()));
    }
    names.removeDuplicates();
    names.sort();
    return names;
}

bool ProfileFiles::has(const QString &profile) const
{
    return m_credentials.has(profile) || m_config.has(configSection(profile)) ||
           m_config.has(QStringLiteral("profile ") + profile);
}

QString ProfileFiles::configValue(const QString &profile, const QString &key) const
{
    // [profile default] goes before [default], as the AWS CLI has it.
    const QString value = m_config.value(QStringLiteral("profile ") + profile, key);
    return value.isEmpty() ? m_config.value(configSection(profile), key) : value;
}

QString ProfileFiles::credentialsValue(const QString &profile, const QString &key) const
{
    return m_credentials.value(profile, key);
}

QString ProfileFiles::value(const QString &profile, const QString &key) const
{
    const QString value = credentialsValue(profile, key);
    return value.isEmpty() ? configValue(profile, key) : value;
}

QString ProfileFiles::sectionValue(const QString &kind, const QString &name,
                                   const QString &key) const
{
    return m_config.value(kind + u' ' + name, key);
}

} // namespace arborist::cloud::aws
