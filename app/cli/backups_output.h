// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/backup/catalog.h"
#include "services/backup/verify.h"

namespace arborist::cli {

QJsonObject backupsToJson(const QString &folder, const std::vector<backup::ListedBackup> &backups);
QString backupsToText(const QString &folder, const std::vector<backup::ListedBackup> &backups);

QJsonObject verifiedToJson(const backup::VerifiedBackup &verified);
QString verifiedToText(const backup::VerifiedBackup &verified);

} // namespace arborist::cli
