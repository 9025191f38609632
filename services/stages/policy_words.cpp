// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/stages/policy_words.h"

#include <QCoreApplication>

namespace arborist::stages {

namespace {

QString tr(const char *text)
{
    return QCoreApplication::translate("Policy", text);
}

} // namespace

QString toString(Requirement requirement)
{
    switch (requirement) {
    case Requirement::Nothing:
        return tr("Allowed");
    case Requirement::Yes:
        return tr("Confirmed");
    case Requirement::TypeName:
        return tr("Name typed");
    case Requirement::Refused:
        break;
    }
    return tr("Refused");
}

QString toString(Backup backup)
{
    switch (backup) {
    case Backup::None:
        return tr("None");
    case Backup::Automatic:
        return tr("Automatic");
    case Backup::Mandatory:
        break;
    }
    return tr("Mandatory");
}

QString toWord(Requirement requirement)
{
    switch (requirement) {
    case Requirement::Nothing:
        return QStringLiteral("nothing");
    case Requirement::Yes:
        return QStringLiteral("yes");
    case Requirement::TypeName:
        return QStringLiteral("name");
    case Requirement::Refused:
        break;
    }
    return QStringLiteral("refused");
}

QString toWord(Backup backup)
{
    switch (backup) {
    case Backup::None:
        return QStringLiteral("none");
    case Backup::Automatic:
        return QStringLiteral("automatic");
    case Backup::Mandatory:
        break;
    }
    return QStringLiteral("mandatory");
}

QString toWord(Caller caller)
{
    return caller == Caller::Desk ? QStringLiteral("desk") : QStringLiteral("pipeline");
}

QString toWord(Risk risk)
{
    switch (risk) {
    case Risk::Read:
        return QStringLiteral("read");
    case Risk::Write:
        return QStringLiteral("write");
    case Risk::Destructive:
        break;
    }
    return QStringLiteral("destructive");
}

QString toWord(Refusal refusal)
{
    switch (refusal) {
    case Refusal::None:
        return {};
    case Refusal::ReadOnly:
        return QStringLiteral("read_only");
    case Refusal::Desk:
        return QStringLiteral("desk");
    case Refusal::Reset:
        return QStringLiteral("reset");
    case Refusal::Seeding:
        return QStringLiteral("seeding");
    case Refusal::FarAway:
        return QStringLiteral("far_away");
    case Refusal::Workspace:
        break;
    }
    return QStringLiteral("workspace");
}

QString refusalText(Refusal refusal, const Stage &stage, const QString &operation)
{
    switch (refusal) {
    case Refusal::None:
        return {};
    case Refusal::ReadOnly:
        return tr("%1 is read only: nothing is changed there. The workspace file says so "
                  "(read_only); choose another stage.")
            .arg(stage.name);
    case Refusal::Desk:
        return tr("%1 is protected: nothing is deleted there from a desk. Let a pipeline do it, "
                  "with --confirm %1.")
            .arg(stage.name);
    case Refusal::Reset:
        return tr("%1 is a production stage, and nobody resets one. Restore a backup beside it, or "
                  "purge "
                  "one organization.")
            .arg(stage.name);
    case Refusal::Seeding:
        return tr("%1 is a production stage, and nobody seeds one. Import the rows that are meant "
                  "for "
                  "it.")
            .arg(stage.name);
    case Refusal::FarAway:
        return tr("Nobody knows what kind of environment %1 is, and something would be lost. Make "
                  "it a stage of a project, with its environment in arborist.toml; or work on the "
                  "machine of the database, over its socket or loopback.")
            .arg(stage.name);
    case Refusal::Workspace:
        break;
    }
    return tr("The workspace file refuses “%1” on %2 ([policy] in arborist.toml).")
        .arg(operation, stage.name);
}

QString refusalHint(Refusal refusal)
{
    return refusal == Refusal::Desk
               ? tr("A pipeline is told by the variables of its service, such as CI.")
               : QString();
}

QString askText(const Verdict &verdict, const Stage &stage, bool loses)
{
    const bool forTrying = !stage.isProtected && (stage.environment == Environment::Development ||
                                                  stage.environment == Environment::Test);
    switch (verdict.requirement) {
    case Requirement::Nothing:
    case Requirement::Refused:
        return {};
    case Requirement::Yes:
        if (!forTrying)
            return tr("A yes.");
        return stage.environment == Environment::Test
                   ? tr("A yes is enough: for %1, which is for tests, this plan is only a warning.")
                         .arg(stage.name)
                   : tr("A yes is enough: for %1, which is for development, this plan is only a "
                        "warning.")
                         .arg(stage.name);
    case Requirement::TypeName:
        break;
    }
    if (stage.environment == Environment::Production)
        return tr("The name %1, typed: it is production.").arg(stage.name);
    if (stage.isProtected)
        return tr("The name %1, typed: the stage is protected.").arg(stage.name);
    if (!loses)
        return tr("The name %1, typed.").arg(stage.name);
    return tr("The name %1, typed: something will be lost.").arg(stage.name);
}

QString backupText(const Verdict &verdict, const OperationKind &kind)
{
    if (verdict.backup == Backup::None)
        return {};
    if (kind.wayBack == WayBack::Journal)
        return tr("No backup first: the journal keeps all of it.");
    if (kind.wayBack == WayBack::Own)
        return tr("No backup first: the run keeps what it replaces until it has expired.");
    return verdict.backup == Backup::Mandatory
               ? tr("A backup is made first; it cannot be left out.")
               : tr("A backup is made first.");
}

} // namespace arborist::stages
