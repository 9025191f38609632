// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/stages/fingerprint_store.h"

namespace arborist::stages {

/// The text of an arborist.lock with the stage's record put in or replaced; comments, line ends and
/// the other stages stay as they are. Throws Error where it is written in a way that cannot be
/// changed safely: the result is read again and has to say what was meant.
QString withLockRecord(const QString &text, const FingerprintRecord &record);

/// The same without the stage, if it is there.
QString withoutLockRecord(const QString &text, const QString &stage);

} // namespace arborist::stages
