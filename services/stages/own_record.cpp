// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/stages/own_record.h"

#include "services/stages/known_fingerprints.h"
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

QString databaseText(const FingerprintRecord &record)
{
    return record.database.isEmpty()
               ? record.fingerprint.shortText()
               : tr("%1 (%2)").arg(record.database, record.fingerprint.shortText());
}

QString trustHint(const StageCheck &check)
{
    return tr("If that is meant, accept it: arboristctl stages trust %1").arg(check.stage);
}

FingerprintFinding stopping(Verdict verdict, const QString &sentence, const QString &hint)
{
    return {verdict, {}, sentence, hint, true, false};
}

FingerprintFinding otherDatabase(const StageCheck &check, const FingerprintRecord &onRecord)
{
    const Fingerprint &found = check.fingerprint;
    QString text = tr("%1 leads to another database than on record: %2 (%3) instead of %4.")
                       .arg(check.stage, check.database, found.shortText(), databaseText(onRecord));
    if (!found.systemIdentifier.isEmpty() && found.timeline.isEmpty() &&
        found.systemIdentifier == onRecord.fingerprint.systemIdentifier &&
        check.database == onRecord.database)
        text += u' ' + tr("The server is the same: the database may have been dropped and created "
                          "again.");
    return stopping(Verdict::OtherDatabase, text,
                    tr("Check the address of %1. If the database was replaced on purpose, accept "
                       "it: arboristctl stages trust %1")
                        .arg(check.stage));
}

FingerprintFinding upgraded(const StageCheck &check, const FingerprintRecord &onRecord)
{
    return stopping(
        Verdict::Upgraded,
        tr("%1 was put on record with PostgreSQL %2 and answers as PostgreSQL %3 now: the server "
           "was upgraded, or is another one.")
            .arg(check.stage)
            .arg(onRecord.fingerprint.majorVersion)
            .arg(check.fingerprint.majorVersion),
        tr("If the server was upgraded, accept it: arboristctl stages trust %1").arg(check.stage));
}

FingerprintFinding moved(const StageCheck &check, const FingerprintRecord &onRecord)
{
    return stopping(
        Verdict::Moved,
        tr("The database on record, now at %1 instead of %2: a failover, or a copy.")
            .arg(placeText(check.fingerprint), placeText(onRecord.fingerprint)),
        tr("If it was a failover, add the address to those of %1 in arborist.toml (addresses), or "
           "accept it: arboristctl stages trust %1")
            .arg(check.stage));
}

/// An upgrade by pg_upgrade makes a cluster of its own, with the database's name and place.
bool looksUpgraded(const StageCheck &check, const FingerprintRecord &onRecord)
{
    const Fingerprint &found = check.fingerprint;
    const Fingerprint &before = onRecord.fingerprint;
    if (found.majorVersion == 0 || before.majorVersion == 0 ||
        found.majorVersion == before.majorVersion)
        return false;
    return relateToRecord(found, onRecord) != Relation::Different ||
           (found.majorVersion > before.majorVersion && check.database == onRecord.database);
}

/// A container gets another address whenever it is started. Seen from here it stays where it was.
bool isContainerMove(const Stage &stage, const StageCheck &check, const FingerprintRecord &onRecord)
{
    const QHostAddress network(QStringLiteral("172.16.0.0"));
    const auto inContainer = [&network](const QString &address) {
        return QHostAddress(address).isInSubnet(network, 12);
    };
    return !stage.isProtected && check.nearby && inContainer(check.fingerprint.address) &&
           inContainer(onRecord.fingerprint.address) &&
           check.fingerprint.port == onRecord.fingerprint.port;
}

FingerprintFinding known(const FingerprintRecord &onRecord)
{
    if (!onRecord.firstSeen.isValid())
        return {Verdict::Known, {}, tr("The database on record."), {}, false, false};
    return {
        Verdict::Known,
        {},
        tr("The database on record since %1.")
            .arg(QLocale().toString(onRecord.firstSeen.toLocalTime().date(), QLocale::ShortFormat)),
        {},
        false,
        false};
}

