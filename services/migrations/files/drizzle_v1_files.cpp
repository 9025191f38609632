// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/migrations/files/drizzle_script.h"
#include "services/migrations/files/drizzle_snapshots.h"
#include "services/migrations/files/file_text.h"
#include "services/migrations/files/readers.h"
#include "services/migrations/files/text.h"
#include <QCollator>
#include <QDateTime>
#include <QDir>
#include <QHash>
#include <QSet>
#include <algorithm>

namespace arborist::migrations {
namespace {

/// Date.UTC() of the digits that a folder's name begins with; nullopt where one part is no number.
std::optional<qint64> millisOf(const QString &name)
{
    int parts[6];
    int at = 0;
    for (int i = 0; i < 6; ++i) {
        const int length = i == 0 ? 4 : 2;
        // parseInt() takes the digits that it finds.
        QString digits = name.mid(at, length);
        qsizetype end = 0;
        while (end < digits.size() && digits[end] >= u'0' && digits[end] <= u'9')
            ++end;
        if (end == 0)
            return std::nullopt;
        parts[i] = digits.left(end).toInt();
        at += length;
    }
    // Months, days and hours beyond their range carry over.
    const QDate first = QDate(1970, 1, 1).addMonths((parts[0] - 1970) * 12 + parts[1] - 1);
    if (parts[0] < 100 || !first.isValid())
        return std::nullopt;
    const qint64 days = QDate(1970, 1, 1).daysTo(first) + parts[2] - 1;
    return (((days * 24 + parts[3]) * 60 + parts[4]) * 60 + parts[5]) * 1000;
}

class DrizzleV1Reader
{
public:
    explicit DrizzleV1Reader(MigrationSet &set) : m_set(set), m_folder(set.folder) {}

    void read()
    {
        QStringList names, others;
        for (const QString &name :
             m_folder.entryList(QDir::Dirs | QDir::NoDotAndDotDot | QDir::Hidden)) {
            const bool hasSql =
                QFileInfo::exists(m_folder.filePath(name + QStringLiteral("/migration.sql")));
            (hasSql ? names : others).append(name);
        }
        sortAsDrizzle(names);
        for (const QString &name : std::as_const(names))
            readFolder(name);
        reportForks();
        for (const QString &name : std::as_const(others)) {
            if (QFileInfo::exists(m_folder.filePath(name + QStringLiteral("/snapshot.json"))))
                add(QStringLiteral("missing-file"), Severity::Warning, name,
                    name + QStringLiteral("/migration.sql"),
                    Text::tr("%1 has a snapshot and no migration.sql: drizzle passes it over.")
                        .arg(name),
                    Text::tr("Restore migration.sql from git, or remove the folder."));
        }
        for (const QString &name : m_folder.entryList({QStringLiteral("*.sql")}, QDir::Files))
            add(QStringLiteral("orphan-file"), Severity::Warning, name, name,
                Text::tr("%1 is in no folder of its own: drizzle never runs it.").arg(name),
                Text::tr("Make a migration of it with “create”, or remove it."));
    }

private:
    void add(const QString &code, Severity severity, const QString &migration, const QString &file,
             const QString &text, const QString &remedy)
    {
        m_set.problems.push_back({code, severity, migration, shownPath(m_set, file), text, remedy});
    }

    /// As String.localeCompare() of JavaScript does.
    static void sortAsDrizzle(QStringList &names)
    {
        QCollator collator(QLocale(QLocale::English, QLocale::UnitedStates));
        std::vector<std::pair<QCollatorSortKey, QString>> keys;
        keys.reserve(std::size_t(names.size()));
        for (const QString &name : std::as_const(names))
            keys.emplace_back(collator.sortKey(name), name);
        std::sort(keys.begin(), keys.end(), [](const auto &a, const auto &b) {
            const int order = a.first.compare(b.first);
            return order != 0 ? order < 0 : a.second < b.second;
        });
        std::transform(keys.begin(), keys.end(), names.begin(),
                       [](const auto &each) { return each.second; });
    }

    void readFolder(const QString &name)
    {
        Migration migration;
        migration.id = migration.name = name;
        migration.file = m_folder.absoluteFilePath(name + QStringLiteral("/migration.sql"));
        const auto millis = millisOf(name);
        migration.order = millis.value_or(0);
        if (!millis)
            add(QStringLiteral("bad-name"), Severity::Error, name, name,
                Text::tr("The folder's name does not begin with a time: drizzle fails when it "
                         "records it, and takes everything back."),
                Text::tr("Give it a name like 20261121001040_%1.").arg(name));
        QString problem;
        if (readDrizzleFile(migration, problem))
            readDownFile(migration, m_folder.absoluteFilePath(name + QStringLiteral("/down.sql")));
        else
            add(QStringLiteral("unreadable-file"), Severity::Error, name,
                name + QStringLiteral("/migration.sql"),
                Text::tr("migration.sql of %1 cannot be read: %2.").arg(name, problem),
                Text::tr("Check the file and its permissions."));
        m_set.migrations.push_back(std::move(migration));
        readSnapshot(name);
    }

    void readSnapshot(const QString &name)
    {
        const QString file = name + QStringLiteral("/snapshot.json");
        QString problem;
        auto head = readSnapshotHead(m_folder.filePath(file), problem);
        if (head)
            m_heads.emplace_back(name, std::move(*head));
        else if (problem.isEmpty())
            add(QStringLiteral("snapshot-missing"), Severity::Warning, name, file,
                Text::tr("%1 has no snapshot: drizzle-kit does not know what it changes.")
                    .arg(name),
                Text::tr("Restore snapshot.json from git."));
        else
            add(QStringLiteral("snapshot-broken"), Severity::Error, name, file,
                Text::tr("The snapshot cannot be read: %1. drizzle-kit generates nothing.")
                    .arg(problem),
                Text::tr("Restore snapshot.json from git."));
    }

    /// Branches that nothing has merged: two snapshots of one parent, and two ends.
    void reportForks()
    {
        QSet<QString> parents;
        for (const auto &[name, head] : m_heads)
            parents.unite(QSet<QString>(head.parents.begin(), head.parents.end()));
        const auto ends = std::count_if(m_heads.begin(), m_heads.end(), [&](const auto &each) {
            return !parents.contains(each.second.id);
        });
        if (ends < 2)
            return;
        QHash<QString, QString> children;
        for (const auto &[name, head] : m_heads) {
            for (const QString &parent : head.parents) {
                const QString other = children.value(parent);
                children.insert(parent, name);
                if (!other.isEmpty())
                    add(QStringLiteral("snapshot-fork"), Severity::Error, name,
                        name + QStringLiteral("/snapshot.json"),
                        Text::tr("%1 and %2 have one parent: two branches were merged.")
                            .arg(other, name),
                        Text::tr("Run drizzle-kit check; the next generate merges them where they "
                                 "do not touch each other, else generate the newer one again."));
            }
        }
    }

    MigrationSet &m_set;
    QDir m_folder;
    std::vector<std::pair<QString, SnapshotHead>> m_heads; ///< folder and head
};

} // namespace

void readDrizzleV1(MigrationSet &set)
{
    DrizzleV1Reader(set).read();
}

} // namespace arborist::migrations
