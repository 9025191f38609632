// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/operations/set_database.h"

#include "services/operations/new_database.h"
#include "services/stages/address_reference.h"
#include "services/stages/config_table.h"
#include "services/stages/environment_files.h"
#include "services/stages/secret_reader.h"
#include "services/stages/toml_file.h"
#include <QCoreApplication>
#include <QDir>
#include <QRegularExpression>

namespace arborist::operations {

namespace {

using stages::AddressReference;
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

Plan describe(const SetDatabase &request, const AddressPlace &place, const AddressChange &change,
              const StageCheck &check, const postgres::ConnectionInfo &info,
              const std::optional<postgres::ConnectionInfo> &former)
{
    Plan plan;
    plan.operation = request.role == Role::Target ? QStringLiteral("set target-db")
                                                  : QStringLiteral("set source-db");
    plan.request = {{QStringLiteral("variable"), place.variable()},
                    {QStringLiteral("address"), info.toUrl()}};
    if (!request.fromStage.isEmpty())
        plan.request.insert(QStringLiteral("from_stage"), request.fromStage);
    plan.target = {check.stage, check.address, check.database, check.fingerprint.text()};
    PlanStep write;
    write.title = former
                      ? tr("Write %1 in %2: %3 instead of %4")
                            .arg(place.variable(), place.file(), shown(info), shown(*former))
                      : tr("Write %1 in %2: %3").arg(place.variable(), place.file(), shown(info));
    write.sql = change.shown;
    plan.steps.push_back(write);
    return plan;
}

/// An address is worth nothing without the way that leads there.
void checkWay(const Workspace &workspace, const Stage &written, const QString &fromStage)
{
    const Stage *from = workspace.stage(fromStage);
    if (!from || from->sshHost == written.sshHost)
        return;
    const auto way = [](const Stage &stage) {
        return stage.sshHost.isEmpty() ? tr("directly") : tr("through %1").arg(stage.sshHost);
    };
    throw Error(tr("%1 is reached %2, %3 %4: its address would lead nowhere there.")
                    .arg(from->name, way(*from), written.name, way(written)),
                tr("Give both the same ssh_host in arborist.toml, or choose the stage itself: "
                   "--target %1.")
                    .arg(from->name));
}

} // namespace

AddressPlace addressPlace(const Workspace &workspace, const Stage &stage, Role role)
{
    AddressReference reference;
    reference.name = role == Role::Target ? QStringLiteral("DB_CONNECTION_STRING")
                                          : QStringLiteral("SOURCE_DB_CONNECTION_STRING");
    if (role == Role::Target && !stage.urlReference.isEmpty() && !workspace.folder().isEmpty())
        reference = AddressReference::parse(stage.urlReference);
    return placeOf(workspace, stage.name, reference);
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
        if (stages::isSecret(reference))
            throw Error::refused(
                tr("The address of %1 is a secret, which does not belong in a file: %2.")
                    .arg(stage.name, reference.toString()),
                tr("Choose the stage itself: --target %1, or default_stage in arborist.toml.")
                    .arg(stage.name));
    }
    return workspace.resolve(stage).toUrlWithPassword();
}

PlannedOperationPtr planSetDatabase(const Workspace &workspace, const Stage &stage,
                                    const SetDatabase &request, OperationContext &context)
{
    const AddressPlace place = addressPlace(workspace, stage, request.role);
    postgres::ConnectionInfo info = parse(request.address);
    const Stage written = stageWritten(workspace, stage, request.role);
    checkWay(workspace, written, request.fromStage);
    info.setSshHost(written.sshHost);
    context.throwIfStopped();
    const StageCheck check = reach(written.name, info, context.stop);
    const AddressChange change = addressChange(workspace, place, request.address);
    // The project's own programs read the file, too, and know no protection.
    NewDatabase database;
    if (request.role == Role::Target || workspace.stage(written.name))
        database = newDatabase(workspace, written, check, context.stop);
    if (request.role == Role::Source) {
        if (const auto declared = declaredSource(workspace))
            database.remarks << tr("Arborist itself goes on to read from %1, the source_stage of "
                                   "arborist.toml.")
                                    .arg(*declared);
    }
    std::optional<postgres::ConnectionInfo> former;
    if (workspace.stage(written.name))
        former = workspace.knownAddress(written);
    const QStringList notes{tr("%1 in %2 leads to %3, PostgreSQL %4 (%5).")
                                .arg(place.variable(), place.file(), shown(info),
                                     check.serverVersion, check.fingerprint.shortText()),
                            database.remarks.join(u' ')};
    auto operation = changeWithDatabase(request.role == Role::Target ? stages::Verb::SetTargetDb
                                                                     : stages::Verb::SetSourceDb,
                                        describe(request, place, change, check, info, former),
                                        {change.file}, std::move(database), info, check);
    operation->setNotes(notes.filter(QRegularExpression(QStringLiteral("."))));
    return operation;
}

} // namespace arborist::operations
