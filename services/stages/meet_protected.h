// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/postgres/connection_info.h"
#include "services/stages/fingerprint_store.h"
#include <QStringList>
#include <optional>
#include <stop_token>

namespace arborist::stages {

/// Puts those stages on record that are better protected than `stage` and were never met on this
/// machine: else nobody would see that it leads to the database of one of them. Returns what is
/// worth telling, a sentence for each that does not answer. Throws Error, refused where `address`,
/// to which `stage` leads, is word for word that of one which does not answer.
QStringList meetProtected(const Workspace &workspace, const Stage &stage,
                          const std::optional<postgres::ConnectionInfo> &address,
                          FingerprintStore &store, const std::stop_token &stop);

} // namespace arborist::stages
