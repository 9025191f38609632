// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/migrations/author/project_command.h"

#include "services/cloud/child_process.h"
#include "services/core/error.h"
#include "services/migrations/author/drizzle_settings.h"
#include "services/stages/text_file.h"
#include "services/stages/workspace.h"
#include <QCoreApplication>
#include <QDir>
#include <QFileInfo>
#include <QJsonDocument>
#include <QJsonObject>
#include <QRegularExpression>

namespace arborist::migrations {

namespace {

struct Text {
    Q_DECLARE_TR_FUNCTIONS(ProjectCommand)
};

/// The folders from that of the migrations up to the project's.
QStringList foldersAbove(const stages::Workspace &workspace, const MigrationSet &set)
{
    QStringList folders;
    const QString top = workspace.folder();
    QString at = set.folder;
    while (!top.isEmpty() && (at == top || at.startsWith(top + u'/'))) {
        folders << at;
        at = QFileInfo(at).path();
    }
    return folders;
}

QString quotedWord(const QString &word)
{
    static const QRegularExpression plain(QStringLiteral("^[A-Za-z0-9_@%+=:,./-]+$"));
    if (plain.match(word).hasMatch())
        return word;
    return u'\'' + QString(word).replace(u'\'', QStringLiteral("'\\''")) + u'\'';
}

ProjectCommand declared(const stages::Workspace &workspace, const QString &text, const QString &key)
{
    ProjectCommand command;
    command.folder = workspace.folder();
    command.origin = Text::tr("%1 under [migrations] in arborist.toml").arg(key);
    command.isDrizzleKit = text.contains(QStringLiteral("drizzle-kit"));
    // More than words: variables, several commands, redirections.
    static const QRegularExpression shell(QStringLiteral(R"([|&;<>$`*?(){}\n]|^\s*\w+=)"));
    if (shell.match(text).hasMatch()) {
        command.words = {QStringLiteral("sh"), QStringLiteral("-c"), text};
        return command;
    }
    const auto words = cloud::shellWords(text);
    if (!words || words->isEmpty())
        throw Error(Text::tr("%1 under [migrations] has a quote that is not closed.").arg(key),
                    Text::tr("Close it in arborist.toml."))
            .setWhere(QStringLiteral("arborist.toml"));
    command.words = *words;
    return command;
}

QString packageManager(const QStringList &folders, const QJsonObject &package)
{
    const QString named = package[u"packageManager"].toString().section(u'@', 0, 0);
    if (!named.isEmpty())
        return named;
    static const QList<std::pair<QString, QString>> locks{
        {QStringLiteral("pnpm-lock.yaml"), QStringLiteral("pnpm")},
        {QStringLiteral("bun.lockb"), QStringLiteral("bun")},
        {QStringLiteral("bun.lock"), QStringLiteral("bun")},
        {QStringLiteral("yarn.lock"), QStringLiteral("yarn")},
        {QStringLiteral("package-lock.json"), QStringLiteral("npm")},
    };
    for (const QString &folder : folders) {
        for (const auto &[file, manager] : locks) {
            if (QFileInfo::exists(folder + u'/' + file))
                return manager;
        }
    }
    return QStringLiteral("npm");
}

/// A script of the nearest package.json that has one of those names.
ProjectCommand scripted(const QStringList &folders, const QStringList &names)
{
    for (qsizetype i = 0; i < folders.size(); ++i) {
        const QString file = folders[i] + QStringLiteral("/package.json");
        if (!QFileInfo::exists(file))
            continue;
        const QString shown = QStringLiteral("package.json");
        const QJsonObject package =
            QJsonDocument::fromJson(stages::readTextBytes(file, shown)).object();
        const QJsonObject scripts = package[u"scripts"].toObject();
        for (const QString &name : names) {
            const QString script = scripts[name].toString();
            if (script.isEmpty())
                continue;
            ProjectCommand command;
            command.folder = folders[i];
            command.words = {packageManager(folders.mid(i), package), QStringLiteral("run"), name};
            command.origin = Text::tr("%1 in package.json").arg(name);
            command.isDrizzleKit = script.contains(QStringLiteral("drizzle-kit"));
            return command;
        }
    }
    return {};
}

/// drizzle-kit where it is installed, in the folder that its configuration lies in.
ProjectCommand kit(const QStringList &folders, const MigrationSet &set, const QString &verb)
{
    QString config;
    drizzleConfigText(set, &config);
    if (config.isEmpty())
        return {};
    for (const QString &folder : folders) {
        if (!QFileInfo::exists(folder + QStringLiteral("/node_modules/.bin/drizzle-kit")))
            continue;
        ProjectCommand command;
        command.folder = QFileInfo(config).path();
        command.words = {QStringLiteral("npx"), QStringLiteral("drizzle-kit"), verb};
        command.origin = Text::tr("drizzle-kit of the project");
        command.isDrizzleKit = true;
        return command;
    }
    return {};
}

ProjectCommand commandFor(const stages::Workspace &workspace, const MigrationSet &set,
                          const QString &key, const QString &text, const QStringList &scripts)
{
    if (!text.isEmpty())
        return declared(workspace, text, key);
    const QStringList folders = foldersAbove(workspace, set);
    ProjectCommand command = scripted(folders, scripts);
    const bool isDrizzle = set.tool == Tool::Drizzle || set.tool == Tool::DrizzleV1;
    return command.isEmpty() && isDrizzle ? kit(folders, set, key) : command;
}

bool isTaken(const QString &name)
{
    // Node, its package managers and version managers, and how text looks.
    static const QRegularExpression tools(QStringLiteral(
        "^(NODE|NPM|NVM|FNM|VOLTA|PNPM|BUN|COREPACK|YARN|ASDF|MISE|XDG|LC)_|^npm_config_|"
        "^(SHELL|EDITOR|COLORTERM|NO_COLOR|FORCE_COLOR|LANGUAGE)$"));
    static const QRegularExpression secret(
        QStringLiteral("token|passw|secret|auth|_key|credential"),
        QRegularExpression::CaseInsensitiveOption);
    return tools.match(name).hasMatch() && !secret.match(name).hasMatch();
}

} // namespace

QString ProjectCommand::shown() const
{
    if (words.size() == 3 && words[0] == u"sh" && words[1] == u"-c")
        return words[2];
    QStringList quoted;
    for (const QString &word : words)
        quoted << quotedWord(word);
    return quoted.join(u' ');
}

ProjectCommand ProjectCommand::with(const QStringList &arguments) const
{
    ProjectCommand command = *this;
    if (arguments.isEmpty())
        return command;
    if (words.size() == 3 && words[0] == u"sh" && words[1] == u"-c") {
        for (const QString &argument : arguments)
            command.words[2] += u' ' + quotedWord(argument);
        return command;
    }
    const bool isNpmScript = words.value(0) == u"npm" && !words.contains(QStringLiteral("--"));
    if (isNpmScript)
        command.words << QStringLiteral("--");
    command.words += arguments;
    return command;
}

ConsoleCommand ProjectCommand::toConsole(ConsoleCommand::Console console) const
{
    ConsoleCommand command;
    command.words = words;
    command.folder = folder;
    command.environment = projectEnvironment();
    command.console = console;
    return command;
}

ProjectCommand generateCommand(const stages::Workspace &workspace, const MigrationSet &set)
{
    const QStringList drizzle{QStringLiteral("generate-sql"), QStringLiteral("db:generate"),
                              QStringLiteral("drizzle:generate")};
    const QStringList typeOrm{QStringLiteral("migration:generate"),
                              QStringLiteral("typeorm:generate"), QStringLiteral("db:generate")};
    return commandFor(workspace, set, QStringLiteral("generate"), workspace.migrations().generate,
                      set.tool == Tool::TypeOrm ? typeOrm : drizzle);
}

ProjectCommand pushCommand(const stages::Workspace &workspace, const MigrationSet &set)
{
    return commandFor(
        workspace, set, QStringLiteral("push"), workspace.migrations().push,
        {QStringLiteral("db:push"), QStringLiteral("drizzle:push"), QStringLiteral("push")});
}

QProcessEnvironment projectEnvironment()
{
    QStringList further;
    for (const QString &name : QProcessEnvironment::systemEnvironment().keys()) {
        if (isTaken(name))
            further << name;
    }
    return cloud::bareEnvironment(further);
}

} // namespace arborist::migrations
