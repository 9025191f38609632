// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/stages/workspace.h"

#include "services/core/error.h"
#include "services/stages/address_reader.h"
#include "services/stages/secret_reader.h"
#include "services/stages/stage_defaults.h"
#include "services/stages/workspace_reader.h"
#include <QCoreApplication>
#include <QDir>
#include <QFileInfo>

namespace arborist::stages {

namespace {

QString tr(const char *text)
{
    return QCoreApplication::translate("Workspace", text);
}

bool looksLikeProject(const QDir &folder)
{
    if (folder.exists(QStringLiteral("arborist.toml")))
        return true;
    if (!folder.entryList({QStringLiteral("drizzle.config.*")}, QDir::Files).isEmpty())
        return true;
    EnvironmentFiles files(folder.path());
    return !discoverStages(files).empty();
}

SecretQuery secretOf(const Stage &stage)
{
    return {AddressReference::parse(stage.urlReference), {stage.awsProfile, stage.awsRegion}};
}

/// From a fresh look at the files.
std::optional<postgres::ConnectionInfo> readNow(const QString &folder, const Stage &stage,
                                                bool fetch, std::stop_token stop = {})
{
    if (stage.urlReference.isEmpty())
        throw Error(stage.problem.isEmpty() ? tr("The stage %1 has no address.").arg(stage.name)
                                            : stage.problem);
    EnvironmentFiles files(folder);
    const SecretQuery query = secretOf(stage);
    std::optional<postgres::ConnectionInfo> info =
        readAddress(query.reference, files, {fetch, query.account, std::move(stop)}).info;
    if (info)
        info->setSshHost(stage.sshHost);
    return info;
}

} // namespace

Workspace Workspace::open(const QString &folder)
{
    return read(folder, true);
}

Workspace Workspace::openFiles(const QString &folder)
{
    return read(folder, false);
}

Workspace Workspace::read(const QString &folder, bool needsDatabase)
{
    QFileInfo info(folder);
    if (!info.exists())
        throw Error::usage(
            tr("The folder %1 does not exist.").arg(QDir::toNativeSeparators(folder)),
            tr("Give the folder of a project, or the URL of a database."));
    if (info.isFile() && info.fileName() == u"arborist.toml")
        info = QFileInfo(info.absolutePath());
    if (!info.isDir())
        throw Error::usage(tr("%1 is not a folder.").arg(QDir::toNativeSeparators(folder)),
                           tr("Give the folder of a project, or the URL of a database."));
    if (!info.isReadable() || !info.isExecutable())
        throw Error(tr("The folder %1 cannot be read.").arg(QDir::toNativeSeparators(folder)),
                    tr("Check the permissions of the folder."));
    return WorkspaceReader(info.canonicalFilePath()).read(needsDatabase);
}

Workspace Workspace::ofUrl(const QString &url)
{
    const QString trimmed = url.trimmed();
    const auto info = postgres::ConnectionInfo::parse(trimmed);
    Workspace workspace;
    workspace.m_url = trimmed;
    Stage stage;
    stage.name = info.database();
    if (stage.name.isEmpty())
        stage.name = tr("database");
    stage.urlReference = info.toUrl();
    stage.origin = tr("the given URL");
    workspace.m_name = stage.name;
    workspace.m_defaultStage = stage.name;
    workspace.m_stages.push_back(std::move(stage));
    assignColours(workspace.m_stages);
    return workspace;
}

QString Workspace::find(const QString &start)
{
    const QFileInfo info(start);
    if (!info.exists())
        return {};
    QDir folder(info.isDir() ? info.canonicalFilePath()
                             : QFileInfo(info.canonicalFilePath()).absolutePath());
    do {
        if (looksLikeProject(folder))
            return folder.path();
    } while (folder.cdUp());
    return {};
}

const Stage *Workspace::stage(const QString &name) const
{
    for (const Stage &stage : m_stages) {
        if (stage.name == name)
            return &stage;
    }
    return nullptr;
}

postgres::ConnectionInfo Workspace::resolve(const Stage &stage, std::stop_token stop) const
{
    return m_url.isEmpty() ? readNow(m_folder, stage, true, std::move(stop)).value()
                           : postgres::ConnectionInfo::parse(m_url);
}

std::optional<postgres::ConnectionInfo> Workspace::knownAddress(const Stage &stage) const
{
    const QString password = QStringLiteral("password");
    try {
        auto info =
            m_url.isEmpty() ? readNow(m_folder, stage, false) : std::optional(resolve(stage));
        if (info && !info->value(password).isEmpty())
            info->setValue(password, {});
        return info;
    } catch (const Error &) {
        return std::nullopt;
    }
}

bool Workspace::holdsSecret(const Stage &stage) const
{
    if (!m_url.isEmpty() || stage.urlReference.isEmpty())
        return false;
    const SecretQuery query = secretOf(stage);
    return isSecret(query.reference) && knownSecret(query).has_value();
}

void Workspace::forgetSecret(const Stage &stage) const
{
    if (holdsSecret(stage))
        stages::forgetSecret(secretOf(stage));
}

} // namespace arborist::stages
