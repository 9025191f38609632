// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/stages/stage_discovery.h"

#include "services/core/error.h"
#include "services/stages/address_reader.h"
#include "services/stages/stage_defaults.h"
#include <QDir>
#include <QSet>
#include <algorithm>

namespace arborist::stages {

namespace {

constexpr const char *kLocal = "local";

/// `.env.NAME` that holds no settings of a stage.
bool isTemplate(const QString &name)
{
    static const QSet<QString> words{
        QStringLiteral("example"),  QStringLiteral("sample"), QStringLiteral("template"),
        QStringLiteral("dist"),     QStringLiteral("tmpl"),   QStringLiteral("tpl"),
        QStringLiteral("defaults"), QStringLiteral("schema"), QStringLiteral("vault"),
        QStringLiteral("keys"),     QStringLiteral("me"),     QStringLiteral("previous"),
        QStringLiteral("bak"),      QStringLiteral("backup"), QStringLiteral("orig"),
        QStringLiteral("old"),      QStringLiteral("swp"),    QStringLiteral("enc"),
        QStringLiteral("gpg"),      QStringLiteral("age"),    QStringLiteral("lock")};
    const QStringList parts = name.toLower().split(u'.');
    return name.endsWith(u'~') || std::any_of(parts.begin(), parts.end(), [](const QString &part) {
               return words.contains(part);
           });
}

QString stageVariable(const Dotenv *dotenv)
{
    for (const QString &name :
         {QStringLiteral("ARBORIST_STAGE"), QStringLiteral("DEVSTRIDE_STAGE")}) {
        const DotenvValue *value = dotenv ? dotenv->find(name) : nullptr;
        if (value && !value->value.isEmpty())
            return value->value;
    }
    return {};
}

/// The stage that a file names; nullopt when there is no such file or it names no database.
std::optional<DiscoveredStage> ofFile(EnvironmentFiles &files, const QString &file,
                                      const QString &name)
{
    DiscoveredStage found;
    found.file = file;
    found.stage.name = name;
    try {
        const Dotenv *dotenv = files.file(file);
        if (!dotenv)
            return std::nullopt;
        auto reference = findAddress(files, file);
        if (!reference)
            return std::nullopt;
        // Variables of the process go before .env, as every dotenv library has it.
        if (file == u".env")
            reference->file.clear();
        found.stage.urlReference = reference->toString();
    } catch (const Error &error) {
        found.stage.problem = error.message();
    }
    return found;
}

/// Name of the stage that `.env.local`, `.env.staging` and so on stand for.
QString nameOfFile(QString suffix)
{
    if (suffix.endsWith(u".local"))
        suffix.chop(6);
    return suffix;
}

int rank(const Stage &stage)
{
    if (stage.name == QLatin1String(kLocal))
        return -1;
    const Environment environment = guessEnvironment(stage.name);
    return environment == Environment::Unknown ? static_cast<int>(Environment::Test)
                                               : static_cast<int>(environment);
}

bool contains(const std::vector<DiscoveredStage> &stages, const QString &name)
{
    return std::any_of(stages.begin(), stages.end(),
                       [&name](const DiscoveredStage &known) { return known.stage.name == name; });
}

std::vector<DiscoveredStage> ofFolder(EnvironmentFiles &files, const QString &prefix)
{
    std::vector<DiscoveredStage> stages;
    const QDir folder(QDir(files.folder()).filePath(prefix));
    QStringList names = folder.entryList({QStringLiteral(".env.*")}, QDir::Files | QDir::Hidden);
    // An override (.env.staging.local) goes before what it overrides.
    std::stable_sort(names.begin(), names.end(), [](const QString &a, const QString &b) {
        return a.endsWith(u".local") && !b.endsWith(u".local");
    });
    for (const QString &file : names) {
        const QString suffix = file.mid(5);
        if (suffix == QLatin1String(kLocal) || isTemplate(suffix))
            continue;
        const QString name = nameOfFile(suffix);
        if (name.isEmpty() || contains(stages, name))
            continue;
        if (auto stage = ofFile(files, prefix + file, name))
            stages.push_back(std::move(*stage));
    }
    for (const QString &file : {QStringLiteral(".env.local"), QStringLiteral(".env")}) {
        auto stage = ofFile(files, prefix + file, QLatin1String(kLocal));
        if (!stage)
            continue;
        // The file itself may say which stage it is; not if another file stands for that one.
        const QString said =
            stage->stage.problem.isEmpty() ? stageVariable(files.file(prefix + file)) : QString();
        if (!said.isEmpty() && !contains(stages, said))
            stage->stage.name = said;
        if (!contains(stages, stage->stage.name))
            stages.push_back(std::move(*stage));
        break;
    }
    std::stable_sort(stages.begin(), stages.end(),
                     [](const DiscoveredStage &a, const DiscoveredStage &b) {
                         return rank(a.stage) < rank(b.stage);
                     });
    return stages;
}

} // namespace

std::vector<DiscoveredStage> discoverStages(EnvironmentFiles &files)
{
    static const QStringList prefixes{
        QString(),
        QStringLiteral("backend/"),
        QStringLiteral("database/"),
        QStringLiteral("server/"),
        QStringLiteral("api/"),
        QStringLiteral("apps/backend/"),
        QStringLiteral("apps/api/"),
        QStringLiteral("packages/database/"),
        QStringLiteral("packages/db/"),
    };
    for (const QString &prefix : prefixes) {
        std::vector<DiscoveredStage> stages = ofFolder(files, prefix);
        if (!stages.empty())
            return stages;
    }
    return {};
}

std::optional<DiscoveredStage> processStage(EnvironmentFiles &files)
{
    const auto reference = findAddress(files, {});
    if (!reference)
        return std::nullopt;
    DiscoveredStage found;
    found.stage.urlReference = reference->toString();
    found.stage.name = QLatin1String(kLocal);
    for (const QString &name :
         {QStringLiteral("ARBORIST_STAGE"), QStringLiteral("DEVSTRIDE_STAGE")}) {
        if (const auto variable = files.find(name)) {
            found.stage.name = variable->value;
            break;
        }
    }
    return found;
}

} // namespace arborist::stages
