// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/stages/fingerprint_verdict.h"

#include "services/stages/known_fingerprints.h"
#include "services/stages/own_record.h"
#include "services/stages/workspace.h"
#include <QCoreApplication>
#include <algorithm>

namespace arborist::stages {

namespace {

using Relation = FingerprintRelation;
using Verdict = FingerprintVerdict;

QString tr(const char *text)
{
    return QCoreApplication::translate("FingerprintVerdict", text);
}

bool sameAddress(const Fingerprint &a, const Fingerprint &b)
{
    return a.address == b.address || (a.isLocal() && b.isLocal());
}

/// What either side does not know is no difference.
bool isNear(const Fingerprint &a, const Fingerprint &b)
{
    const bool samePort = a.port == b.port || a.port == 0 || b.port == 0;
    const bool sameDirectory = a.dataDirectory == b.dataDirectory || a.dataDirectory.isEmpty() ||
                               b.dataDirectory.isEmpty();
    return sameAddress(a, b) && samePort && sameDirectory;
}

/// How the database relates to another stage's, by all addresses that that one declares.
Relation relateToOther(const Fingerprint &found, const FingerprintRecord &other)
{
    const Relation relation = relateToRecord(found, other);
    return relation == Relation::SameElsewhere && isDeclared(other.addresses, found)
               ? Relation::Same
               : relation;
}

bool isOwn(const FingerprintRecord &record, const StageCheck &check)
{
    return record.workspace.isEmpty() && record.stage == check.stage;
}

/// The first other stage's record that fits; nullptr if there is none.
template <typename Fits>
const FingerprintRecord *findOther(const StageCheck &check,
                                   const std::vector<FingerprintRecord> &others, Fits fits)
{
    const auto it = std::find_if(others.begin(), others.end(), [&](const FingerprintRecord &other) {
        return !isOwn(other, check) && fits(other);
    });
    return it == others.end() ? nullptr : &*it;
}

QString named(const FingerprintRecord &other)
{
    return other.workspace.isEmpty() ? other.stage
                                     : tr("%1 of %2").arg(other.stage, other.workspace);
}

QString sameSentence(const StageCheck &check, const FingerprintRecord &other)
{
    return tr("%1 and %2 lead to the same database, %3 (%4).")
        .arg(check.stage, named(other), check.database, check.fingerprint.shortText());
}

QString copySentence(const StageCheck &check, const FingerprintRecord &other)
{
    if (check.fingerprint.standby)
        return tr("A standby with the identity of the database of %1.").arg(named(other));
    return tr("Has the identity of the database of %1 but answers from %2: a copy of it, or the "
              "same server by another way.")
        .arg(named(other), placeText(check.fingerprint));
}

QString ownNameHint(const StageCheck &check, const FingerprintRecord &other)
{
    if (other.gone)
        return tr("%2 is no stage of its project any more. If %1 has taken its place, accept it: "
                  "arboristctl stages trust %1")
            .arg(check.stage, other.stage);
    if (other.workspace.isEmpty())
        return tr("Correct the address of %1, or work on %2 by its own name: --target %2")
            .arg(check.stage, other.stage);
    return tr("Correct the address of %1, or work on %2 in its own project: --workspace %3 "
              "--target %2")
        .arg(check.stage, other.stage, other.workspace);
}

FingerprintFinding guarded(Verdict verdict, const FingerprintRecord &other, const QString &sentence,
                           const QString &hint)
{
    return {verdict, other.stage, sentence + u' ' + tr("%1 is protected.").arg(other.stage),
            hint,    true,        true};
}

/// Another stage's protection that would be gone round.
std::optional<FingerprintFinding> protectedOther(const Stage &stage, const StageCheck &check,
                                                 bool trustedCopy,
                                                 const std::vector<FingerprintRecord> &others)
{
    const Fingerprint &found = check.fingerprint;
    const auto find = [&](auto fits) {
        return findOther(check, others, [&](const FingerprintRecord &other) {
            return outranks(other, stage) && fits(other);
        });
    };
    const auto related = [&](Relation relation) {
        return find([&, relation](const FingerprintRecord &other) {
            return relateToOther(found, other) == relation;
        });
    };
    if (const FingerprintRecord *same = related(Relation::Same))
        return guarded(Verdict::SameAsStage, *same, sameSentence(check, *same),
                       ownNameHint(check, *same));
    if (trustedCopy)
        return std::nullopt;
    if (const FingerprintRecord *copy = related(Relation::SameElsewhere))
        return guarded(Verdict::CopyOfStage, *copy, copySentence(check, *copy),
                       found.standby ? tr("Connect to a server of your own.")
                                     : tr("If it is a copy that may be changed, accept it: "
                                          "arboristctl stages trust %1")
                                           .arg(check.stage));
    const FingerprintRecord *maybe =
        find([&](const FingerprintRecord &other) { return mayBeSame(found, other.fingerprint); });
    if (maybe)
        return guarded(Verdict::Unverified, *maybe,
                       tr("The server does not tell its identity to this role, and the number of "
                          "the database is that of %1.")
                           .arg(named(*maybe)),
                       identityHint());
    return std::nullopt;
}

/// The record holds what is known by now, and is never less protected than the stage.
void keepUpToDate(const Stage &stage, const StageCheck &check, const FingerprintRecord &own,
                  const QString &key, FingerprintStore &store)
{
    const auto local = store.record(key, stage.name);
    FingerprintRecord fresh = recordOf(stage, check);
    if (local && relate(local->fingerprint, check.fingerprint) == Relation::Same) {
        fresh.firstSeen = local->firstSeen;
        fresh.trusted = local->trusted;
        if (outranks(*local, stage)) {
            fresh.isProtected = local->isProtected;
            fresh.environment = local->environment;
        }
        if (fresh.fingerprint.dataDirectory.isEmpty())
            fresh.fingerprint.dataDirectory = local->fingerprint.dataDirectory;
    } else if (!own.committed) {
        return; // a declared address: the first one stays on record
    }
    if (!local || local->fingerprint != fresh.fingerprint || local->database != fresh.database ||
        local->isProtected != fresh.isProtected || local->environment != fresh.environment)
        store.replace(key, fresh);
}

} // namespace

FingerprintRelation relate(const Fingerprint &a, const Fingerprint &b)
{
    if (a.databaseOid != b.databaseOid)
        return Relation::Different;
    if (!a.timeline.isEmpty() && !b.timeline.isEmpty())
        return a.timeline == b.timeline ? Relation::Same : Relation::Different;
    const bool near = isNear(a, b) && a.timeline == b.timeline;
    if (a.systemIdentifier.isEmpty() || b.systemIdentifier.isEmpty())
        return near ? Relation::Unknown : Relation::Different;
    if (a.systemIdentifier != b.systemIdentifier)
        return Relation::Different;
    return near ? Relation::Same : Relation::SameElsewhere;
}

bool mayBeSame(const Fingerprint &found, const Fingerprint &onRecord)
{
    return relate(found, onRecord) != Relation::Different ||
           (found.isHidden() && found.databaseOid == onRecord.databaseOid);
}

FingerprintFinding compareFingerprint(const Stage &stage, const StageCheck &check,
                                      const std::optional<FingerprintRecord> &onRecord,
                                      const std::vector<FingerprintRecord> &others)
{
    const auto related = [&](Relation relation) {
        return findOther(check, others, [&](const FingerprintRecord &other) {
            return relateToOther(check.fingerprint, other) == relation;
        });
    };
    FingerprintFinding own = compareWithOwn(stage, check, onRecord);
    const FingerprintRecord *same = related(Relation::Same);
    if (own.verdict == Verdict::OtherDatabase) {
        // What would be wrong if it were accepted goes before what could be done about it.
        if (const auto finding = protectedOther(stage, check, false, others)) {
            own.otherStage = finding->otherStage;
            own.sentence += u' ' + (finding->verdict == Verdict::SameAsStage && same &&
                                            same->stage == finding->otherStage
                                        ? tr("It is the database of %1.").arg(named(*same)) + u' ' +
                                              tr("%1 is protected.").arg(same->stage)
                                        : finding->sentence);
            own.hint = finding->hint;
            own.protects = true;
            return own;
        }
        if (same) {
            own.otherStage = same->stage;
            own.sentence += u' ' + tr("It is the database of %1.").arg(named(*same));
        }
        return own;
    }
    const bool trustedCopy = onRecord && onRecord->trusted && own.verdict == Verdict::Known;
    if (auto finding = protectedOther(stage, check, trustedCopy, others))
        return *finding;
    if (own.stopsWrites)
        return own;
    if (same)
        return {Verdict::SameAsStage, same->stage, sameSentence(check, *same), {}, false, false};
    const FingerprintRecord *copy = related(Relation::SameElsewhere);
    // A declared address of our own is a failover that was expected.
    if (copy && !trustedCopy && !isDeclared(stage.addresses, check.fingerprint))
        return {Verdict::CopyOfStage, copy->stage, copySentence(check, *copy), {}, false, false};
    return own;
}

std::optional<FingerprintRecord> ownRecord(const Stage &stage,
                                           const std::vector<FingerprintRecord> &known)
{
    for (const FingerprintRecord &record : known) {
        if (record.workspace.isEmpty() && record.stage == stage.name)
            return record;
    }
    return std::nullopt;
}

FingerprintFinding verifyFingerprint(const Workspace &workspace, const Stage &stage,
                                     const StageCheck &check, FingerprintStore &store)
{
    const QString key = recordKey(workspace);
    const auto own = ownRecord(stage, knownFingerprints(workspace, store));
    FingerprintFinding finding =
        compareFingerprint(stage, check, own, otherFingerprints(workspace, stage, check, store));
    if (!own && !finding.stopsWrites)
        store.remember(key, recordOf(stage, check));
    else if (own && finding.verdict == Verdict::Known)
        keepUpToDate(stage, check, *own, key, store);
    return finding;
}

} // namespace arborist::stages
