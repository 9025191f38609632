// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/backup/catalog.h"
#include "services/backup/restore.h"
#include "services/backup/verify.h"
#include "services/data/reset/kept_schemas.h"

namespace arborist::cli {

QJsonObject backupsToJson(const QString &folder, const std::vector<backup::ListedBackup> &backups);
QString backupsToText(const QString &folder, const std::vector<backup::ListedBackup> &backups);

/// Databases and schemas put aside, which are kept for so many days.
QJsonObject keptToJson(const std::vector<backup::KeptDatabase> &databases,
                       const std::vector<data::KeptSchema> &schemas, int days);
QString keptToText(const std::vector<backup::KeptDatabase> &databases,
                   const std::vector<data::KeptSchema> &schemas, int days);

QJsonObject verifiedToJson(const backup::VerifiedBackup &verified);
QString verifiedToText(const backup::VerifiedBackup &verified);

} // namespace arborist::cli
