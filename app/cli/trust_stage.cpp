// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/trust_stage.h"

#include "app/cli/cli_text.h"
#include "app/cli/exit_code.h"
#include "app/cli/run_operation.h"
#include "app/cli/session.h"
#include "app/cli/stage_json.h"
#include "services/stages/fingerprint_store.h"
#include "services/stages/fingerprint_verdict.h"

namespace arborist::cli {
namespace {

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

void checkConsent(Session &session, const stages::Stage &stage)
{
    const GlobalOptions &options = session.options();
    if (options.confirm == stage.name)
        return;
    if (options.confirm.isEmpty() && !stage.isProtected) {
        if (options.yes ||
            askYes(session, CliText::tr("Is that the database of %1? [y/N] ").arg(stage.name)))
            return;
        throw Error::refused(CliText::tr("Nobody has agreed to it."), CliText::tr("Give --yes."));
    }
    if (options.confirm.isEmpty() && session.terminal().canAsk()) {
        const auto answer = session.terminal().ask(
            CliText::tr("%1 is protected. Type its name if that is its database: ").arg(stage.name),
            session.stopToken());
        if (answer == stage.name)
            return;
    }
    throw Error::refused(
        CliText::tr("%1 keeps the database that it has on record.").arg(stage.name),
        CliText::tr("Give its name: --confirm %1").arg(stage.name));
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
    checkConsent(session, stage);
    store.replace(recordKey(workspace), check);
    if (session.json())
        terminal.printJson({{QStringLiteral("stage"), stage.name},
                            {QStringLiteral("database"), check.database},
                            {QStringLiteral("fingerprint"), toJson(check.fingerprint)}});
    else
        terminal.printLine(CliText::tr("That is now the database of %1.").arg(stage.name));
    return Done;
}

} // namespace arborist::cli
