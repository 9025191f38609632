// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/migrations/author/package_scripts.h"

#include "services/cloud/child_process.h"
#include "services/core/error.h"
#include "services/stages/text_file.h"
#include <QCoreApplication>
#include <QFileInfo>
#include <QJsonDocument>
#include <QRegularExpression>
#include <QSet>

namespace arborist::migrations {

namespace {

struct Text {
    Q_DECLARE_TR_FUNCTIONS(ProjectCommand)
};

} // namespace

QStringList foldersUpTo(const QString &top, const QString &folder)
{
    QStringList folders;
    QString at = folder;
    while (!top.isEmpty() && (at == top || at.startsWith(top + u'/'))) {
        folders << at;
        at = QFileInfo(at).path();
    }
    return folders;
}

QJsonObject packageIn(const QString &folder)
{
    const QString file = folder + QStringLiteral("/package.json");
    if (!QFileInfo::exists(file))
        return {};
    return QJsonDocument::fromJson(stages::readTextBytes(file, QStringLiteral("package.json")))
        .object();
}

ProjectCommand declaredCommand(const QString &folder, const QString &text, const QString &key)
{
    ProjectCommand command;
    command.folder = folder;
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

ProjectCommand packageScript(const QStringList &folders, const QStringList &names)
{
    for (qsizetype i = 0; i < folders.size(); ++i) {
        const QString file = folders[i] + QStringLiteral("/package.json");
        if (!QFileInfo::exists(file))
            continue;
        const QJsonObject package = packageIn(folders[i]);
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

QString scriptWithCalled(const QJsonObject &scripts, const QString &text)
{
    static const QRegularExpression call(QStringLiteral(
        "\\b(?:npm|pnpm|yarn|bun)\\s+(?:run(?:-script)?\\s+)?(?:-\\S+\\s+)*([\\w:./-]+)"));
    QStringList texts{text};
    QSet<QString> known;
    for (qsizetype i = 0; i < texts.size(); ++i) {
        auto matches = call.globalMatch(texts[i]);
        while (matches.hasNext()) {
            const QString name = matches.next().captured(1);
            const QString called = scripts[name].toString();
            if (called.isEmpty() || known.contains(name))
                continue;
            known.insert(name);
            texts << called;
        }
    }
    return texts.join(u'\n');
}

} // namespace arborist::migrations
