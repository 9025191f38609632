// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/stages/fingerprint_store.h"

#include "services/core/data_folder.h"
#include "services/core/file_lock.h"
#include "services/stages/workspace.h"
#include <QCoreApplication>
#include <QFile>
#include <QFileInfo>
#include <QJsonDocument>
#include <QJsonObject>
#include <QSaveFile>

namespace arborist::stages {

namespace {

constexpr std::chrono::seconds kLockTime{5};

QString tr(const char *text)
{
    return QCoreApplication::translate("FingerprintStore", text);
}

QString workspacesKey()
{
    return QStringLiteral("workspaces");
}

QJsonObject toJson(const FingerprintRecord &record)
{
    const Fingerprint &fingerprint = record.fingerprint;
    return {{QStringLiteral("system_identifier"), fingerprint.systemIdentifier},
            {QStringLiteral("database_oid"), static_cast<qint64>(fingerprint.databaseOid)},
            {QStringLiteral("address"), fingerprint.address},
            {QStringLiteral("standby"), fingerprint.standby},
            {QStringLiteral("timeline"), fingerprint.timeline},
            {QStringLiteral("database"), record.database},
            {QStringLiteral("first_seen"), record.firstSeen.toUTC().toString(Qt::ISODate)}};
}

FingerprintRecord fromJson(const QString &stage, const QJsonObject &json)
{
    FingerprintRecord record;
    record.stage = stage;
    Fingerprint &fingerprint = record.fingerprint;
    fingerprint.systemIdentifier = json[QStringLiteral("system_identifier")].toString();
    fingerprint.databaseOid =
        static_cast<quint32>(json[QStringLiteral("database_oid")].toInteger());
    fingerprint.address = json[QStringLiteral("address")].toString();
    fingerprint.standby = json[QStringLiteral("standby")].toBool();
    fingerprint.timeline = json[QStringLiteral("timeline")].toString();
    record.database = json[QStringLiteral("database")].toString();
    record.firstSeen =
        QDateTime::fromString(json[QStringLiteral("first_seen")].toString(), Qt::ISODate);
    return record;
}

Error unreadable(const QString &path, const QString &reason)
{
    return Error(tr("The record of known databases cannot be read: %1.").arg(reason),
                 tr("Restore %1 from a backup; or move it away, and every stage counts as seen for "
                    "the first time.")
                     .arg(path))
        .setWhere(path);
}

QJsonObject load(const QString &path)
{
    QFile file(path);
    if (!file.exists())
        return {};
    if (!file.open(QIODevice::ReadOnly))
        throw unreadable(path, file.errorString());
    QJsonParseError error;
    const QJsonDocument document = QJsonDocument::fromJson(file.readAll(), &error);
    if (error.error != QJsonParseError::NoError)
        throw unreadable(path, error.errorString());
    const QJsonObject root = document.object();
    if (!document.isObject() || root[QStringLiteral("version")].toInt() != 1 ||
        !root[workspacesKey()].isObject())
        throw unreadable(path, tr("it is of another version"));
    return root;
}

void save(const QString &path, const QJsonObject &root)
{
    QSaveFile file(path);
    const bool done = file.open(QIODevice::WriteOnly) &&
                      file.setPermissions(QFileDevice::ReadOwner | QFileDevice::WriteOwner) &&
                      file.write(QJsonDocument(root).toJson()) >= 0 && file.commit();
    if (!done)
        throw Error(tr("The record of known databases cannot be written."),
                    tr("Check the permissions of %1 and the space on its disk.")
                        .arg(QFileInfo(path).path()))
            .setWhere(path)
            .setDetail(file.errorString());
}

} // namespace

QString recordKey(const Workspace &workspace)
{
    return workspace.folder().isEmpty() ? workspace.stages().front().urlReference
                                        : workspace.folder();
}

FingerprintStore::FingerprintStore(const QString &file)
    : m_file(file.isEmpty() ? dataFolder() + QStringLiteral("/fingerprints.json") : file)
{
}

std::vector<FingerprintRecord> FingerprintStore::records(const QString &workspace) const
{
    std::vector<FingerprintRecord> found;
    const QJsonObject stages = load(m_file)[workspacesKey()].toObject()[workspace].toObject();
    for (auto it = stages.begin(); it != stages.end(); ++it)
        found.push_back(fromJson(it.key(), it->toObject()));
    return found;
}

std::optional<FingerprintRecord> FingerprintStore::record(const QString &workspace,
                                                          const QString &stage) const
{
    for (FingerprintRecord &known : records(workspace)) {
        if (known.stage == stage)
            return std::move(known);
    }
    return std::nullopt;
}

FingerprintRecord FingerprintStore::remember(const QString &workspace, const StageCheck &check)
{
    FileLock lock(m_file + QStringLiteral(".lock"));
    if (!lock.lock(FileLock::Mode::Exclusive, kLockTime))
        throw Error(tr("The record of known databases is in use by another program."),
                    tr("Try again in a moment."))
            .setWhere(m_file);
    if (auto known = record(workspace, check.stage))
        return std::move(*known);
    FingerprintRecord fresh;
    fresh.stage = check.stage;
    fresh.fingerprint = check.fingerprint;
    fresh.database = check.database;
    fresh.firstSeen = check.checkedAt;
    QJsonObject root = load(m_file);
    QJsonObject workspaces = root[workspacesKey()].toObject();
    QJsonObject stages = workspaces[workspace].toObject();
    stages[check.stage] = toJson(fresh);
    workspaces[workspace] = stages;
    root[workspacesKey()] = workspaces;
    root[QStringLiteral("version")] = 1;
    save(m_file, root);
    return fresh;
}

} // namespace arborist::stages
