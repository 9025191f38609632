// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/migrations/author/new_files.h"

#include "services/core/error.h"
#include "services/migrations/author/drizzle_settings.h"
#include "services/migrations/author/ordered_json.h"
#include "services/migrations/files/readers.h"
#include "services/migrations/snapshot/snapshot_file.h"
#include <QCoreApplication>
#include <QDir>
#include <QFileInfo>
#include <QUuid>

namespace arborist::migrations {

namespace {

using Kind = OrderedJson::Kind;
using stages::FileChange;

/// Of drizzle-kit; a file that holds nothing else changes nothing.
const QByteArray kEmptyMigration = "-- Custom SQL migration file, put your code below! --";
const QByteArray kEmptyDown = "-- The way back of this migration. Drizzle does not read this "
                              "file; Arborist runs it on rollback.\n";
const QString kNoParent = QStringLiteral("00000000-0000-0000-0000-000000000000");

QString tr(const char *text)
{
    return QCoreApplication::translate("NewDrizzle", text);
}

QString newId()
{
    return QUuid::createUuid().toString(QUuid::WithoutBraces);
}

OrderedJson emptyMaps(const QStringList &names)
{
    OrderedJson maps = OrderedJson::object();
    for (const QString &name : names)
        maps.set(name.toUtf8(), OrderedJson::object());
    return maps;
}

OrderedJson emptySnapshot()
{
    OrderedJson snapshot = OrderedJson::object();
    snapshot.set("id", OrderedJson::text(kNoParent));
    snapshot.set("prevId", OrderedJson::text(QString()));
    snapshot.set("version", OrderedJson::text(QStringLiteral("7")));
    snapshot.set("dialect", OrderedJson::text(QStringLiteral("postgresql")));
    for (const char *name :
         {"tables", "enums", "schemas", "views", "sequences", "roles", "policies"})
        snapshot.set(name, OrderedJson::object());
    return snapshot;
}

/// The journal and what is in it.
class JournalFile
{
public:
    explicit JournalFile(const MigrationSet &set)
    {
        m_file.path = set.folder + QStringLiteral("/meta/_journal.json");
        m_file.shownName = shownPath(set, QStringLiteral("meta/_journal.json"));
        m_file.before = stages::readContent(m_file.path, m_file.shownName);
        m_json = m_file.before ? OrderedJson::parse(*m_file.before, m_file.shownName) : fresh();
        const OrderedJson *entries = m_json.find("entries");
        if (!entries || entries->kind() != Kind::Array)
            throw Error(tr("%1 has no list of entries.").arg(m_file.shownName),
                        tr("Restore it from the history of the project."))
                .setWhere(m_file.path);
    }

    const OrderedJson *last() const
    {
        const auto &entries = m_json.find("entries")->items();
        return entries.empty() ? nullptr : &entries.back();
    }
    /// Later than any of them, also where another machine's clock was ahead: Drizzle passes over
    /// what is not.
    qint64 nextTime(qint64 now) const
    {
        for (const OrderedJson &entry : m_json.find("entries")->items()) {
            if (const OrderedJson *when = entry.find("when"))
                now = std::max(now, when->toNumber(0) + 1);
        }
        return now;
    }
    FileChange with(OrderedJson entry)
    {
        m_json.find("entries")->items().push_back(std::move(entry));
        m_file.after = m_json.print();
        return m_file;
    }

private:
    static OrderedJson fresh()
    {
        OrderedJson json = OrderedJson::object();
        json.set("version", OrderedJson::text(QStringLiteral("7")));
        json.set("dialect", OrderedJson::text(QStringLiteral("postgresql")));
        json.set("entries", OrderedJson::array());
        return json;
    }

