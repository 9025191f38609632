// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/migrations/files/drizzle_journal.h"
#include "services/migrations/files/drizzle_script.h"
#include "services/migrations/files/drizzle_snapshots.h"
#include "services/migrations/files/file_text.h"
#include "services/migrations/files/nearest_name.h"
#include "services/migrations/files/readers.h"
#include "services/migrations/files/text.h"
#include <QDir>
#include <QHash>
#include <QSet>
#include <algorithm>

namespace arborist::migrations {
namespace {

const QString kJournal = QStringLiteral("meta/_journal.json");

class DrizzleReader
{
public:
    explicit DrizzleReader(MigrationSet &set) : m_set(set), m_folder(set.folder) {}

    void read()
    {
        readJournal();
        m_orphans = m_folder.entryList({QStringLiteral("*.sql")},
                                       QDir::Files | QDir::System | QDir::Hidden, QDir::Name);
        m_orphans.removeIf([](const QString &name) { return name.endsWith(u".down.sql"); });
        QSet<QString> listed;
        for (const JournalEntry &entry : m_journal.entries)
            listed.insert(entry.tag + QStringLiteral(".sql"));
        m_orphans.removeIf([&listed](const QString &name) { return listed.contains(name); });
        for (const JournalEntry &entry : m_journal.entries)
            readEntry(entry);
        reportNumbers();
        reportSnapshots();
        reportNewForm();
        for (const QString &name : std::as_const(m_orphans))
            add(QStringLiteral("orphan-file"), Severity::Warning, name, shownPath(m_set, name),
                Text::tr("%1 is not in the journal: drizzle never runs it.").arg(name),
                Text::tr("Make a migration of it with “create”, or remove it."));
    }

private:
    void add(const QString &code, Severity severity, const QString &migration, const QString &where,
             const QString &text, const QString &remedy)
    {
        m_set.problems.push_back({code, severity, migration, where, text, remedy});
    }

    QString place(const JournalEntry &entry) const
    {
        return shownPath(m_set, kJournal) + u':' + QString::number(entry.line);
    }

    void readJournal()
    {
        const FileText file = readFileText(m_folder.filePath(kJournal));
        const QString where = shownPath(m_set, kJournal);
        if (file.exists && file.problem.isEmpty()) {
            m_journal = parseJournal(file.text, where);
            m_set.problems.insert(m_set.problems.end(), m_journal.problems.begin(),
                                  m_journal.problems.end());
            return;
        }
        add(QStringLiteral("journal-missing"), Severity::Error, {}, where,
            file.exists || !file.problem.isEmpty()
                ? Text::tr("The journal cannot be read: %1.").arg(file.problem)
                : Text::tr("There is no journal: drizzle finds no migrations here."),
            Text::tr("Restore meta/_journal.json from git, or name the right folder."));
    }

    void readEntry(const JournalEntry &entry)
    {
        Migration migration;
        migration.id = migration.name = entry.tag;
        migration.order = entry.when;
        const QString name = entry.tag + QStringLiteral(".sql");
        migration.file = m_folder.absoluteFilePath(name);
        QString problem;
        if (entry.tag.contains(QChar(u'\0')) ||
            QDir::cleanPath(name).startsWith(QStringLiteral("../")))
            add(QStringLiteral("journal-broken"), Severity::Error, entry.tag, place(entry),
                Text::tr("The entry leads out of the folder."),
                Text::tr("Restore the journal from git."));
        else if (readDrizzleFile(migration, problem))
            readDownFile(migration,
                         m_folder.absoluteFilePath(entry.tag + QStringLiteral(".down.sql")));
        else
            reportFile(entry, problem);
        m_set.migrations.push_back(std::move(migration));
    }

    void reportFile(const JournalEntry &entry, const QString &problem)
    {
        const QString name = entry.tag + QStringLiteral(".sql");
        if (!problem.isEmpty()) {
            add(QStringLiteral("unreadable-file"), Severity::Error, entry.tag,
                shownPath(m_set, name), Text::tr("%1 cannot be read: %2.").arg(name, problem),
                Text::tr("Check the file and its permissions."));
            return;
        }
        const QString near = nearestName(name, m_orphans);
        add(QStringLiteral("missing-file"), Severity::Error, entry.tag, place(entry),
            Text::tr("The journal lists %1, which is not there: drizzle runs nothing at all.")
                .arg(name),
            near.isEmpty()
                ? Text::tr("Restore the file from git.")
                : Text::tr("Restore the file from git; was it renamed to %1?").arg(near));
    }

