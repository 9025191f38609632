// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/operations/stage_edit.h"

#include "services/core/redact.h"
#include "services/operations/address_change.h"
#include "services/operations/edited_stage.h"
#include "services/operations/new_database.h"
#include "services/stages/fingerprint_verdict.h"
#include "services/stages/known_fingerprints.h"
#include "services/stages/known_stage.h"
#include "services/stages/secret_reader.h"
#include "services/stages/stages_section.h"
#include "services/stages/toml_file.h"
#include <QCoreApplication>
#include <QDir>
#include <algorithm>

namespace arborist::operations {

namespace {

using stages::AddressReference;
using stages::FileChange;
using stages::Stage;
using stages::StageKey;
using stages::Workspace;

const QString kToml = QStringLiteral("arborist.toml");
const QString kUrl = QStringLiteral("url");

QString tr(const char *text)
{
    return QCoreApplication::translate("StageEdit", text);
}

FileChange opened(const Workspace &workspace, const QString &name)
{
    if (workspace.folder().isEmpty())
        throw Error::usage(tr("A database that was opened by its address has no files."),
                           tr("Open the folder of a project."));
    FileChange change;
    change.path = QDir(workspace.folder()).filePath(name);
    change.shownName = name;
    change.before = stages::readContent(change.path, name);
    change.after = change.before;
    return change;
}

/// What the new text says about stages must be what a workspace can be made of.
void checkStages(const QString &text)
{
    const stages::ConfigNode root = stages::parseToml(text, kToml);
    stages::readStages(stages::ConfigTable(root, kToml, {}));
}

/// The lines that differ, between what both begin and end with; never a password.
QString changedLines(const QString &before, const QString &after)
{
    QStringList was = before.split(u'\n');
    QStringList is = after.split(u'\n');
    while (!was.isEmpty() && !is.isEmpty() && was.first() == is.first()) {
        was.removeFirst();
        is.removeFirst();
    }
    while (!was.isEmpty() && !is.isEmpty() && was.last() == is.last()) {
        was.removeLast();
        is.removeLast();
    }
    QStringList lines;
    for (const QString &line : std::as_const(was))
        lines << QStringLiteral("- ") + line.trimmed();
    for (const QString &line : std::as_const(is))
        lines << QStringLiteral("+ ") + line.trimmed();
    return redacted(lines.join(u'\n'));
}

PlanStep stepOf(const FileChange &file, const QString &title)
{
    PlanStep step;
    step.title = title;
    step.sql = changedLines(stages::decodeContent(file.before), stages::decodeContent(file.after));
    return step;
}

void addKeychainStep(const QString &name, const QString &address, Plan &plan)
{
    const auto info = postgres::ConnectionInfo::parse(address);
    PlanStep step;
    step.title = tr("Keep the address in the keychain as %1").arg(name);
    step.sql = QStringLiteral("keychain:%1 = %2").arg(name, info.toUrl());
    plan.steps.push_back(step);
    plan.target.host = info.address();
    plan.target.database = info.database();
    plan.wayBack = tr("Undo brings files back as they were. The keychain keeps the address until "
                      "another one is stored or “arboristctl secret forget %1” takes it out.")
                       .arg(name);
}

/// Writes the address where the stage reads it.
void addAddress(const Workspace &workspace, const StageEdit &edit, const Stage &after, Plan &plan,
                std::vector<FileChange> &files)
{
    if (edit.address.isEmpty())
        return;
    const auto reference = AddressReference::parse(after.urlReference);
    if (reference.kind == AddressReference::Kind::Keychain) {
        addKeychainStep(reference.name, edit.address, plan);
        return;
    }
    if (reference.kind != AddressReference::Kind::Variable &&
        reference.kind != AddressReference::Kind::Family)
        throw Error::usage(tr("Only a variable of a .env file or the keychain can take an address "
                              "with a password."),
                           tr("Let the stage read its address from one of them."));
    const AddressPlace place = placeOf(workspace, after.name, reference);
    AddressChange change = addressChange(workspace, place, edit.address);
    if (!change.file.changesAnything())
        return;
    PlanStep step;
    step.title = tr("Write %1 in %2").arg(place.variable(), place.file());
    step.sql = change.shown;
    plan.steps.push_back(step);
    const auto info = postgres::ConnectionInfo::parse(edit.address);
    plan.target.host = info.address();
    plan.target.database = info.database();
    files.push_back(std::move(change.file));
}

/// What the plan says where the new address does not answer: saving it is no mistake.
QString unknownText(const Workspace &workspace, const Stage &after, const StageEdit &edit,
                    const Error &error)
{
    const bool onRecord =
        stages::ownRecord(stages::stageByName(workspace, edit.name),
                          stages::knownFingerprints(workspace, stages::FingerprintStore()))
            .has_value();
    return error.message() + u' ' +
           (onRecord ? tr("Which database that is nobody knows yet: changes through %1 are refused "
                          "until it is the one on record, or trusted.")
                     : tr("Which database that is will be seen when %1 answers for the first "
                          "time."))
               .arg(after.name);
}

QJsonObject requestOf(const StageEdit &edit)
{
    QJsonObject keys;
    for (const StageKey &key : edit.keys)
        keys.insert(key.key, QJsonValue::fromVariant(key.value));
    QJsonObject request{{QStringLiteral("stage"), edit.name}, {QStringLiteral("keys"), keys}};
    if (!edit.newName.isEmpty() && edit.newName != edit.name)
        request.insert(QStringLiteral("new_name"), edit.newName);
    return request;
}

/// The text of arborist.toml after the edit.
QString editedText(const Workspace &workspace, const StageEdit &edit, QString text)
{
    const QString name = edit.newName.isEmpty() ? edit.name : edit.newName;
    QList<StageKey> keys = edit.keys;
    const bool isNew = edit.name.isEmpty();
    if (name != edit.name && workspace.stage(name))
        throw Error::usage(tr("There is a stage %1 already.").arg(name),
                           tr("Choose another name."));
    if (!isNew && name != edit.name) {
        if (stages::declaresStage(text, edit.name)) {
            text = stages::withStageRenamed(text, edit.name, name);
        } else if (const stages::Stage *stage = workspace.stage(edit.name)) {
            // Found by its .env file: what it reads keeps it the same stage under the new name.
            const bool named = std::any_of(keys.begin(), keys.end(),
                                           [](const StageKey &key) { return key.key == kUrl; });
            if (!named)
                keys.prepend({kUrl, stage->urlReference});
        }
    }
    const bool says = std::any_of(keys.begin(), keys.end(),
                                  [](const StageKey &key) { return key.value.isValid(); });
    if (says || stages::declaresStage(text, name))
        text = stages::withStageKeys(text, name, keys);
    return text;
}

/// A stage takes its record along to its new name.
std::vector<RecordChange> movedRecord(const Workspace &workspace, const StageEdit &edit)
{
    if (edit.name.isEmpty() || edit.newName.isEmpty() || edit.newName == edit.name)
        return {};
    const QString key = recordKey(workspace);
    const stages::FingerprintStore store;
    auto record = store.record(key, edit.name);
    if (!record)
        return {};
    record->stage = edit.newName;
    return {{key, edit.newName, store.record(key, edit.newName), *record}};
}

Plan describe(const Workspace &workspace, const StageEdit &edit, const QString &name)
{
    Plan plan;
    plan.operation =
        edit.name.isEmpty() ? QStringLiteral("add stage") : QStringLiteral("edit stage");
    plan.request = requestOf(edit);
    plan.target.stage = edit.name.isEmpty() ? name : edit.name;
    if (const stages::Stage *stage = workspace.stage(edit.name)) {
        if (const auto known = workspace.knownAddress(*stage)) {
            plan.target.host = known->address();
            plan.target.database = known->database();
        }
    }
    return plan;
}

/// The change with what it means for the records, where the stage leads elsewhere.
std::shared_ptr<FileOperation> withDatabase(const Workspace &workspace, const StageEdit &edit,
                                            const Stage &after, Plan plan,
                                            std::vector<FileChange> files,
                                            const std::stop_token &stop)
{
    try {
        const auto info = addressAfter(workspace, edit, after, stop);
        const stages::StageCheck check = reach(after.name, info, stop);
        plan.target = {plan.target.stage, check.address, check.database, check.fingerprint.text()};
        // Nothing is ever written there, wherever it leads.
        NewDatabase database =
            after.readOnly ? NewDatabase() : newDatabase(workspace, after, check, stop);
        return changeWithDatabase(stages::Verb::StagesEdit, std::move(plan), std::move(files),
                                  std::move(database), info, check);
    } catch (const Error &error) {
        if (error.kind() == ErrorKind::Cancelled || error.kind() == ErrorKind::Refused)
            throw;
        plan.remarks << unknownText(workspace, after, edit, error);
    }
    return std::make_shared<FileOperation>(stages::Verb::StagesEdit, std::move(plan),
                                           std::move(files), movedRecord(workspace, edit));
}

/// Before any file says that the address is there.
void keepInKeychain(const AddressReference &reference, const QString &address,
                    FileOperation &operation)
{
    if (reference.kind != AddressReference::Kind::Keychain)
        return;
    operation.setFirst([name = reference.name, address](Run &run) {
        run.beginStep(tr("Keep the address in the keychain"));
        stages::keepSecret(name, address, run.context().stop);
    });
}

} // namespace

PlannedOperationPtr planStageEdit(const Workspace &workspace, const StageEdit &edit,
                                  const std::stop_token &stop)
{
    const Stage after = stageAfter(workspace, edit);
    Plan plan = describe(workspace, edit, after.name);
    std::vector<FileChange> files;
    addAddress(workspace, edit, after, plan, files);
    FileChange toml = opened(workspace, kToml);
    const QString text = editedText(workspace, edit, stages::decodeContent(toml.before));
    checkStages(text);
    toml.after = text.isEmpty() && !toml.before ? stages::FileContent()
                                                : stages::encodeContent(text, toml.before);
    if (toml.changesAnything()) {
        plan.steps.push_back(stepOf(toml, toml.before
                                              ? tr("Change %1 in %2").arg(after.name, kToml)
                                              : tr("Make %2 with %1").arg(after.name, kToml)));
        files.push_back(std::move(toml));
    }
    std::shared_ptr<FileOperation> operation =
        movesAddress(workspace, edit, after)
            ? withDatabase(workspace, edit, after, std::move(plan), std::move(files), stop)
            : std::make_shared<FileOperation>(stages::Verb::StagesEdit, std::move(plan),
                                              std::move(files), movedRecord(workspace, edit));
    if (!edit.address.isEmpty())
        keepInKeychain(AddressReference::parse(after.urlReference), edit.address, *operation);
    return operation;
}

PlannedOperationPtr planStageRemoval(const Workspace &workspace, const QString &stage)
{
    Plan plan;
    plan.operation = QStringLiteral("remove stage");
    plan.request = {{QStringLiteral("stage"), stage}};
    plan.target.stage = stage;
    FileChange toml = opened(workspace, kToml);
    const QString before = stages::decodeContent(toml.before);
    const QString text = stages::withoutStage(before, stage);
    checkStages(text);
    toml.after = stages::encodeContent(text, toml.before);
    plan.steps.push_back(stepOf(toml, tr("Take %1 out of %2").arg(stage, kToml)));
    return std::make_shared<FileOperation>(stages::Verb::StagesEdit, std::move(plan),
                                           std::vector{toml});
}

} // namespace arborist::operations
