// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/stages/fingerprint_verdict.h"

#include "services/stages/workspace.h"
#include <QCoreApplication>
#include <QHostAddress>
#include <QLocale>
#include <algorithm>

namespace arborist::stages {

namespace {

using Relation = FingerprintRelation;
using Verdict = FingerprintVerdict;

QString tr(const char *text)
{
    return QCoreApplication::translate("FingerprintVerdict", text);
}

/// A Unix socket or loopback: both ways lead to this machine.
bool isLocal(const QString &address)
{
    return address.isEmpty() || QHostAddress(address).isLoopback();
}

bool sameAddress(const QString &a, const QString &b)
{
    return a == b || (isLocal(a) && isLocal(b));
}

QString addressText(const QString &address)
{
    return address.isEmpty() ? tr("a local socket") : address;
}

QString databaseText(const FingerprintRecord &record)
{
    return record.database.isEmpty()
               ? record.fingerprint.shortText()
               : tr("%1 (%2)").arg(record.database, record.fingerprint.shortText());
}

/// A committed record need not name an address: then any is as good as on record.
Relation relateToRecord(const Fingerprint &found, const FingerprintRecord &record)
{
    Fingerprint onRecord = record.fingerprint;
    if (record.committed && onRecord.address.isEmpty())
        onRecord.address = found.address;
    return relate(found, onRecord);
}

FingerprintFinding otherDatabase(const StageCheck &check, const FingerprintRecord &onRecord,
                                 const QString &otherStage)
{
    const Fingerprint &found = check.fingerprint;
    QString text = tr("%1 leads to another database than on record: %2 (%3) instead of %4.")
                       .arg(check.stage, check.database, found.shortText(), databaseText(onRecord));
    if (!otherStage.isEmpty())
        text += u' ' + tr("It is the database of %1.").arg(otherStage);
    else if (!found.systemIdentifier.isEmpty() && found.timeline.isEmpty() &&
             found.systemIdentifier == onRecord.fingerprint.systemIdentifier)
        text += u' ' + tr("The server is the same: the database may have been dropped and created "
                          "again.");
    return {Verdict::OtherDatabase, otherStage, text};
}

FingerprintFinding ofRecord(const Stage &stage, const StageCheck &check,
                            const FingerprintRecord &onRecord)
{
    const Fingerprint &found = check.fingerprint;
    switch (relateToRecord(found, onRecord)) {
    case Relation::Same:
        break;
    case Relation::SameElsewhere:
        if (stage.addresses.contains(found.address))
            break;
        return {Verdict::Moved,
                {},
                tr("The database on record, now at %1 instead of %2: a failover, or a copy.")
                    .arg(addressText(found.address), addressText(onRecord.fingerprint.address))};
    case Relation::Unknown:
        return {Verdict::Unverified,
                {},
                tr("The server does not tell its identity to this role: only address and number of "
                   "the database are those on record.")};
    case Relation::Different:
        return otherDatabase(check, onRecord, {});
    }
    if (!onRecord.firstSeen.isValid())
        return {Verdict::Known, {}, tr("The database on record.")};
    return {Verdict::Known,
            {},
            tr("The database on record since %1.")
                .arg(QLocale().toString(onRecord.firstSeen.toLocalTime().date(),
                                        QLocale::ShortFormat))};
}

/// The record of another stage with that relation to what was found; nullptr if there is none.
const FingerprintRecord *findOther(const StageCheck &check, Relation relation,
                                   const std::vector<FingerprintRecord> &others)
{
    const auto it = std::find_if(others.begin(), others.end(), [&](const FingerprintRecord &other) {
        return other.stage != check.stage && relateToRecord(check.fingerprint, other) == relation;
    });
    return it == others.end() ? nullptr : &*it;
}

} // namespace

FingerprintRelation relate(const Fingerprint &a, const Fingerprint &b)
{
    if (a.databaseOid != b.databaseOid || a.timeline != b.timeline)
        return Relation::Different;
    if (!a.timeline.isEmpty())
        return Relation::Same;
    const bool near = sameAddress(a.address, b.address);
    if (a.systemIdentifier.isEmpty() || b.systemIdentifier.isEmpty())
        return near ? Relation::Unknown : Relation::Different;
    if (a.systemIdentifier != b.systemIdentifier)
        return Relation::Different;
    return near ? Relation::Same : Relation::SameElsewhere;
}

FingerprintFinding compareFingerprint(const Stage &stage, const StageCheck &check,
                                      const std::optional<FingerprintRecord> &onRecord,
                                      const std::vector<FingerprintRecord> &others)
{
    const FingerprintRecord *same = findOther(check, Relation::Same, others);
    const FingerprintRecord *copy = findOther(check, Relation::SameElsewhere, others);
    FingerprintFinding own;
    if (onRecord) {
        own = ofRecord(stage, check, *onRecord);
        if (own.verdict == Verdict::OtherDatabase)
            return otherDatabase(check, *onRecord, same ? same->stage : QString());
    }
    if (same)
        return {Verdict::SameAsStage, same->stage,
                tr("%1 and %2 lead to the same database, %3 (%4).")
                    .arg(check.stage, same->stage, check.database, check.fingerprint.shortText())};
    // A declared address of our own is a failover that was expected.
    if (copy && !stage.addresses.contains(check.fingerprint.address))
        return {Verdict::CopyOfStage, copy->stage,
                check.fingerprint.standby
                    ? tr("A standby with the identity of the database of %1.").arg(copy->stage)
                    : tr("Has the identity of the database of %1 but answers from %2: a copy of "
                         "it, or the same server by another way.")
                          .arg(copy->stage, addressText(check.fingerprint.address))};
    if (onRecord)
        return own;
    if (check.fingerprint.systemIdentifier.isEmpty() && check.fingerprint.timeline.isEmpty())
        return {Verdict::Unverified,
                {},
                tr("First contact, and the server does not tell its identity to this role.")};
    return {Verdict::FirstContact,
            {},
            tr("First contact: %1 (%2) is now on record for %3.")
                .arg(check.database, check.fingerprint.shortText(), check.stage)};
}

std::vector<FingerprintRecord> knownFingerprints(const Workspace &workspace,
                                                 const FingerprintStore &store)
{
    std::vector<FingerprintRecord> known = readLockFile(workspace.folder());
    for (FingerprintRecord &record : store.records(recordKey(workspace))) {
        const bool committed =
            std::any_of(known.begin(), known.end(), [&record](const FingerprintRecord &other) {
                return other.stage == record.stage;
            });
        if (!committed)
            known.push_back(std::move(record));
    }
    return known;
}

FingerprintFinding verifyFingerprint(const Workspace &workspace, const Stage &stage,
                                     const StageCheck &check, FingerprintStore &store)
{
    const std::vector<FingerprintRecord> known = knownFingerprints(workspace, store);
    const auto own = std::find_if(known.begin(), known.end(), [&](const FingerprintRecord &record) {
        return record.stage == stage.name;
    });
    const FingerprintFinding finding = compareFingerprint(
        stage, check, own == known.end() ? std::nullopt : std::optional(*own), known);
    if (own == known.end())
        store.remember(recordKey(workspace), check);
    return finding;
}

} // namespace arborist::stages
