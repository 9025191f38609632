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
    Upgraded,      ///< the stage's server is of another major version than on record
    Standby,       ///< the database on record, but its server takes no changes by now
    Loosened,      ///< the workspace file protects the stage less than when it was put on record
    OtherDatabase, ///< another database than on record
    SameAsStage,   ///< another stage's database
    CopyOfStage,   ///< the identity of another stage's database, at another address
    Unverified,    ///< nothing speaks against it, but the server does not tell its identity
};

struct FingerprintFinding {
    FingerprintVerdict verdict = FingerprintVerdict::FirstContact;
    QString otherStage; ///< of SameAsStage and CopyOfStage, and of OtherDatabase where it is known
    QString sentence;   ///< for people
    QString hint;       ///< what to do about it; empty for nothing
    bool stopsWrites = false; ///< nothing may be changed before that is done
    /// Another stage's protection is at stake: it is `otherStage`'s to be worked on.
    bool protects = false;
};

/// How two fingerprints relate. A copy of a whole cluster (a restored snapshot, a standby) has the
/// identity of its origin, and only address, port and data directory tell them apart. Branches of
/// Neon have a timeline each. A major version is no part of the identity.
enum class FingerprintRelation { Same, SameElsewhere, Different, Unknown };
FingerprintRelation relate(const Fingerprint &a, const Fingerprint &b);

/// Whether nothing proves that they are different: where the server does not tell its identity,
/// the database's number is all there is.
bool mayBeSame(const Fingerprint &found, const Fingerprint &onRecord);

/// Compares what a check of `stage` found (it must have reached the server) with the stage's own
/// record and with those of the other stages, whose protection is judged by now.
FingerprintFinding compareFingerprint(const Stage &stage, const StageCheck &check,
                                      const std::optional<FingerprintRecord> &onRecord,
                                      const std::vector<FingerprintRecord> &others);

/// The stage's own record among those: the first of its name.
std::optional<FingerprintRecord> ownRecord(const Stage &stage,
                                           const std::vector<FingerprintRecord> &known);

/// The same against arborist.lock, which goes first, this machine's record, and the protected
/// stages of other workspaces; puts a first contact on record unless it leads to a protected
/// stage's database. Throws Error when a record cannot be read.
FingerprintFinding verifyFingerprint(const Workspace &workspace, const Stage &stage,
                                     const StageCheck &check, FingerprintStore &store);

} // namespace arborist::stages
