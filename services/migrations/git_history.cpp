// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/migrations/git_history.h"

#include "services/cloud/child_process.h"
#include "services/core/error.h"
#include "services/core/shell_quoted.h"
#include "services/migrations/files/file_text.h"
#include "services/migrations/files/readers.h"
#include "services/migrations/files/text.h"
#include <QDir>
#include <QFileInfo>
#include <algorithm>

namespace arborist::migrations {
namespace {

constexpr std::chrono::seconds kTimeout{5};
constexpr int kMostVersions = 20; ///< of a file that are compared with the ledger's hash

/// Runs git in the folder; nullopt where that fails. No variable GIT_* reaches it, and nothing that
/// a repository's configuration could have it start.
std::optional<QByteArray> git(const QString &folder, const QStringList &arguments,
                              std::stop_token stop)
{
    QStringList command{QStringLiteral("git"),
                        QStringLiteral("--no-pager"),
                        QStringLiteral("--no-optional-locks"),
                        QStringLiteral("-c"),
                        QStringLiteral("core.fsmonitor=false"),
                        QStringLiteral("-c"),
                        QStringLiteral("log.showSignature=false"),
                        QStringLiteral("-C"),
                        folder};
    QProcessEnvironment environment = cloud::bareEnvironment();
    environment.insert(QStringLiteral("GIT_TERMINAL_PROMPT"), QStringLiteral("0"));
    // A partial clone would fetch what it lacks.
    environment.insert(QStringLiteral("GIT_NO_LAZY_FETCH"), QStringLiteral("1"));
    environment.insert(QStringLiteral("GIT_ALLOW_PROTOCOL"), QStringLiteral("none"));
    try {
        const cloud::ChildResult result =
            cloud::runChild(command + arguments, environment, kTimeout, stop);
        return result.exitCode == 0 ? std::optional(result.out) : std::nullopt;
    } catch (const Error &error) {
        if (error.kind() == ErrorKind::Cancelled)
            throw;
        return std::nullopt;
    }
}

GitCommit commitFrom(const QByteArray &line)
{
    const QList<QByteArray> parts = line.chopped(line.endsWith('\0')).split('\x02');
    return {QString::fromLatin1(parts.value(0)), QString::fromUtf8(parts.value(1)),
            QDateTime::fromString(QString::fromLatin1(parts.value(2)), Qt::ISODate),
            QString::fromUtf8(parts.value(3))};
}

/// The commit since which the file is another one than the ledger's; nullopt: it is not known.
/// `isUncommitted`: the newest version in git is the ledger's.
std::optional<GitCommit> editOf(const QString &folder, const QString &path,
                                const QString &ledgerHash, const FileHistory &history,
                                bool &isUncommitted, std::stop_token stop)
{
    std::optional<GitCommit> newer;
    for (const GitCommit &commit : history.changes) {
        const auto text = git(folder,
                              {QStringLiteral("show"), QStringLiteral("--no-textconv"),
                               commit.hash + QStringLiteral(":./") + path},
                              stop);
        if (!text)
            return std::nullopt;
        if (hashOf(withReplacements(*text)) == ledgerHash) {
            isUncommitted = !newer;
            return newer;
        }
        newer = commit;
        if (&commit - history.changes.data() + 1 >= kMostVersions)
            break;
    }
    return std::nullopt;
}

QString day(const GitCommit &commit)
{
    return commit.at.date().toString(Qt::ISODate);
}

QString pathOf(const MigrationSet &set, const Migration &migration)
{
    return QDir(set.folder).relativeFilePath(migration.file);
}

class Hints
{
public:
    Hints(SetStatus &status, const MigrationSet &set, std::stop_token stop)
        : m_status(status),
          m_set(set),
          m_stop(std::move(stop)),
          m_history(gitHistory(set.folder, m_stop))
    {
    }

