// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QJsonObject>
#include <QString>

namespace arborist {

/// The text with what looks like a secret replaced by "***": passwords in URLs, password=... and
/// token=... in any of their spellings, PASSWORD '...' of SQL, bearer tokens. A safety net under
/// code that must not have written the secret in the first place.
QString redacted(QString text);

/// The same for every text in it, at any depth.
QJsonObject redacted(const QJsonObject &object);

} // namespace arborist
