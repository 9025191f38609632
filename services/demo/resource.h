// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QString>

namespace arborist::demo {

/// The demo's project folder as it is embedded in the program.
inline const QString kProjectRoot = QStringLiteral(":/demo/acme-tracker");

/// The bytes of an embedded file; throws Error if the program was built without it.
QByteArray readResource(const QString &path);

} // namespace arborist::demo
