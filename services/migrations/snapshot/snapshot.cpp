// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/migrations/snapshot/snapshot.h"

#include "services/core/error.h"
#include "services/migrations/author/ordered_json.h"
#include "services/migrations/snapshot/snapshot_file.h"
#include "services/migrations/snapshot/snapshot_readers.h"
#include "services/migrations/snapshot/snapshot_replay.h"
#include "services/migrations/snapshot/snapshot_rows.h"
#include <QCoreApplication>
#include <QJsonDocument>
#include <algorithm>

namespace arborist::migrations {

namespace {

QString tr(const char *text)
{
    return QCoreApplication::translate("Snapshot", text);
}

void requireDrizzle(const MigrationSet &set)
{
    if (set.tool != Tool::Drizzle && set.tool != Tool::DrizzleV1)
        throw Error::usage(tr("%1 keeps no snapshots of the schema.").arg(toString(set.tool)),
                           tr("Write the way back by hand."));
}

/// Its own, by name; not one that several migrations share.
const SnapshotFile &fileOf(const SnapshotFiles &files, const MigrationSet &set,
                           const Migration &migration)
{
    const bool isV1 = set.tool == Tool::DrizzleV1;
    const QString name = isV1 ? migration.id : migration.id.section(u'_', 0, 0);
    const auto sharing =
        std::count_if(set.migrations.begin(), set.migrations.end(), [&](const Migration &other) {
            return (isV1 ? other.id : other.id.section(u'_', 0, 0)) == name;
        });
    const SnapshotFile *file = files.byName(name);
    if (!file || file->id.isEmpty())
        throw Error(tr("There is no snapshot of %1.").arg(migration.name),
                    tr("A migration that was made without drizzle-kit has none. Write the way back "
                       "by hand."))
            .setWhere(migration.file);
    if (sharing > 1)
        throw Error(tr("%1 and another migration share the snapshot %2, and it holds what came "
                       "last.")
                        .arg(migration.name, file->shown),
                    tr("Write the way back by hand."))
            .setWhere(file->path);
    return *file;
}

Snapshot readFile(const SnapshotFile &file)
{
    return readSnapshot(readSnapshotFile(file), file.shown);
}

bool isNoParent(const QString &id)
{
    return id.isEmpty() || id == u"00000000-0000-0000-0000-000000000000";
}

} // namespace

const ModelColumn *ModelTable::column(const QString &wanted) const
{
    const auto found = std::find_if(columns.begin(), columns.end(),
                                    [&](const ModelColumn &one) { return one.name == wanted; });
    return found == columns.end() ? nullptr : &*found;
}

Snapshot readSnapshot(const QByteArray &json, const QString &shownName)
{
    const OrderedJson parsed = OrderedJson::parse(json, shownName);
    const OrderedJson *version = parsed.find("version");
    const QString number = version ? version->toText() : QString();
    if (number == u"7")
        return readSnapshot7(parsed);
    if (number == u"8" || (number == u"9" && parsed.find("ddl")))
        return SnapshotRows(QJsonDocument::fromJson(json).object()[u"ddl"].toArray()).toSnapshot();
    if (number == u"5" || number == u"6")
        throw Error(tr("%1 is a snapshot of version %2.").arg(shownName, number),
                    tr("Run drizzle-kit up first."))
            .setWhere(shownName);
    throw Error(tr("%1 is a snapshot of a version that is not read: %2.")
                    .arg(shownName, number.isEmpty() ? tr("none") : number),
                tr("Those of drizzle-kit 0.31 and 1.0 are."))
        .setWhere(shownName);
}

Snapshot snapshotAfter(const MigrationSet &set, const Migration &migration)
{
    requireDrizzle(set);
    const SnapshotFiles files(set);
    const SnapshotFile &file = fileOf(files, set, migration);
    return file.version == u"9" ? SnapshotReplay(files).after(file.id) : readFile(file);
}

Snapshot snapshotBefore(const MigrationSet &set, const Migration &migration)
{
    requireDrizzle(set);
    const SnapshotFiles files(set);
    const SnapshotFile &file = fileOf(files, set, migration);
    const QString parent = file.parents.value(0);
    if (file.version == u"9")
        return SnapshotReplay(files).before(file.id);
    if (isNoParent(parent))
        return {};
    const SnapshotFile *before = files.byId(parent);
    if (!before)
        throw Error(tr("The snapshot that %1 follows is not there.").arg(file.shown),
                    tr("Restore it from the history of the project, or write the way back by "
                       "hand."))
            .setWhere(file.path);
    return readFile(*before);
}

} // namespace arborist::migrations
