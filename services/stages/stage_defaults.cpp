// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/stages/stage_defaults.h"

#include <QRegularExpression>
#include <QSet>
#include <algorithm>

namespace arborist::stages {

namespace {

QStringList candidates(Environment environment)
{
    switch (environment) {
    case Environment::Development:
        return {QStringLiteral("green"), QStringLiteral("teal"), QStringLiteral("blue")};
    case Environment::Test:
        return {QStringLiteral("amber"), QStringLiteral("blue"), QStringLiteral("teal")};
    case Environment::Staging:
        return {QStringLiteral("violet"), QStringLiteral("magenta")};
    case Environment::Production:
        return {QStringLiteral("red")};
    case Environment::Unknown:
        break;
    }
    return {QStringLiteral("grey")};
}

Environment ofWord(const QString &word)
{
    if (const auto environment = environmentFromString(word))
        return *environment;
    if (word == u"live" || word == u"prd")
        return Environment::Production;
    if (word == u"stg" || word == u"uat" || word == u"preprod")
        return Environment::Staging;
    if (word == u"ci" || word == u"qa" || word == u"e2e")
        return Environment::Test;
    if (word == u"develop")
        return Environment::Development;
    return Environment::Unknown;
}

} // namespace

Environment guessEnvironment(const QString &name)
{
    static const QRegularExpression separators(QStringLiteral("[^\\p{L}\\p{N}]+"));
    const QStringList words = name.toLower().split(separators, Qt::SkipEmptyParts);
    for (const Environment strict : {Environment::Production, Environment::Staging,
                                     Environment::Test, Environment::Development}) {
        if (std::any_of(words.begin(), words.end(),
                        [strict](const QString &word) { return ofWord(word) == strict; }))
            return strict;
    }
    return Environment::Unknown;
}

bool protectedByDefault(const QString &name, Environment environment)
{
    static const QSet<QString> names{QStringLiteral("prod"), QStringLiteral("production"),
                                     QStringLiteral("staging"), QStringLiteral("dev")};
    return names.contains(name.toLower()) || environment == Environment::Staging ||
           environment == Environment::Production;
}

const QStringList &stageColours()
{
    static const QStringList colours{QStringLiteral("green"),   QStringLiteral("teal"),
                                     QStringLiteral("blue"),    QStringLiteral("violet"),
                                     QStringLiteral("magenta"), QStringLiteral("amber"),
                                     QStringLiteral("red"),     QStringLiteral("grey")};
    return colours;
}

void assignColours(std::vector<Stage> &stages)
{
    QSet<QString> used;
    for (const Stage &stage : stages)
        used.insert(stage.colour);
    for (Stage &stage : stages) {
        if (!stage.colour.isEmpty())
            continue;
        const QStringList list = candidates(stage.environment);
        const auto free = std::find_if(list.begin(), list.end(), [&used](const QString &colour) {
            return !used.contains(colour);
        });
        stage.colour = free == list.end() ? list.first() : *free;
        used.insert(stage.colour);
    }
}

} // namespace arborist::stages
