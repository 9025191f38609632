// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/stages/fingerprint_verdict.h"

namespace arborist::stages {

/// What the stage's own record says of the database that was found; other stages left aside.
FingerprintFinding compareWithOwn(const Stage &stage, const StageCheck &check,
                                  const std::optional<FingerprintRecord> &onRecord);

/// relate(), for a record that need not name an address: then any is as good as on record.
FingerprintRelation relateToRecord(const Fingerprint &found, const FingerprintRecord &record);

/// Whether a stage that declares these addresses may be found there. An entry is an IP address,
/// with or without a port ("10.2.4.18:5433", "[fd00::1]:5433"): a name could lead anywhere.
bool isDeclared(const QStringList &addresses, const Fingerprint &found);

/// "10.2.4.18", "10.2.4.18, port 5433", "this machine"
QString placeText(const Fingerprint &found);

/// What to do where the server does not tell its identity.
QString identityHint();

} // namespace arborist::stages