    void add()
    {
        for (MigrationStatus &each : m_status.migrations) {
            const Migration &migration = m_set.migrations[std::size_t(each.index)];
            const auto history = m_history.constFind(pathOf(m_set, migration));
            if (history == m_history.constEnd())
                continue;
            if (each.state == State::Edited && each.row)
                addEdit(each, migration, *history);
            if (each.state == State::MissingFile)
                addMissing(each, migration, *history);
        }
    }

private:
    void addEdit(MigrationStatus &each, const Migration &migration, const FileHistory &history)
    {
        bool isUncommitted = false;
        const auto commit = editOf(m_set.folder, pathOf(m_set, migration), each.row->hash, history,
                                   isUncommitted, m_stop);
        if (isUncommitted)
            each.text += u' ' + Text::tr("The change is not committed.");
        else if (commit)
            each.text += u' ' + Text::tr("Since commit %1 of %2 by %3.")
                                    .arg(commit->shortHash(), day(*commit), commit->author);
        replace(toKey(State::Edited), migration, each);
    }

    void addMissing(MigrationStatus &each, const Migration &migration, const FileHistory &history)
    {
        const QString path = shellQuoted(shownPath(m_set, pathOf(m_set, migration)));
        if (history.removed)
            each.remedy = Text::tr("Commit %1 of %2 by %3 took it away; bring it back: git "
                                   "checkout %1^ -- %4")
                              .arg(history.removed->shortHash(), day(*history.removed),
                                   history.removed->author, path);
        else if (!history.changes.empty())
            each.remedy =
                Text::tr("The last commit that has it is %1 of %2 by %3; bring it back: "
                         "git checkout %1 -- %4")
                    .arg(history.changes.front().shortHash(), day(history.changes.front()),
                         history.changes.front().author, path);
        replace(toKey(State::MissingFile), migration, each);
    }

    /// What the list of problems says of it. Beside git it may name a file that looks alike.
    void replace(const QString &code, const Migration &migration, const MigrationStatus &each)
    {
        for (Problem &problem : m_status.problems) {
            if (problem.code != code || problem.migration != migration.name)
                continue;
            if (each.state == State::Edited)
                problem.text = each.text;
            else if (!problem.remedy.contains(each.remedy))
                problem.remedy = QStringLiteral("%1 (%2)").arg(each.remedy, problem.remedy);
        }
    }

    SetStatus &m_status;
    const MigrationSet &m_set;
    std::stop_token m_stop;
    QHash<QString, FileHistory> m_history;
};

} // namespace

QHash<QString, FileHistory> gitHistory(const QString &folder, std::stop_token stop)
{
    QHash<QString, FileHistory> files;
    const auto log =
        git(folder,
            {QStringLiteral("log"), QStringLiteral("-z"), QStringLiteral("--no-renames"),
             QStringLiteral("--name-status"), QStringLiteral("--relative"),
             QStringLiteral("--max-count=20000"), QStringLiteral("--no-ext-diff"),
             QStringLiteral("--format=%x01%H%x02%an%x02%aI%x02%s"), QStringLiteral("--"),
             QStringLiteral(".")},
            stop);
    if (!log)
        return files;
    // Each commit is \1, its line, \0, an end of line, then for each file a letter and the path.
    for (const QByteArray &part : log->split('\x01')) {
        const qsizetype end = part.indexOf('\n');
        if (end < 0)
            continue;
        const GitCommit commit = commitFrom(part.left(end));
        const QList<QByteArray> names = part.mid(end + 1).split('\0');
        for (qsizetype i = 0; i + 1 < names.size(); i += 2) {
            FileHistory &file = files[QString::fromUtf8(names[i + 1])];
            if (names[i] != "D")
                file.changes.push_back(commit);
            else if (file.changes.empty() && !file.removed)
                file.removed = commit;
        }
    }
    return files;
}

std::optional<GitCommit> madeBy(const MigrationSet &set, const Migration &migration,
                                const QHash<QString, FileHistory> &history)
{
    const auto found = history.constFind(pathOf(set, migration));
    if (found == history.constEnd() || found->changes.empty())
        return std::nullopt;
    return found->changes.back();
}

void addGitHints(SetStatus &status, const MigrationSet &set, std::stop_token stop)
{
    const bool isNeeded =
        std::any_of(status.migrations.begin(), status.migrations.end(), [](const auto &each) {
            return each.state == State::Edited || each.state == State::MissingFile;
        });
    if (isNeeded)
        Hints(status, set, std::move(stop)).add();
}

} // namespace arborist::migrations
