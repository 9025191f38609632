// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/migrations/author/drizzle_settings.h"

#include "services/migrations/files/drizzle_config.h"
#include "services/stages/text_file.h"
#include <QDir>
#include <QFileInfo>
#include <optional>

namespace arborist::migrations {

namespace {

std::optional<TagPrefix> prefixFromWord(const QString &word)
{
    if (word == u"index")
        return TagPrefix::Index;
    if (word == u"timestamp" || word == u"supabase")
        return TagPrefix::Time;
    if (word == u"unix")
        return TagPrefix::Unix;
    if (word == u"none")
        return TagPrefix::None;
    return std::nullopt;
}

TagPrefix prefixFromTag(const QString &tag)
{
    const QString prefix = tag.section(u'_', 0, 0);
    if (prefix.isEmpty())
        return TagPrefix::None;
    if (prefix.size() == 14)
        return TagPrefix::Time;
    return prefix.size() == 10 ? TagPrefix::Unix : TagPrefix::Index;
}

} // namespace

QString drizzleConfigText(const MigrationSet &set, QString *file)
{
    QDir folder(set.folder);
    // A project's configuration stands where its commands run, a few levels up at most.
    for (int level = 0; level < 6; ++level) {
        for (const char *ending : {"ts", "js", "json", "mts", "mjs", "cts", "cjs"}) {
            const QString name = QStringLiteral("drizzle.config.") + QLatin1String(ending);
            if (!folder.exists(name))
                continue;
            if (file)
                *file = folder.filePath(name);
            return stages::readTextFile(folder.filePath(name), name);
        }
        if (folder.exists(QStringLiteral("arborist.toml")) || folder.exists(QStringLiteral(".git")))
            break;
        // Also from a folder that is yet to be made.
        folder = QDir(QFileInfo(folder.path()).path());
    }
    return {};
}

DrizzleSettings drizzleSettings(const MigrationSet &set)
{
    const DrizzleConfig config =
        parseDrizzleConfig(drizzleConfigText(set), [](const QString &) { return std::nullopt; });
    DrizzleSettings settings;
    if (const auto prefix = prefixFromWord(config.prefix.value_or(QString())))
        settings.prefix = *prefix;
    else if (!set.migrations.empty())
        settings.prefix = prefixFromTag(set.migrations.back().id);
    settings.breakpoints = config.breakpoints.value_or(true);
    return settings;
}

} // namespace arborist::migrations