FingerprintFinding firstContact(const StageCheck &check)
{
    if (check.fingerprint.isHidden())
        return {Verdict::Unverified,
                {},
                tr("First contact, and the server does not tell its identity to this role."),
                identityHint(),
                false,
                false};
    return {Verdict::FirstContact,
            {},
            tr("First contact: %1 (%2) is now on record for %3.")
                .arg(check.database, check.fingerprint.shortText(), check.stage),
            {},
            false,
            false};
}

} // namespace

FingerprintRelation relateToRecord(const Fingerprint &found, const FingerprintRecord &record)
{
    Fingerprint onRecord = record.fingerprint;
    if (record.committed && onRecord.address.isEmpty())
        onRecord.address = found.address;
    return relate(found, onRecord);
}

bool isDeclared(const QStringList &addresses, const Fingerprint &found)
{
    const QHostAddress here(found.address);
    return std::any_of(addresses.begin(), addresses.end(), [&](const QString &entry) {
        if (here.isNull())
            return false;
        if (QHostAddress(entry) == here)
            return true;
        const QString port = u':' + QString::number(found.port);
        QString host = entry.chopped(std::min(entry.size(), port.size()));
        if (host.startsWith(u'[') && host.endsWith(u']'))
            host = host.mid(1, host.size() - 2);
        return entry.endsWith(port) && QHostAddress(host) == here;
    });
}

QString placeText(const Fingerprint &found)
{
    const QString place = found.isLocal() ? tr("this machine") : found.address;
    return found.port == 0 ? place : tr("%1, port %2").arg(place).arg(found.port);
}

QString identityHint()
{
    return tr("Connect with a role that may ask for it, or let it be granted: GRANT EXECUTE ON "
              "FUNCTION pg_control_system() TO the role");
}

FingerprintFinding compareWithOwn(const Stage &stage, const StageCheck &check,
                                  const std::optional<FingerprintRecord> &onRecord)
{
    if (!onRecord)
        return firstContact(check);
    const Fingerprint &found = check.fingerprint;
    const Fingerprint &before = onRecord->fingerprint;
    if (looksUpgraded(check, *onRecord))
        return upgraded(check, *onRecord);
    const Relation relation = relateToRecord(found, *onRecord);
    if (found.isHidden() && !before.isHidden() && mayBeSame(found, before))
        return stopping(Verdict::Unverified,
                        tr("The server does not tell its identity to this role: nobody knows "
                           "whether it is still the database of %1 on record.")
                            .arg(check.stage),
                        identityHint());
    if (relation == Relation::Different)
        return otherDatabase(check, *onRecord);
    if (isLoosened(stage, *onRecord))
        return stopping(Verdict::Loosened,
                        tr("%1 was protected when its database was put on record, and the "
                           "workspace file protects it less now.")
                            .arg(check.stage),
                        trustHint(check));
    if (relation == Relation::Unknown)
        return {Verdict::Unverified,
                {},
                tr("The server does not tell its identity to this role: only address and number of "
                   "the database are those on record."),
                identityHint(),
                false,
                false};
    if (found.standby && !before.standby)
        return stopping(Verdict::Standby,
                        tr("The database on record, but its server at %1 is a standby now: it "
                           "takes no changes.")
                            .arg(placeText(found)),
                        tr("Connect to the primary server."));
    if (before.standby && !found.standby)
        return stopping(Verdict::Moved,
                        tr("%1 was put on record as a standby, and takes changes now: it was "
                           "promoted.")
                            .arg(check.stage),
                        trustHint(check));
    if (relation == Relation::SameElsewhere && !isDeclared(stage.addresses, found) &&
        !isContainerMove(stage, check, *onRecord))
        return moved(check, *onRecord);
    return known(*onRecord);
}

} // namespace arborist::stages
