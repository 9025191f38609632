// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/trust_stage.h"

#include "app/cli/cli_text.h"
#include "app/cli/exit_code.h"
#include "app/cli/run_operation.h"
#include "app/cli/session.h"
#include "app/cli/stage_json.h"
#include "services/core/run_log.h"
#include "services/operations/consent.h"
#include "services/stages/caller.h"
#include "services/stages/fingerprint_store.h"
#include "services/stages/fingerprint_verdict.h"
#include "services/stages/policy_words.h"

namespace arborist::cli {
namespace {

using stages::Requirement;

/// What the project has committed is changed in the project, where others see it.
void checkLockFile(const stages::Workspace &workspace, const stages::StageCheck &check)
{
    for (const stages::FingerprintRecord &record : stages::readLockFile(workspace.folder())) {
        if (record.stage != check.stage ||
            relate(record.fingerprint, check.fingerprint) == stages::FingerprintRelation::Same)
            continue;
        throw Error::refused(
            CliText::tr("arborist.lock names another database for %1: %2.")
                .arg(check.stage, record.fingerprint.text()),
            CliText::tr("Write what %1 leads to now, %2, into arborist.lock, and commit it.")
                .arg(check.stage, check.fingerprint.text()))
            .setWhere(workspace.folder() + QStringLiteral("/arborist.lock"));
    }
}

/// Asks where somebody can be asked; throws a refusing Error without the consent that the policy
/// wants.
void askForConsent(Session &session, const stages::Stage &stage)
{
    const stages::OperationKind &kind = operationKind(stages::Verb::StagesTrust);
    operations::Consent consent = orderOf(session).consent;
    const Requirement requirement = verdictOn(kind, stage, consent.caller).requirement;
    if (requirement == Requirement::Yes && consent.typedName.isEmpty() && !consent.yes)
        consent.yes =
            askYes(session, CliText::tr("Is that the database of %1? [y/N] ").arg(stage.name));
    if (requirement == Requirement::TypeName && consent.typedName.isEmpty() && canAsk(session))
        consent.typedName =
            session.terminal()
                .ask(CliText::tr("Type the name %1 if that is its database: ").arg(stage.name),
                     session.stopToken())
                .value_or(QString());
    checkConsent(kind, stage, consent);
}

/// As the history keeps it: what was on record, and what takes its place.
RunRecord recordOf(Session &session, const std::optional<stages::FingerprintRecord> &before,
                   const stages::StageCheck &check)
{
    Plan plan;
    plan.operation = QStringLiteral("stages trust");
    plan.request = {{QStringLiteral("before"), before ? before->fingerprint.text() : QString()}};
    plan.target = {check.stage, check.address, check.database, check.fingerprint.text()};
    plan.caller = toWord(stages::callerOfProcess());
    RunRecord record;
    record.id = RunLog::newId();
    record.operation = plan.operation;
    record.workspace = session.workspaceKey();
    record.stage = check.stage;
    record.host = check.address;
    record.database = check.database;
    record.fingerprint = plan.target.fingerprint;
    record.plan = plan.toJson();
    return record;
}

} // namespace

int trustStage(Session &session)
{
    const stages::Workspace &workspace = session.workspace();
    const stages::Stage &stage = session.stage();
    const stages::StageCheck check = stages::check(workspace, stage, session.stopToken());
    if (check.error)
        throw *check.error;
    checkLockFile(workspace, check);
    stages::FingerprintStore store;
    const auto before = store.record(recordKey(workspace), stage.name);
    Terminal &terminal = session.terminal();
    if (!session.json()) {
        if (before)
            terminal.printLine(CliText::tr("On record for %1: %2 (%3)")
                                   .arg(stage.name, before->database, before->fingerprint.text()));
        terminal.printLine(CliText::tr("It leads to: %1 at %2 (%3)")
                               .arg(check.database, check.address, check.fingerprint.text()));
    }
    RunRecord record = recordOf(session, before, check);
    const RunLog log({}, workspace.auditToSyslog());
    try {
        askForConsent(session, stage);
    } catch (const Error &error) {
        if (error.kind() == ErrorKind::Refused)
            log.refuse(record, error);
        throw;
    }
    log.begin(record);
    Report report;
    report.run = record.id;
    report.operation = record.operation;
    try {
        store.replace(recordKey(workspace), check);
    } catch (const Error &error) {
        report.outcome = Report::Result::Failed;
        report.error = error;
        log.finish(report, 0);
        throw;
    }
    log.finish(report, 0);
    if (session.json())
        terminal.printJson({{QStringLiteral("stage"), stage.name},
                            {QStringLiteral("database"), check.database},
                            {QStringLiteral("fingerprint"), toJson(check.fingerprint)}});
    else
        terminal.printLine(CliText::tr("That is now the database of %1.").arg(stage.name));
    return Done;
}

} // namespace arborist::cli
