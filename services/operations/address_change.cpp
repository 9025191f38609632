// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/operations/address_change.h"

#include "services/core/error.h"
#include "services/stages/address_family.h"
#include "services/stages/dotenv.h"
#include "services/stages/dotenv_writer.h"
#include <QCoreApplication>
#include <QDir>
#include <algorithm>

namespace arborist::operations {

namespace {

using stages::AddressReference;
using stages::Workspace;

const QString kStandard = QStringLiteral(".env");

QString tr(const char *text)
{
    return QCoreApplication::translate("SetDatabase", text);
}

/// A variable of this process that goes before the file; empty if there is none.
QString hidingVariable(const AddressReference &reference)
{
    const QStringList names = reference.kind == AddressReference::Kind::Family
                                  ? stages::familyVariables(reference.name)
                                  : QStringList{reference.name};
    const auto found = std::find_if(names.begin(), names.end(), [](const QString &name) {
        return !stages::Dotenv::processVariable(name).value_or(QString()).trimmed().isEmpty();
    });
    return found == names.end() ? QString() : *found;
}

} // namespace

QString AddressPlace::variable() const
{
    return reference.kind == AddressReference::Kind::Family ? reference.name + u'*'
                                                            : reference.name;
}

AddressPlace placeOf(const Workspace &workspace, const QString &stage,
                     const AddressReference &reference)
{
    if (workspace.folder().isEmpty())
        throw Error::usage(tr("There is no project folder whose .env could be written."),
                           tr("Name it with --workspace."));
    if (reference.kind != AddressReference::Kind::Variable &&
        reference.kind != AddressReference::Kind::Family)
        throw Error(tr("The address of %1 is not a variable of a .env file: %2.")
                        .arg(stage, reference.toString()),
                    tr("Edit the stage: give it url = \"env:DB_CONNECTION_STRING\" in "
                       "arborist.toml, or change what it names."));
    AddressPlace place{reference};
    if (!reference.file.isEmpty())
        return place;
    place.reference.file = kStandard;
    if (const QString name = hidingVariable(reference); !name.isEmpty())
        throw Error(tr("%1 is set in the environment, which goes before %2.").arg(name, kStandard),
                    tr("Start again without it (unset %1), then the file counts.").arg(name));
    return place;
}

AddressChange addressChange(const Workspace &workspace, const AddressPlace &place,
                            const QString &address)
{
    AddressChange made;
    made.file.shownName = place.file();
    made.file.path = QDir(workspace.folder()).filePath(place.file());
    made.file.before = stages::readContent(made.file.path, place.file());
    const QString before = stages::decodeContent(made.file.before);
    const auto info = postgres::ConnectionInfo::parse(address);
    QString after;
    if (place.reference.kind == AddressReference::Kind::Family) {
        const stages::FamilyText text = stages::withFamily(before, workspace.folder(), place.file(),
                                                           place.reference.name, info);
        after = text.text;
        made.shown = text.assignments.join(u'\n');
    } else {
        after = stages::withVariable(before, place.file(), place.reference.name, address);
        made.shown = place.reference.name + u'=' + info.toUrl();
    }
    made.file.after = stages::encodeContent(after, made.file.before);
    return made;
}

} // namespace arborist::operations
