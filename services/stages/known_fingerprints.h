// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/stages/fingerprint_store.h"
#include <vector>

namespace arborist::stages {

/// What is on record for the workspace's stages: arborist.lock first, then this machine's record,
/// both of a stage that has both. As they were written. Throws Error when either cannot be read.
std::vector<FingerprintRecord> knownFingerprints(const Workspace &workspace,
                                                 const FingerprintStore &store);

/// The same records with the protection that their stages have by now, where it is more, and with
/// the addresses that they declare.
std::vector<FingerprintRecord> judgedFingerprints(const Workspace &workspace,
                                                  const FingerprintStore &store);

/// Those of other workspaces that this machine has seen or opened, as far as they may be of that
/// database. `folder` is left out. What cannot be read of another project is passed over; throws
/// Error when this machine's record cannot be read.
std::vector<FingerprintRecord> foreignFingerprints(const QString &folder,
                                                   const Fingerprint &fingerprint,
                                                   const FingerprintStore &store);

/// All records of others that a check of the stage is compared with: those of the workspace, and of
/// other workspaces' stages that outrank it.
std::vector<FingerprintRecord> otherFingerprints(const Workspace &workspace, const Stage &stage,
                                                 const StageCheck &check,
                                                 const FingerprintStore &store);

/// The record's stage as the workspace has it, else as its name and the record tell; protected at
/// least as it was when it was put on record. `workspace` may be null.
Stage stageOf(const FingerprintRecord &record, const Workspace *workspace);

/// Whether changing the record's database under the name of `stage` would go round its protection.
bool outranks(const FingerprintRecord &record, const Stage &stage);

/// Whether the stage is less protected than it was when it was put on record.
bool isLoosened(const Stage &stage, const FingerprintRecord &onRecord);

} // namespace arborist::stages
