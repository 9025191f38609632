// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/migrations/snapshot/snapshot_replay.h"

#include "services/core/error.h"
#include <QCoreApplication>
#include <QJsonDocument>

namespace arborist::migrations {

namespace {

const QString kNoParent = QStringLiteral("00000000-0000-0000-0000-000000000000");

QString tr(const char *text)
{
    return QCoreApplication::translate("SnapshotReplay", text);
}

Error broken(const QString &why)
{
    return Error(tr("The chain of snapshots is broken: %1.").arg(why),
                 tr("Restore the folders from the history of the project, or write the way back by "
                    "hand."));
}

} // namespace

Snapshot SnapshotReplay::after(const QString &id)
{
    return rowsAfter(id).toSnapshot();
}

Snapshot SnapshotReplay::before(const QString &id)
{
    return rowsBefore(id).toSnapshot();
}

const QJsonObject &SnapshotReplay::content(const QString &id)
{
    const auto known = m_contents.constFind(id);
    if (known != m_contents.cend())
        return *known;
    const SnapshotFile *file = m_files.byId(id);
    if (!file)
        throw broken(tr("%1 is not there").arg(id));
    QJsonParseError error;
    const QJsonDocument json = QJsonDocument::fromJson(readSnapshotFile(*file), &error);
    if (error.error != QJsonParseError::NoError)
        throw broken(tr("%1 is not JSON").arg(file->shown));
    return *m_contents.insert(id, json.object());
}

/// It and all before it.
QSet<QString> SnapshotReplay::history(const QString &id)
{
    QSet<QString> found;
    QStringList todo{id};
    while (!todo.isEmpty()) {
        const QString next = todo.takeLast();
        if (next == kNoParent || found.contains(next))
            continue;
        found.insert(next);
        const SnapshotFile *file = m_files.byId(next);
        if (!file)
            throw broken(tr("%1 is not there").arg(next));
        todo += file->parents;
    }
    return found;
}

SnapshotRows SnapshotReplay::rowsBefore(const QString &id)
{
    const SnapshotFile *file = m_files.byId(id);
    if (!file)
        throw broken(tr("%1 is not there").arg(id));
    const QString first = file->parents.value(0, kNoParent);
    if (first == kNoParent)
        return {};
    SnapshotRows rows = rowsAfter(first);
    QSet<QString> others;
    for (const QString &parent : file->parents.mid(1))
        others.unite(history(parent));
    if (!others.isEmpty())
        others.subtract(history(first));
    for (const SnapshotFile &other : m_files.all()) {
        if (others.contains(other.id))
            rows.apply(content(other.id)[u"deltas"].toArray());
    }
    return rows;
}

SnapshotRows SnapshotReplay::rowsAfter(const QString &id)
{
    // Forward from the one that holds a schema; each step of the way is a parent, and none twice.
    QStringList chain;
    QString at = id;
    while (!content(at)[u"ddl"].isArray()) {
        if (chain.contains(at))
            throw broken(tr("it leads into itself"));
        chain.prepend(at);
        const SnapshotFile *file = m_files.byId(at);
        at = file->parents.value(0, kNoParent);
        if (at == kNoParent)
            throw broken(tr("%1 has nothing to begin with").arg(file->shown));
    }
    SnapshotRows rows(content(at)[u"ddl"].toArray());
    for (const QString &step : std::as_const(chain)) {
        if (m_files.byId(step)->parents.size() > 1)
            rows = rowsBefore(step);
        rows.apply(content(step)[u"deltas"].toArray());
    }
    return rows;
}

} // namespace arborist::migrations
