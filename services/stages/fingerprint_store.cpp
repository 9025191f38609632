// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/stages/fingerprint_store.h"

#include "services/core/data_folder.h"
#include "services/stages/workspace.h"
#include <QCoreApplication>
#include <QJsonObject>

namespace arborist::stages {

namespace {

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
            {QStringLiteral("port"), fingerprint.port},
            {QStringLiteral("standby"), fingerprint.standby},
            {QStringLiteral("timeline"), fingerprint.timeline},
            {QStringLiteral("major_version"), fingerprint.majorVersion},
            {QStringLiteral("data_directory"), fingerprint.dataDirectory},
            {QStringLiteral("database"), record.database},
            {QStringLiteral("protected"), record.isProtected},
            {QStringLiteral("environment"), toKey(record.environment)},
            {QStringLiteral("trusted"), record.trusted},
            {QStringLiteral("first_seen"), record.firstSeen.toUTC().toString(Qt::ISODate)}};
}

/// Fields that an older version did not write count as not known.
FingerprintRecord fromJson(const QString &stage, const QJsonObject &json)
{
    FingerprintRecord record;
    record.stage = stage;
    Fingerprint &fingerprint = record.fingerprint;
    fingerprint.systemIdentifier = json[QStringLiteral("system_identifier")].toString();
    fingerprint.databaseOid =
        static_cast<quint32>(json[QStringLiteral("database_oid")].toInteger());
    fingerprint.address = json[QStringLiteral("address")].toString();
    fingerprint.port = json[QStringLiteral("port")].toInt();
    fingerprint.standby = json[QStringLiteral("standby")].toBool();
    fingerprint.timeline = json[QStringLiteral("timeline")].toString();
    fingerprint.majorVersion = json[QStringLiteral("major_version")].toInt();
    fingerprint.dataDirectory = json[QStringLiteral("data_directory")].toString();
    record.database = json[QStringLiteral("database")].toString();
    record.isProtected = json[QStringLiteral("protected")].toBool();
    record.environment = environmentFromString(json[QStringLiteral("environment")].toString())
                             .value_or(Environment::Unknown);
    record.trusted = json[QStringLiteral("trusted")].toBool();
    record.firstSeen =
        QDateTime::fromString(json[QStringLiteral("first_seen")].toString(), Qt::ISODate);
    return record;
}

/// The content, or an Error that says what giving up the file would mean.
QJsonObject checked(const JsonFile &file, const QJsonObject &content)
{
    if (!content.isEmpty() &&
        (content[QStringLiteral("version")].toInt() != 1 || !content[workspacesKey()].isObject()))
        throw Error(
            tr("%1, the record of known databases, is of another version.").arg(file.path()),
            tr("Open it with the version of Arborist that wrote it; or move it away, and "
               "every stage counts as seen for the first time."))
            .setWhere(file.path());
    return content;
}

} // namespace

FingerprintRecord recordOf(const Stage &stage, const StageCheck &check)
{
    FingerprintRecord record;
    record.stage = stage.name;
    record.fingerprint = check.fingerprint;
    record.database = check.database;
    record.firstSeen = check.checkedAt;
    record.isProtected = stage.isProtected;
    record.environment = stage.environment;
    return record;
}

QString recordKey(const Workspace &workspace)
{
    return workspace.folder().isEmpty() ? workspace.stages().front().urlReference
                                        : workspace.folder();
}

FingerprintStore::FingerprintStore(const QString &file)
    : m_file(file.isEmpty() ? dataFolder() + QStringLiteral("/fingerprints.json") : file)
{
}

QStringList FingerprintStore::workspaces() const
{
    return checked(m_file, m_file.read())[workspacesKey()].toObject().keys();
}

std::vector<FingerprintRecord> FingerprintStore::records(const QString &workspace) const
{
    std::vector<FingerprintRecord> found;
    const QJsonObject stages =
        checked(m_file, m_file.read())[workspacesKey()].toObject()[workspace].toObject();
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

FingerprintRecord FingerprintStore::remember(const QString &workspace,
                                             const FingerprintRecord &record)
{
    return put(workspace, record, false);
}

void FingerprintStore::replace(const QString &workspace, const FingerprintRecord &record)
{
    put(workspace, record, true);
}

void FingerprintStore::forget(const QString &workspace, const QString &stage)
{
    m_file.update([&](QJsonObject &content) {
        QJsonObject workspaces = checked(m_file, content)[workspacesKey()].toObject();
        QJsonObject stages = workspaces[workspace].toObject();
        if (!stages.contains(stage))
            return false;
        stages.remove(stage);
        workspaces[workspace] = stages;
        content[workspacesKey()] = workspaces;
        return true;
    });
}

FingerprintRecord FingerprintStore::put(const QString &workspace, const FingerprintRecord &record,
                                        bool always)
{
    FingerprintRecord kept = record;
    m_file.update([&](QJsonObject &content) {
        QJsonObject workspaces = checked(m_file, content)[workspacesKey()].toObject();
        QJsonObject stages = workspaces[workspace].toObject();
        if (!always && stages.contains(record.stage)) {
            kept = fromJson(record.stage, stages[record.stage].toObject());
            return false;
        }
        stages[record.stage] = toJson(record);
        workspaces[workspace] = stages;
        content[workspacesKey()] = workspaces;
        content[QStringLiteral("version")] = 1;
        return true;
    });
    return kept;
}

} // namespace arborist::stages
