// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/stages/fingerprint_store.h"
#include "services/stages/stage_check.h"
#include <optional>
#include <vector>

namespace arborist::stages {

/// What a check's fingerprint says, compared with what is on record.
enum class FingerprintVerdict {
    FirstContact,  ///< nothing on record yet
    Known,         ///< the database on record
    Moved,         ///< the database on record, at an address that is neither on record nor declared
    OtherDatabase, ///< another database than on record
    SameAsStage,   ///< another stage's database
    CopyOfStage,   ///< the identity of another stage's database, at another address
    Unverified,    ///< nothing speaks against it, but the server does not tell its identity
};

struct FingerprintFinding {
    FingerprintVerdict verdict = FingerprintVerdict::FirstContact;
    QString otherStage; ///< of SameAsStage and CopyOfStage, and of OtherDatabase where it is known
    QString sentence;   ///< for people
};

/// How two fingerprints relate. A copy of a whole cluster (a restored snapshot, a standby) has the
/// identity of its origin, and only its address tells them apart. Branches of Neon have a timeline
/// each.
enum class FingerprintRelation { Same, SameElsewhere, Different, Unknown };
FingerprintRelation relate(const Fingerprint &a, const Fingerprint &b);

/// Compares what a check of `stage` found (it must have reached the server) with the stage's own
/// record and with those of the other stages.
FingerprintFinding compareFingerprint(const Stage &stage, const StageCheck &check,
                                      const std::optional<FingerprintRecord> &onRecord,
                                      const std::vector<FingerprintRecord> &others);

/// What is on record for the workspace's stages: arborist.lock, then this machine's record for
/// those that it leaves out. Throws Error when either cannot be read.
std::vector<FingerprintRecord> knownFingerprints(const Workspace &workspace,
                                                 const FingerprintStore &store);

/// The same against arborist.lock, which goes first, and this machine's record; puts a first
/// contact on record. Throws Error when either cannot be read.
FingerprintFinding verifyFingerprint(const Workspace &workspace, const Stage &stage,
                                     const StageCheck &check, FingerprintStore &store);

} // namespace arborist::stages