    FileChange m_file;
    OrderedJson m_json = OrderedJson::object();
};

/// What the next one is compared with: the last by name, as drizzle-kit takes it.
OrderedJson previousSnapshot(const MigrationSet &set)
{
    const SnapshotFiles files(set);
    files.checkChain();
    if (files.isEmpty())
        return emptySnapshot();
    OrderedJson snapshot = OrderedJson::parse(readSnapshotFile(files.last()), files.last().shown);
    const OrderedJson *version = snapshot.find("version");
    if (!version || version->toText() != u"7")
        throw Error(tr("%1 is a snapshot of another version than 7.").arg(files.last().shown),
                    tr("Run drizzle-kit up first."))
            .setWhere(files.last().path);
    return snapshot;
}

/// The same schema under new ids.
QByteArray nextSnapshot(OrderedJson snapshot)
{
    const OrderedJson *id = snapshot.find("id");
    snapshot.set("prevId", OrderedJson::text(id ? id->toText() : kNoParent));
    snapshot.set("id", OrderedJson::text(newId()));
    snapshot.set("_meta", emptyMaps({QStringLiteral("columns"), QStringLiteral("schemas"),
                                     QStringLiteral("tables")}));
    return snapshot.print();
}

QString prefixOf(TagPrefix kind, qint64 index, const QDateTime &now)
{
    switch (kind) {
    case TagPrefix::Index:
        return QStringLiteral("%1").arg(index, 4, 10, QLatin1Char('0'));
    case TagPrefix::Time:
        return timePrefix(now);
    case TagPrefix::Unix:
        return QString::number(now.toSecsSinceEpoch());
    case TagPrefix::None:
        break;
    }
    return {};
}

} // namespace

NewFiles newDrizzleFiles(const CreateRequest &request)
{
    const MigrationSet &set = request.set;
    const DrizzleSettings settings = drizzleSettings(set);
    JournalFile journal(set);
    const OrderedJson *lastIndex = journal.last() ? journal.last()->find("idx") : nullptr;
    const qint64 index = lastIndex ? lastIndex->toNumber(-1) + 1 : 0;
    const OrderedJson snapshot = previousSnapshot(set);
    const QString prefix = prefixOf(settings.prefix, index, request.now);
    const QString tag = prefix + u'_' + request.name;
    const QDir folder(set.folder);

    OrderedJson entry = OrderedJson::object();
    entry.set("idx", OrderedJson::number(index));
    entry.set("version", OrderedJson::text(QStringLiteral("7")));
    entry.set("when", OrderedJson::number(journal.nextTime(request.now.toMSecsSinceEpoch())));
    entry.set("tag", OrderedJson::text(tag));
    entry.set("breakpoints", OrderedJson::boolean(settings.breakpoints));

    NewFiles made;
    made.migration = {tag, folder.filePath(tag + QStringLiteral(".sql"))};
    made.folders = {folder.filePath(QStringLiteral("meta"))};
    made.files.push_back(newFile(set, made.migration.file, kEmptyMigration));
    if (request.withDown)
        made.files.push_back(
            newFile(set, folder.filePath(tag + QStringLiteral(".down.sql")), kEmptyDown));
    const QString snapshotPath =
        folder.filePath(QStringLiteral("meta/%1_snapshot.json").arg(prefix));
    if (settings.prefix == TagPrefix::None) {
        // One file for all of them, written anew each time.
        FileChange file{
            snapshotPath, shownPath(set, QStringLiteral("meta/_snapshot.json")), {}, {}};
        file.before = stages::readContent(file.path, file.shownName);
        file.after = nextSnapshot(snapshot);
        made.files.push_back(file);
        made.notes << tr("With the prefix “none”, drizzle-kit does not find its own snapshots "
                         "again: every generate makes the whole schema anew.");
    } else {
        made.files.push_back(newFile(set, snapshotPath, nextSnapshot(snapshot)));
    }
    made.files.push_back(journal.with(std::move(entry)));
    return made;
}

NewFiles newDrizzleV1Files(const CreateRequest &request)
{
    const MigrationSet &set = request.set;
    const SnapshotFiles snapshots(set);
    const std::vector<SnapshotFile> leaves = snapshots.leaves();
    QDateTime time = request.now;
    for (const SnapshotFile &leaf : leaves) {
        // A child sorts behind its parents, or migrate would run it first.
        const QDateTime parent = timeOfPrefix(leaf.name.left(14));
        if (parent.isValid())
            time = std::max(time, parent.addSecs(1));
    }
    const QString name = timePrefix(time) + u'_' + request.name;
    const QDir folder(set.folder + u'/' + name);

    OrderedJson snapshot = OrderedJson::object();
    if (snapshots.version() == u"8") {
        if (leaves.size() != 1)
            throw Error(
                tr("The snapshots of %1 have several ends: %2.").arg(set.shown, namesOf(leaves)),
                tr("Run drizzle-kit check, and generate the merge first."));
        snapshot = OrderedJson::parse(readSnapshotFile(leaves.front()), leaves.front().shown);
        snapshot.set("renames", OrderedJson::array());
    } else {
        snapshot.set("type", OrderedJson::text(leaves.empty() ? QStringLiteral("base")
                                                              : QStringLiteral("diff")));
        snapshot.set("version", OrderedJson::text(QStringLiteral("9")));
        snapshot.set("dialect", OrderedJson::text(QStringLiteral("postgres")));
        snapshot.set("id", OrderedJson::text(QString()));
        snapshot.set("prevIds", OrderedJson::array());
        snapshot.set("footprints", OrderedJson::array());
        snapshot.set(leaves.empty() ? "ddl" : "deltas", OrderedJson::array());
    }
    OrderedJson parents = OrderedJson::array();
    for (const SnapshotFile &leaf : leaves)
        parents.items().push_back(OrderedJson::text(leaf.id));
    if (leaves.empty())
        parents.items().push_back(OrderedJson::text(kNoParent));
    snapshot.set("id", OrderedJson::text(newId()));
    snapshot.set("prevIds", parents);

    NewFiles made;
    made.migration = {name, folder.filePath(QStringLiteral("migration.sql"))};
    made.folders = {folder.path()};
    // The migration is one from the moment that its SQL is there: what belongs to it comes first.
    made.files.push_back(
        newFile(set, folder.filePath(QStringLiteral("snapshot.json")), snapshot.print()));
    if (request.withDown)
        made.files.push_back(newFile(set, folder.filePath(QStringLiteral("down.sql")), kEmptyDown));
    made.files.push_back(newFile(set, made.migration.file, kEmptyMigration));
    return made;
}

} // namespace arborist::migrations
