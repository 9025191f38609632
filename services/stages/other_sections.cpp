// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/stages/other_sections.h"

#include <QCoreApplication>
#include <QDir>
#include <algorithm>

namespace arborist::stages {

namespace {

QString tr(const char *text)
{
    return QCoreApplication::translate("OtherSections", text);
}

} // namespace

SeedSettings readSeedSettings(const ConfigTable &root)
{
    const auto seed = root.table(QStringLiteral("seed"));
    if (!seed)
        return {};
    const QString folder = QStringLiteral("folder");
    const QString command = QStringLiteral("command");
    seed->allowOnly({folder, command});
    return {seed->text(folder).value_or(QString()), seed->text(command).value_or(QString())};
}

BackupSettings readBackupSettings(const ConfigTable &root)
{
    const auto backup = root.table(QStringLiteral("backup"));
    if (!backup)
        return {};
    const QString folder = QStringLiteral("folder");
    const QString days = QStringLiteral("keep_automatic_days");
    backup->allowOnly({folder, days});
    BackupSettings settings;
    settings.folder = backup->text(folder).value_or(settings.folder);
    settings.keepAutomaticDays =
        int(backup->integer(days, 1, 36500).value_or(settings.keepAutomaticDays));
    return settings;
}

MigrationSettings readMigrationSettings(const ConfigTable &root)
{
    const auto table = root.table(QStringLiteral("migrations"));
    if (!table)
        return {};
    const QString tool = QStringLiteral("tool");
    const QString folder = QStringLiteral("folder");
    const QString required = QStringLiteral("require_columns");
    const QString tables = QStringLiteral("tables");
    const QString columns = QStringLiteral("columns");
    MigrationSettings settings;
    const std::pair<QString, QString *> texts[]{{folder, &settings.folder},
                                                {QStringLiteral("table"), &settings.table},
                                                {QStringLiteral("generate"), &settings.generate},
                                                {QStringLiteral("push"), &settings.push},
                                                {QStringLiteral("run"), &settings.run},
                                                {QStringLiteral("revert"), &settings.revert},
                                                {QStringLiteral("dynamodb"), &settings.dynamodb}};
    QStringList known{tool, required};
    for (const auto &[key, value] : texts) {
        *value = table->text(key).value_or(QString());
        known.append(key);
    }
    table->allowOnly(known);
    table->word<int>(tool, {{"drizzle", 0},
                            {"typeorm", 1},
                            {"dbmate", 2},
                            {"golang-migrate", 3},
                            {"goose", 4},
                            {"node-pg-migrate", 5},
                            {"sql", 6}});
    settings.tool = table->text(tool).value_or(QString());
    settings.line = table->lineOf(folder);
    for (const ConfigTable &rule : table->tables(required)) {
        rule.allowOnly({tables, columns});
        for (const QString &key : {tables, columns}) {
            if (rule.texts(key).value_or(QStringList()).isEmpty())
                throw rule.errorAt(key, tr("require_columns needs %1.").arg(key),
                                   tr("Write { tables = [\"reports\"], columns = [\"session_id\"] "
                                      "}."));
        }
        settings.requireColumns.push_back({*rule.texts(tables), *rule.texts(columns)});
    }
    return settings;
}

bool readAuditToSyslog(const ConfigTable &root)
{
    const auto audit = root.table(QStringLiteral("audit"));
    if (!audit)
        return false;
    const QString key = QStringLiteral("syslog");
    audit->allowOnly({key});
    return audit->boolean(key).value_or(false);
}

std::vector<RecipeFile> readRecipes(const ConfigTable &root, const QString &folder)
{
    static const QStringList builtIn{QStringLiteral("hierarchy"), QStringLiteral("aggregations"),
                                     QStringLiteral("dates"), QStringLiteral("orphans"),
                                     QStringLiteral("all")};
    const QString name = QStringLiteral("name");
    const QString file = QStringLiteral("file");
    std::vector<RecipeFile> recipes;
    for (const ConfigTable &table : root.tables(QStringLiteral("recipes"))) {
        for (const QString &key : {name, file}) {
            if (table.text(key).value_or(QString()).isEmpty())
                throw table.errorAt(key, tr("a recipe needs its %1.").arg(key));
        }
        table.allowOnly({name, file});
        const RecipeFile recipe{*table.text(name), QDir(folder).filePath(*table.text(file))};
        const bool taken =
            std::any_of(recipes.begin(), recipes.end(),
                        [&](const RecipeFile &other) { return other.name == recipe.name; });
        if (taken || builtIn.contains(recipe.name))
            throw table.errorAt(name, tr("there is a repair “%1” already.").arg(recipe.name),
                                tr("Give the recipe another name."));
        recipes.push_back(recipe);
    }
    return recipes;
}

std::vector<QueryFile> readQueries(const ConfigTable &root, const QString &folder)
{
    std::vector<QueryFile> queries;
    if (const auto table = root.table(QStringLiteral("queries"))) {
        for (const QString &name : table->keys())
            queries.push_back({name, QDir(folder).filePath(*table->text(name))});
    }
    return queries;
}

} // namespace arborist::stages
