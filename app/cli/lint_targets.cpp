// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/lint_targets.h"

#include "app/cli/cli_text.h"
#include "services/core/error.h"
#include "services/migrations/files/drizzle_script.h"
#include "services/migrations/files/file_text.h"
#include "services/migrations/files/folder_kind.h"
#include "services/migrations/read_status.h"
#include "services/stages/workspace.h"
#include <QDir>
#include <QFileInfo>
#include <algorithm>

namespace arborist::cli {
namespace {

using migrations::Migration;
using migrations::MigrationSet;

/// The sets of the project with what is pending; without a connection nothing is said to be.
std::vector<LintTarget> setsOf(const std::optional<stages::Workspace> &project,
                               postgres::Connection *connection)
{
    std::vector<LintTarget> targets;
    if (!project)
        return targets;
    if (!connection) {
        for (MigrationSet &set : migrations::readSets(*project))
            targets.push_back({std::move(set), {}, {}, false});
        return targets;
    }
    for (migrations::StageSet &one : migrations::readStatuses(*project, *connection)) {
        std::vector<qsizetype> pending = one.status.pendingIndexes();
        targets.push_back({std::move(one.set), pending, pending, true});
    }
    return targets;
}

std::optional<qsizetype> indexOf(const MigrationSet &set, const QString &path)
{
    for (std::size_t i = 0; i < set.migrations.size(); ++i) {
        const Migration &migration = set.migrations[i];
        const QString script = migration.up ? migration.up->file : migration.file;
        if (QFileInfo(script).canonicalFilePath() == path)
            return qsizetype(i);
    }
    return std::nullopt;
}

/// A file of no set of the project: as the tool of its folder reads it, else all of it as it is.
LintTarget loneFile(const QString &path)
{
    const QFileInfo info(path);
    if (const auto kind = migrations::folderKind(info.dir())) {
        MigrationSet found;
        found.tool = kind->tool;
        found.folder = found.shown = info.path();
        LintTarget target{migrations::readSet(std::move(found)), {}, {}, false};
        if (indexOf(target.set, path))
            return target;
    }
    const migrations::FileText file = migrations::readFileText(path);
    if (!file.problem.isEmpty())
        throw Error::usage(CliText::tr("%1 cannot be read: %2").arg(path, file.problem));
    LintTarget target;
    target.isOneRun = false;
    target.set.folder = target.set.shown = info.path();
    Migration migration;
    migration.id = migration.name = info.completeBaseName();
    migration.file = path;
    migration.text = file.text;
    migration.up = migrations::wholeFile(path, file.text);
    if (file.text.contains("--> statement-breakpoint")) {
        target.set.tool = migrations::Tool::Drizzle;
        migration.up->pieces = migrations::splitAtBreakpoints(file.text);
    }
    target.set.migrations.push_back(std::move(migration));
    return target;
}

void want(LintTarget &target, qsizetype index)
{
    const auto add = [&](std::vector<qsizetype> &list) {
        if (std::ranges::find(list, index) == list.end()) {
            list.push_back(index);
            std::ranges::sort(list);
        }
    };
    add(target.looked);
    add(target.wanted);
}

} // namespace

std::vector<LintTarget> lintTargets(const std::optional<stages::Workspace> &project,
                                    postgres::Connection *connection)
{
    std::vector<LintTarget> targets = setsOf(project, connection);
    for (LintTarget &target : targets) {
        for (qsizetype i = 0; !connection && i < qsizetype(target.set.migrations.size()); ++i)
            want(target, i);
    }
    return targets;
}

std::vector<LintTarget> lintTargets(const std::optional<stages::Workspace> &project,
                                    postgres::Connection *connection, const QStringList &files)
{
    std::vector<LintTarget> targets = setsOf(project, connection);
    for (LintTarget &target : targets)
        target.wanted.clear();
    for (const QString &file : files) {
        const QFileInfo info(file);
        if (!info.isFile()) {
            throw Error::usage(CliText::tr("There is no file %1.").arg(file),
                               CliText::tr("Give files of SQL, or none for what is pending."));
        }
        const QString path = info.canonicalFilePath();
        auto owner = std::ranges::find_if(targets, [&](const LintTarget &target) {
            return indexOf(target.set, path).has_value();
        });
        if (owner == targets.end())
            owner = targets.insert(targets.end(), loneFile(path));
        want(*owner, *indexOf(owner->set, path));
    }
    std::erase_if(targets, [](const LintTarget &target) { return target.wanted.empty(); });
    return targets;
}

} // namespace arborist::cli
