// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/migrations/author/project_command.h"

#include "services/cloud/child_process.h"
#include "services/migrations/author/drizzle_settings.h"
#include "services/migrations/author/package_scripts.h"
#include "services/stages/workspace.h"
#include <QCoreApplication>
#include <QFileInfo>
#include <QRegularExpression>

namespace arborist::migrations {

namespace {

struct Text {
    Q_DECLARE_TR_FUNCTIONS(ProjectCommand)
};

QString quotedWord(const QString &word)
{
    static const QRegularExpression plain(QStringLiteral("^[A-Za-z0-9_@%+=:,./-]+$"));
    if (plain.match(word).hasMatch())
        return word;
    return u'\'' + QString(word).replace(u'\'', QStringLiteral("'\\''")) + u'\'';
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
        return declaredCommand(workspace.folder(), text, key);
    const QStringList folders = foldersUpTo(workspace.folder(), set.folder);
    ProjectCommand command = packageScript(folders, scripts);
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
