// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/cloud/aws/credential_chain.h"

#include "services/cloud/aws/process_credentials.h"
#include "services/cloud/aws/role_credentials.h"
#include "services/cloud/aws/sso_credentials.h"
#include <QCoreApplication>
#include <QStandardPaths>

namespace arborist::cloud::aws {

namespace {

struct Text {
    Q_DECLARE_TR_FUNCTIONS(AwsCredentialChain)
};

Error incomplete(const QString &first, const QString &missing)
{
    return Error(Text::tr("%1 is there, but %2 is not.").arg(first, missing),
                 Text::tr("Give both, or neither."));
}

QString inFile(const QString &profile, const IniFile &file)
{
    return Text::tr("profile %1 in %2").arg(profile, file.path());
}

} // namespace

CredentialChain::CredentialChain(const Settings &settings, HttpClient &client, std::stop_token stop)
    : m_settings(settings),
      m_client(client),
      m_stop(std::move(stop))
{
}

Credentials CredentialChain::find()
{
    if (!m_settings.profileOfAccount) {
        if (auto found = fromEnvironment())
            return *found;
    }
    const QString &profile = m_settings.profile;
    if (m_settings.profileGiven && !m_settings.files.has(profile)) {
        const QStringList known = m_settings.files.profiles();
        throw Error(Text::tr("There is no AWS profile \"%1\".").arg(profile),
                    known.isEmpty()
                        ? Text::tr("Create it with: aws configure sso --profile %1").arg(profile)
                        : Text::tr("Profiles: %1.").arg(known.join(QStringLiteral(", "))))
            .setDetail(
                Text::tr("Looked at: %1, %2.")
                    .arg(m_settings.files.config().path(), m_settings.files.credentials().path()));
    }
    if (auto found = fromProfile(profile))
        return *found;
    if (auto found = fromCommandLine())
        return *found;
    throw notFound();
}

std::optional<Credentials> CredentialChain::fromEnvironment()
{
    const auto variable = [](const char *name) { return qgetenv(name).trimmed(); };
    Credentials found{variable("AWS_ACCESS_KEY_ID"),
                      variable("AWS_SECRET_ACCESS_KEY"),
                      variable("AWS_SESSION_TOKEN"),
                      {},
                      Text::tr("the environment"),
                      Text::tr("Renew AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY and "
                               "AWS_SESSION_TOKEN, and start again.")};
    if (found.accessKeyId.isEmpty()) {
        m_places.append(Text::tr("AWS_ACCESS_KEY_ID in the environment (not set)"));
        return std::nullopt;
    }
    if (found.secretAccessKey.isEmpty())
        throw incomplete(QStringLiteral("AWS_ACCESS_KEY_ID"),
                         QStringLiteral("AWS_SECRET_ACCESS_KEY"));
    return found;
}

std::optional<Credentials> CredentialChain::fromProfile(const QString &profile, QStringList roles)
{
    const ProfileFiles &files = m_settings.files;
    if (auto found = fromRole(profile, std::move(roles)))
        return found;
    if (auto found = fromSignOn(profile))
        return found;
    if (auto found = fromKeys(profile, files.credentials(), profile))
        return found;
    const QString command = files.value(profile, QStringLiteral("credential_process"));
    if (!command.isEmpty())
        return ofProcess(command, inFile(profile, files.config()), m_stop);
    const QString prefixed = QStringLiteral("profile ") + profile;
    return fromKeys(profile, files.config(), files.config().has(prefixed) ? prefixed : profile);
}

std::optional<Credentials> CredentialChain::fromRole(const QString &profile, QStringList roles)
{
    const ProfileFiles &files = m_settings.files;
    const auto value = [&](const char *key) {
        return files.value(profile, QString::fromLatin1(key));
    };
    const QString source = value("source_profile");
    const QString from = value("credential_source");
    const QString arn = value("role_arn");
    // A profile may be its own source: then its keys are meant.
    if (arn.isEmpty() || (source.isEmpty() && from.isEmpty()) || roles.endsWith(profile))
        return std::nullopt;
    if (!value("mfa_serial").isEmpty())
        throw Error(
            Text::tr("The AWS profile \"%1\" asks for a code of a device (mfa_serial).")
                .arg(profile),
            Text::tr("Assume the role in a terminal, and start from there: "
                     "eval \"$(aws configure export-credentials --profile %1 --format env)\"")
                .arg(profile));
    std::optional<Credentials> base;
    if (source.isEmpty()) {
        if (from != u"Environment")
            return std::nullopt; // of the machine: the AWS CLI knows how to ask it
        base = fromEnvironment();
    } else {
        if (roles.contains(source))
            throw Error(Text::tr("The AWS profiles %1 are each other's source.")
                            .arg((roles << profile).join(QStringLiteral(", "))),
                        Text::tr("Correct source_profile in %1.").arg(files.config().path()));
        if (!files.has(source))
            throw Error(Text::tr("There is no AWS profile \"%1\", the source of \"%2\".")
                            .arg(source, profile),
                        Text::tr("Correct source_profile in %1.").arg(files.config().path()));
        base = fromProfile(source, roles << profile);
    }
    if (!base)
        throw Error(
            Text::tr("The source of the AWS profile \"%1\" has no credentials.").arg(profile),
            Text::tr("Look at source_profile in %1.").arg(files.config().path()))
            .setDetail(m_places.join(u'\n'));
    Role role{arn, value("role_session_name"), value("external_id"),
              value("duration_seconds").toInt(), inFile(profile, files.config())};
    return assumeRole(role, *base, m_settings, m_client, m_stop);
}

std::optional<Credentials> CredentialChain::fromSignOn(const QString &profile)
{
    const auto session = SsoSession::ofProfile(profile, m_settings.files);
    if (!session)
        return std::nullopt;
    if (session->isOver() && session->canRefresh) {
        // Only the CLI that has signed on may turn the token over: it keeps the next one.
        if (auto found = fromCommandLine())
            return found;
    }
    return credentialsOf(*session, m_settings, m_client, m_stop);
}

std::optional<Credentials> CredentialChain::fromKeys(const QString &profile, const IniFile &file,
                                                     const QString &section)
{
    const auto value = [&](const char *key) {
        return file.value(section, QString::fromLatin1(key)).toUtf8();
    };
    Credentials found{value("aws_access_key_id"),
                      value("aws_secret_access_key"),
                      value("aws_session_token"),
                      {},
                      inFile(profile, file),
                      Text::tr("Renew the keys of profile %1 in %2.").arg(profile, file.path())};
    if (found.accessKeyId.isEmpty()) {
        m_places.append(inFile(profile, file) + u' ' +
                        (!file.exists()       ? Text::tr("(no such file)")
                         : !file.has(section) ? Text::tr("(no such profile)")
                                              : Text::tr("(no keys)")));
        return std::nullopt;
    }
    if (found.secretAccessKey.isEmpty())
        throw incomplete(Text::tr("aws_access_key_id of %1").arg(inFile(profile, file)),
                         QStringLiteral("aws_secret_access_key"));
    return found;
}

std::optional<Credentials> CredentialChain::fromCommandLine()
{
    const QString words = QStringLiteral("aws configure export-credentials");
    const QString aws = QStandardPaths::findExecutable(QStringLiteral("aws"));
    if (aws.isEmpty()) {
        m_places.append(words + u' ' + Text::tr("(aws is not installed)"));
        return std::nullopt;
    }
    try {
        return ofCommandLine(aws, m_settings.profileGiven ? m_settings.profile : QString(), m_stop);
    } catch (const Error &error) {
        if (error.kind() == ErrorKind::Cancelled)
            throw;
        m_places.append(words + QStringLiteral(" (") + error.message() +
                        (error.detail().isEmpty() ? QString() : u' ' + error.detail()) + u')');
        return std::nullopt;
    }
}

Error CredentialChain::notFound() const
{
    const QString profile = m_settings.profile;
    return Error(Text::tr("No credentials for AWS were found."),
                 Text::tr("Sign on with \"aws configure sso\" or give keys with \"aws configure\", "
                          "and name the profile in arborist.toml: aws = { profile = \"%1\" }.")
                     .arg(profile))
        .setDetail(Text::tr("Looked at:") + u'\n' + m_places.join(u'\n'));
}

} // namespace arborist::cloud::aws
