// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/stages/config_table.h"
#include "services/stages/fingerprint_store.h"
#include "services/stages/text_file.h"
#include "services/stages/toml_file.h"
#include <QCoreApplication>
#include <QDir>
#include <QFileInfo>
#include <limits>

namespace arborist::stages {

namespace {

QString tr(const char *text)
{
    return QCoreApplication::translate("LockFile", text);
}

FingerprintRecord readRecord(const ConfigTable &table, const QString &stage)
{
    const QString identifier = QStringLiteral("system_identifier");
    const QString oid = QStringLiteral("database_oid");
    const QString database = QStringLiteral("database");
    const QString address = QStringLiteral("address");
    const QString timeline = QStringLiteral("timeline");
    const QString firstSeen = QStringLiteral("first_seen");
    const QString port = QStringLiteral("port");
    const QString standby = QStringLiteral("standby");
    const QString version = QStringLiteral("major_version");
    const QString environment = QStringLiteral("environment");
    table.allowOnly({identifier, oid, database, address, port, standby, timeline, version,
                     environment, firstSeen});
    FingerprintRecord record;
    record.stage = stage;
    record.committed = true;
    record.trusted = true;
    record.isProtected = true; // it is the protected stages that are committed
    const auto cluster = table.text(identifier);
    const auto number = table.integer(oid, 1, std::numeric_limits<quint32>::max());
    if (!cluster || !number)
        throw table.errorAt(cluster ? oid : identifier,
                            tr("%1 needs system_identifier and database_oid.").arg(table.title()));
    record.fingerprint.systemIdentifier = *cluster;
    record.fingerprint.databaseOid = static_cast<quint32>(*number);
    record.fingerprint.address = table.text(address).value_or(QString());
    record.fingerprint.timeline = table.text(timeline).value_or(QString());
    record.fingerprint.port = int(table.integer(port, 1, 65535).value_or(0));
    record.fingerprint.standby = table.boolean(standby).value_or(false);
    record.fingerprint.majorVersion = int(table.integer(version, 8, 999).value_or(0));
    if (const auto kind =
            table.word<Environment>(environment, {{"development", Environment::Development},
                                                  {"test", Environment::Test},
                                                  {"staging", Environment::Staging},
                                                  {"production", Environment::Production}}))
        record.environment = *kind;
    record.database = table.text(database).value_or(QString());
    if (const auto text = table.text(firstSeen)) {
        record.firstSeen = QDateTime::fromString(*text, Qt::ISODate);
        if (!record.firstSeen.isValid())
            throw table.errorAt(firstSeen, tr("\"%1\" is not a date and time.").arg(*text),
                                tr("Write it as in \"2026-03-01T09:12:00Z\"."));
    }
    return record;
}

} // namespace

std::vector<FingerprintRecord> readLockFile(const QString &folder)
{
    const QString name = QStringLiteral("arborist.lock");
    const QString path = QDir(folder).filePath(name);
    if (folder.isEmpty() || !QFileInfo::exists(path))
        return {};
    return parseLockFile(readTextFile(path, name));
}

std::vector<FingerprintRecord> parseLockFile(const QString &text)
{
    const QString name = QStringLiteral("arborist.lock");
    std::vector<FingerprintRecord> records;
    const ConfigNode node = parseToml(text, name);
    const ConfigTable root(node, name, {});
    root.allowOnly({QStringLiteral("stages")});
    if (const auto stages = root.table(QStringLiteral("stages"))) {
        for (const QString &stage : stages->keys())
            records.push_back(readRecord(*stages->table(stage), stage));
    }
    return records;
}

} // namespace arborist::stages
