// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/stages/fingerprint_store.h"
#include <QStringList>
#include <stop_token>

namespace arborist::stages {

/// Puts those stages on record that are better protected than `stage` and were never met on this
/// machine: else nobody would see that it leads to the database of one of them. Returns what is
/// worth telling, a sentence for each that does not answer. Throws Error.
QStringList meetProtected(const Workspace &workspace, const Stage &stage, FingerprintStore &store,
                          const std::stop_token &stop);

} // namespace arborist::stages