    void reportNumbers()
    {
        QHash<QString, const JournalEntry *> prefixes, tags;
        QHash<qint64, const JournalEntry *> numbers;
        for (const JournalEntry &entry : m_journal.entries) {
            const JournalEntry *sameTag = tags.value(entry.tag);
            const JournalEntry *samePrefix = prefixes.value(entry.prefix());
            const JournalEntry *sameNumber = numbers.value(entry.idx);
            if (entry.prefix().isEmpty())
                add(QStringLiteral("no-prefix"), Severity::Warning, entry.tag, place(entry),
                    Text::tr("It has no number: drizzle-kit does not find its snapshot, and "
                             "generates the whole schema again."),
                    Text::tr("Set migrations.prefix in drizzle.config to “index” or “timestamp”."));
            else if (sameTag)
                add(QStringLiteral("same-tag"), Severity::Error, entry.tag, place(entry),
                    Text::tr("The journal lists %1 twice: drizzle runs it twice.").arg(entry.tag),
                    Text::tr("Take one of the two entries out."));
            else if (samePrefix || sameNumber)
                add(QStringLiteral("same-prefix"), Severity::Warning, entry.tag, place(entry),
                    samePrefix
                        ? Text::tr("It has the number of %1: both run, and the snapshot of one "
                                   "has overwritten the other's.")
                              .arg(samePrefix->tag)
                        : Text::tr("It has the same idx (%1) as %2.")
                              .arg(entry.idx)
                              .arg(sameNumber->tag),
                    Text::tr("Give the newer one that is applied nowhere the next number."));
            prefixes.insert(entry.prefix(), &entry);
            tags.insert(entry.tag, &entry);
            numbers.insert(entry.idx, &entry);
        }
    }

    void reportSnapshots()
    {
        const std::vector<JournalEntry> &entries = m_journal.entries;
        QHash<QString, QString> children; // parent -> file
        QSet<QString> seen;
        qsizetype last = -1;
        std::vector<qsizetype> missing;
        for (qsizetype i = 0; i < qsizetype(entries.size()); ++i) {
            const QString name = QStringLiteral("meta/%1_snapshot.json").arg(entries[i].prefix());
            if (entries[i].prefix().isEmpty() || seen.contains(name))
                continue;
            seen.insert(name);
            QString problem;
            const auto head = readSnapshotHead(m_folder.filePath(name), problem);
            if (head) {
                last = i;
                reportParent(*head, name, children);
            } else if (problem.isEmpty()) {
                missing.push_back(i);
            } else {
                last = i;
                add(QStringLiteral("snapshot-broken"), Severity::Error, entries[i].tag,
                    shownPath(m_set, name),
                    Text::tr("The snapshot cannot be read: %1. drizzle-kit generates nothing.")
                        .arg(problem),
                    Text::tr("Restore %1 from git.").arg(name));
            }
        }
        for (const qsizetype i : missing) {
            if (i > last)
                break;
            add(QStringLiteral("snapshot-missing"), Severity::Warning, entries[i].tag,
                place(entries[i]), Text::tr("%1 has no snapshot.").arg(entries[i].tag),
                Text::tr("Nothing to do while later ones have theirs; drizzle-kit up to 1.0 "
                         "refuses to convert the folder."));
        }
        const qsizetype behind = qsizetype(entries.size()) - 1 - last;
        if (!missing.empty() && missing.back() > last)
            add(QStringLiteral("stale-snapshot"), Severity::Warning, entries.back().tag,
                shownPath(m_set, QStringLiteral("meta")),
                last < 0 ? Text::tr("There is no snapshot: drizzle-kit would generate the whole "
                                    "schema again.")
                         : Text::tr("The last snapshot is that of %1, and %2 came after it: "
                                    "what drizzle-kit generates repeats those.")
                               .arg(entries[last].tag, QString::number(behind)),
                Text::tr("Restore the snapshots from git, or bring them up to date with "
                         "drizzle-kit generate --custom after a pull."));
    }

    void reportParent(const SnapshotHead &head, const QString &name,
                      QHash<QString, QString> &children)
    {
        for (const QString &parent : head.parents) {
            if (const auto other = children.constFind(parent); other != children.constEnd())
                add(QStringLiteral("snapshot-fork"), Severity::Error, {}, shownPath(m_set, name),
                    Text::tr("%1 and %2 have one parent: two branches were merged, and "
                             "drizzle-kit generates nothing.")
                        .arg(*other, name),
                    Text::tr("Generate the newer migration again on top of the older one."));
            else
                children.insert(parent, name);
        }
        if (head.version != u"7")
            add(QStringLiteral("snapshot-version"), Severity::Info, {}, shownPath(m_set, name),
                Text::tr("The snapshot has version %1; drizzle-kit 0.31 wants 7.")
                    .arg(head.version),
                Text::tr("Run drizzle-kit up."));
    }

    /// drizzle 1.0 refuses a folder with a journal, and 0.45 does not see folders.
    void reportNewForm()
    {
        for (const QString &name : m_folder.entryList(QDir::Dirs | QDir::NoDotAndDotDot)) {
            if (leadingDigits(name).size() < 14 ||
                !m_folder.exists(name + QStringLiteral("/migration.sql")))
                continue;
            add(QStringLiteral("mixed-forms"), Severity::Error, {}, shownPath(m_set, name),
                Text::tr("The folder has a journal and %1, which is of Drizzle 1.0: neither line "
                         "of drizzle runs both.")
                    .arg(name),
                Text::tr("Run drizzle-kit up, or take the folder out."));
            return;
        }
    }

    MigrationSet &m_set;
    QDir m_folder;
    Journal m_journal;
    QStringList m_orphans;
};

} // namespace

void readDrizzle(MigrationSet &set)
{
    DrizzleReader(set).read();
}

} // namespace arborist::migrations
