// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/operations/set_database.h"

#include "services/operations/file_operation.h"
#include "services/postgres/connection.h"
#include "services/stages/address_reference.h"
#include "services/stages/config_table.h"
#include "services/stages/dotenv_writer.h"
#include "services/stages/environment_files.h"
#include "services/stages/fingerprint_verdict.h"
#include "services/stages/known_stage.h"
#include "services/stages/toml_file.h"
#include <QCoreApplication>
#include <QDir>

namespace arborist::operations {

namespace {

using stages::AddressReference;
using stages::FingerprintRecord;
using stages::FingerprintRelation;
using stages::Stage;
using stages::StageCheck;
using stages::Workspace;
using Role = SetDatabase::Role;

QString tr(const char *text)
{
    return QCoreApplication::translate("SetDatabase", text);
}

QString shown(const postgres::ConnectionInfo &info)
{
    return tr("%1 at %2").arg(info.database(), info.address());
}

/// The parsed address, in an error of its own that tells where it comes from.
postgres::ConnectionInfo parse(const QString &address)
{
    if (!stages::looksLikeAddress(address))
        throw Error::usage(tr("That is not the address of a PostgreSQL database."),
                           tr("It begins with postgresql:// or postgres://."));
    return postgres::ConnectionInfo::parse(address);
}

StageCheck reach(const QString &stage, const postgres::ConnectionInfo &info,
                 const std::stop_token &stop)
{
    try {
        postgres::Connection connection = postgres::Connection::open(info, stop);
        return stages::check(stage, connection);
    } catch (Error &error) {
        if (error.kind() == ErrorKind::Cancelled)
            throw;
        Error told(tr("The database %1 cannot be used: %2").arg(shown(info), error.message()),
                   error.hint());
        throw told.setSqlState(error.sqlState()).setDetail(error.detail()).setWhere(error.where());
    }
}

/// The project's own programs read the file, too, and know no protection.
void refuseProtected(const Workspace &workspace, const Stage &stage, const StageCheck &check,
                     const QString &fromStage, const QString &variable)
{
    QString owner;
    const Stage *from = workspace.stage(fromStage);
    if (from && from->isProtected && from->name != stage.name)
        owner = from->name;
    for (const FingerprintRecord &record :
         stages::knownFingerprints(workspace, stages::FingerprintStore())) {
        const FingerprintRelation relation = relate(check.fingerprint, record.fingerprint);
        const bool same = relation == FingerprintRelation::Same ||
                          (relation == FingerprintRelation::SameElsewhere &&
                           !stage.addresses.contains(check.fingerprint.address));
        if (same && record.stage != stage.name &&
            stages::stageByName(workspace, record.stage).isProtected)
            owner = record.stage;
    }
    if (!owner.isEmpty() && !stage.isProtected)
        throw Error::refused(
            tr("%1 at %2 is the database of %3, which is protected; %4 is not.")
                .arg(check.database, check.address, owner, stage.name),
            tr("Work on it by its own name: --target %1. Whatever else reads %2 would change it "
               "without asking.")
                .arg(owner, variable));
}

void checkLockFile(const Workspace &workspace, const StageCheck &check)
{
    for (const FingerprintRecord &record : stages::readLockFile(workspace.folder())) {
        if (record.stage != check.stage ||
            relate(record.fingerprint, check.fingerprint) != FingerprintRelation::Different)
            continue;
        throw Error::refused(
            tr("arborist.lock names another database for %1: %2.")
                .arg(check.stage, record.fingerprint.text()),
            tr("Write %1 into arborist.lock first, and commit it.").arg(check.fingerprint.text()))
            .setWhere(QDir(workspace.folder()).filePath(QStringLiteral("arborist.lock")));
    }
}

RecordChange recordChange(const Workspace &workspace, const StageCheck &check)
{
    RecordChange change;
    change.workspace = recordKey(workspace);
    change.stage = check.stage;
    change.before = stages::FingerprintStore().record(change.workspace, check.stage);
    change.after.stage = check.stage;
    change.after.database = check.database;
    change.after.fingerprint = check.fingerprint;
    change.after.firstSeen = check.checkedAt;
    return change;
}

stages::FileChange fileChange(const Workspace &workspace, const AddressPlace &place,
                              const QString &address)
{
    stages::FileChange change;
    change.path = QDir(workspace.folder()).filePath(place.file);
    change.shownName = place.file;
    change.before = stages::readContent(change.path, place.file);
    const QString text = stages::decodeContent(change.before);
    change.after = stages::encodeContent(
        stages::withVariable(text, place.file, place.variable, address), change.before);
    return change;
}

/// The stage that the variable is read for, as far as it stands in the workspace.
Stage stageWritten(const Workspace &workspace, const Stage &stage, Role role)
{
    if (role == Role::Target)
        return stage;
    const QString reference = QStringLiteral("env:SOURCE_DB_CONNECTION_STRING");
    for (const Stage &other : workspace.stages()) {
        if (other.urlReference == reference)
            return other;
    }
    Stage source;
    source.name = QStringLiteral("source");
    return source;
}

/// source_stage of arborist.toml, which goes before the variable.
std::optional<QString> declaredSource(const Workspace &workspace)
{
    const QString name = QStringLiteral("arborist.toml");
    const QString path = QDir(workspace.folder()).filePath(name);
    const auto content = stages::readContent(path, name);
    if (!content)
        return std::nullopt;
    const stages::ConfigNode root = stages::parseToml(stages::decodeContent(content), name);
    const auto section = stages::ConfigTable(root, name, {}).table(QStringLiteral("workspace"));
    return section ? section->text(QStringLiteral("source_stage")) : std::nullopt;
}

Plan describe(const SetDatabase &request, const AddressPlace &place, const Stage &written,
              const StageCheck &check, const postgres::ConnectionInfo &info,
              const std::optional<postgres::ConnectionInfo> &former)
{
    Plan plan;
    plan.operation = request.role == Role::Target ? QStringLiteral("set target-db")
                                                  : QStringLiteral("set source-db");
    plan.request = {{QStringLiteral("variable"), place.variable},
                    {QStringLiteral("address"), info.toUrl()}};
    if (!request.fromStage.isEmpty())
        plan.request.insert(QStringLiteral("from_stage"), request.fromStage);
    plan.target = {written.name, check.address, check.database, check.fingerprint.text()};
    PlanStep write;
    write.title = former ? tr("Write %1 in %2: %3 instead of %4")
                               .arg(place.variable, place.file, shown(info), shown(*former))
                         : tr("Write %1 in %2: %3").arg(place.variable, place.file, shown(info));
    write.rows = 1;
    write.sql = place.variable + u'=' + info.toUrl();
    plan.steps.push_back(write);
    PlanStep record;
    record.title = tr("Put %1 on record as the database of %2")
                       .arg(check.fingerprint.shortText(), written.name);
    plan.steps.push_back(record);
    return plan;
}

} // namespace

AddressPlace addressPlace(const Workspace &workspace, const Stage &stage, Role role)
{
    const QString standard = QStringLiteral(".env");
    if (workspace.folder().isEmpty())
        throw Error::usage(tr("There is no project folder whose .env could be written."),
                           tr("Name it with --workspace."));
    AddressPlace place{QStringLiteral("SOURCE_DB_CONNECTION_STRING"), standard};
    if (role == Role::Target) {
        place.variable = QStringLiteral("DB_CONNECTION_STRING");
        if (!stage.urlReference.isEmpty()) {
            const auto reference = AddressReference::parse(stage.urlReference);
            if (reference.kind != AddressReference::Kind::Variable)
                throw Error(tr("The address of %1 is not a variable of a .env file: %2.")
                                .arg(stage.name, reference.toString()),
                            tr("Edit the stage: give it url = \"env:DB_CONNECTION_STRING\" in "
                               "arborist.toml, or change what it names."));
            place.variable = reference.name;
            if (!reference.file.isEmpty())
                place.file = reference.file;
        }
    }
    const bool hidden =
        place.file == standard &&
        !stages::Dotenv::processVariable(place.variable).value_or(QString()).isEmpty();
    if (hidden)
        throw Error(
            tr("%1 is set in the environment, which goes before %2.")
                .arg(place.variable, place.file),
            tr("Start again without it (unset %1), then the file counts.").arg(place.variable));
    return place;
}

QString addressOfStage(const Workspace &workspace, const Stage &stage)
{
    if (!stage.urlReference.isEmpty() && !workspace.folder().isEmpty()) {
        const auto reference = AddressReference::parse(stage.urlReference);
        stages::EnvironmentFiles files(workspace.folder());
        // As it is written: parameters of other tools stay.
        if (reference.kind == AddressReference::Kind::Variable) {
            if (const auto found = files.find(reference.name, reference.file))
                return found->value;
        }
    }
    return workspace.resolve(stage).toUrlWithPassword();
}

PlannedOperationPtr planSetDatabase(const Workspace &workspace, const Stage &stage,
                                    const SetDatabase &request, OperationContext &context)
{
    const AddressPlace place = addressPlace(workspace, stage, request.role);
    const postgres::ConnectionInfo info = parse(request.address);
    const Stage written = stageWritten(workspace, stage, request.role);
    context.throwIfStopped();
    const StageCheck check = reach(written.name, info, context.stop);
    QStringList notes;
    std::vector<RecordChange> records;
    if (request.role == Role::Target) {
        refuseProtected(workspace, written, check, request.fromStage, place.variable);
        checkLockFile(workspace, check);
    } else if (const auto declared = declaredSource(workspace)) {
        notes << tr("Arborist itself goes on to read from %1, the source_stage of arborist.toml.")
                     .arg(*declared);
    }
    records.push_back(recordChange(workspace, check));
    std::vector<stages::FileChange> files{fileChange(workspace, place, request.address)};
    notes.prepend(tr("%1 in %2 leads to %3, PostgreSQL %4 (%5).")
                      .arg(place.variable, place.file, shown(info), check.serverVersion,
                           check.fingerprint.shortText()));
    std::optional<postgres::ConnectionInfo> former;
    if (workspace.stage(written.name))
        former = workspace.knownAddress(written);
    auto operation = std::make_shared<FileOperation>(
        request.role == Role::Target ? stages::Verb::SetTargetDb : stages::Verb::SetSourceDb,
        describe(request, place, written, check, info, former), std::move(files),
        std::move(records));
    // The plan may have been looked at for a while.
    operation->setLastCheck([info, stage = written.name, planned = check.fingerprint](Run &run) {
        const StageCheck now = reach(stage, info, run.context().stop);
        if (relate(now.fingerprint, planned) == FingerprintRelation::Different)
            throw Error::refused(tr("The plan was made for another database: %1, not %2 (%3).")
                                     .arg(planned.text(), now.fingerprint.text(), now.database),
                                 tr("Plan again, and look at the new plan before it runs."));
    });
    operation->setNotes(notes);
    return operation;
}

} // namespace arborist::operations
