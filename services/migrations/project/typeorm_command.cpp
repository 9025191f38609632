// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/migrations/project/typeorm_command.h"

#include "services/core/error.h"
#include "services/core/redact.h"
#include "services/migrations/author/package_scripts.h"
#include "services/migrations/files/file_text.h"
#include <QCoreApplication>
#include <QDir>
#include <QFileInfo>
#include <QRegularExpression>

namespace arborist::migrations {

namespace {

QString tr(const char *text)
{
    return QCoreApplication::translate("TypeOrmCommand", text);
}

const QRegularExpression &modeOption()
{
    static const QRegularExpression option(
        QStringLiteral("(?:^|\\s)(?:-t|--transaction)[ =]*(all|each|none|false)\\b"));
    return option;
}

/// The data source that a command names.
QString sourceIn(const QString &script)
{
    static const QRegularExpression option(
        QStringLiteral("(?:^|\\s)(?:-d|--dataSource)[ =]+[\"']?([^\\s\"';&|]+)"));
    return option.match(script).captured(1);
}

class Finder
{
public:
    Finder(const MigrationSet &set, TypeOrmVerb verb)
        : m_set(set),
          m_word(verb == TypeOrmVerb::Run ? QStringLiteral("migration:run")
                                          : QStringLiteral("migration:revert")),
          m_key(verb == TypeOrmVerb::Run ? QStringLiteral("run") : QStringLiteral("revert")),
          m_declared(verb == TypeOrmVerb::Run ? set.run : set.revert),
          m_folders(foldersUpTo(set.project.isEmpty() ? set.folder : set.project, set.folder))
    {
    }

    TypeOrmCommand find()
    {
        TypeOrmCommand found;
        if (!m_declared.isEmpty())
            found = {declaredCommand(m_set.project, m_declared, m_key), m_declared, {}};
        if (found.command.isEmpty())
            found = scripted();
        requireInstalled(found);
        if (found.command.isEmpty())
            found = viaScript();
        if (found.command.isEmpty())
            found = installed();
        refuseOverrules(found);
        const QString mode = modeOption().match(found.script).captured(1);
        if (!mode.isEmpty())
            found.mode = mode == u"all"    ? TransactionMode::All
                         : mode == u"each" ? TransactionMode::Each
                                           : TransactionMode::None;
        return found;
    }

private:
    /// The scripts that are called as people call them, and run TypeORM's command.
    TypeOrmCommand scripted() const
    {
        const QString verb = m_key; // run, revert
        const QStringList usual{
            m_word,
            QStringLiteral("typeorm:") + m_word,
            QStringLiteral("db:") + m_word,
            QStringLiteral("migrations:") + verb,
            QStringLiteral("migrate:") + verb,
            QStringLiteral("typeorm:") + verb,
            QStringLiteral("db:") + verb,
            verb == u"run" ? QStringLiteral("db:migrate") : QStringLiteral("db:rollback"),
            verb == u"run" ? QStringLiteral("migrate") : QStringLiteral("rollback")};
        for (qsizetype i = 0; i < m_folders.size(); ++i) {
            const QJsonObject package = packageIn(m_folders[i]);
            const QJsonObject scripts = package[u"scripts"].toObject();
            for (const QString &name : usual) {
                const QString text = scriptWithCalled(scripts, scripts[name].toString());
                if (text.contains(QStringLiteral("typeorm")) && text.contains(m_word))
                    return {byManager(i, package, name), text, {}};
            }
        }
        return {};
    }

    /// "typeorm": "typeorm-ts-node-commonjs -d src/data-source.ts", to which the verb is added.
    TypeOrmCommand viaScript() const
    {
        for (qsizetype i = 0; i < m_folders.size(); ++i) {
            const QJsonObject package = packageIn(m_folders[i]);
            const QJsonObject scripts = package[u"scripts"].toObject();
            const QString text =
                scriptWithCalled(scripts, scripts[QStringLiteral("typeorm")].toString());
            if (text.isEmpty() || text.contains(QStringLiteral("migration:")))
                continue;
            QStringList words{m_word};
            if (sourceIn(text).isEmpty())
                words << QStringLiteral("-d") << requireSource(m_folders[i]);
            return {byManager(i, package, QStringLiteral("typeorm")).with(words),
                    text + u' ' + words.join(u' '),
                    {}};
        }
        return {};
    }

    TypeOrmCommand installed() const
    {
        const QString folder = packageFolder();
        const QString source = requireSource(folder);
        QStringList words;
        if (!source.endsWith(u"ts")) {
            words = {program(folder, QStringLiteral(".bin/typeorm"))};
        } else if (const QString tsx = moduleFolder(QStringLiteral("tsx")); !tsx.isEmpty()) {
            words = {QStringLiteral("node"), QStringLiteral("--import"), QStringLiteral("tsx"),
                     program(folder, QStringLiteral("typeorm/cli.js"))};
        } else if (!moduleFolder(QStringLiteral("ts-node")).isEmpty()) {
            const bool isEsm = packageIn(folder)[u"type"].toString() == u"module";
            words = {program(folder, isEsm ? QStringLiteral(".bin/typeorm-ts-node-esm")
                                           : QStringLiteral(".bin/typeorm-ts-node-commonjs"))};
        } else {
            throw Error::refused(
                tr("The data source %1 is TypeScript, and neither ts-node nor tsx is installed.")
                    .arg(source),
                hint());
        }
        words << m_word << QStringLiteral("-d") << source;
        ProjectCommand command;
        command.words = words;
        command.folder = folder;
        command.origin = tr("TypeORM of the project");
        return {command, words.join(u' '), {}};
    }

    ProjectCommand byManager(qsizetype folder, const QJsonObject &package,
                             const QString &script) const
    {
        ProjectCommand command;
        command.folder = m_folders[folder];
        command.words = {packageManager(m_folders.mid(folder), package), QStringLiteral("run"),
                         script};
        command.origin = tr("%1 in package.json").arg(script);
        return command;
    }

    QString packageFolder() const
    {
        for (const QString &folder : m_folders) {
            if (QFileInfo::exists(folder + QStringLiteral("/package.json")))
                return folder;
        }
        return m_set.project;
    }

    /// Where Node finds the package: node_modules of any folder above, also above the project.
    QString moduleFolder(const QString &name) const
    {
        QString at = m_set.folder;
        for (;;) {
            const QString found = at + QStringLiteral("/node_modules/") + name;
            if (QFileInfo::exists(found))
                return found;
            const QString above = QFileInfo(at).path();
            if (above == at)
                return {};
            at = above;
        }
    }

    /// As a word of a command that runs in the folder.
    QString program(const QString &folder, const QString &name) const
    {
        const QString found = moduleFolder(name);
        if (found.isEmpty())
            throw notInstalled(QStringLiteral("TypeORM"));
        const QString word = QDir(folder).relativeFilePath(found);
        return word.startsWith(u'.') ? word : QStringLiteral("./") + word;
    }

    QString hint() const
    {
        return tr("Add a script %1 to package.json, or write the project's own command as %2 under "
                  "[migrations] in arborist.toml, for instance %2 = \"npx typeorm %1 -d "
                  "dist/data-source.js\". To record migrations without running them: arboristctl "
                  "baseline")
            .arg(m_word, m_key);
    }

    Error notInstalled(const QString &what) const
    {
        return Error::refused(
            tr("%1 is not installed for %2, and only TypeORM itself can run its migrations.")
                .arg(what, m_set.shown),
            tr("Install the project's packages (npm install, in the folder of its package.json), "
               "then try again. To record migrations without running them: arboristctl "
               "baseline"));
    }

    void requireInstalled(const TypeOrmCommand &found) const
    {
        // What is declared may bring its own; with Plug'n'Play there are no folders to look into.
        if (!m_declared.isEmpty() && !found.command.isEmpty())
            return;
        for (const QString &folder : m_folders) {
            if (QFileInfo::exists(folder + QStringLiteral("/.pnp.cjs")))
                return;
        }
        const QString typeOrm = moduleFolder(QStringLiteral("typeorm"));
        if (typeOrm.isEmpty())
            throw notInstalled(QStringLiteral("TypeORM"));
        const QString beside =
            QFileInfo(QFileInfo(typeOrm).canonicalFilePath()).path() + QStringLiteral("/pg");
        if (moduleFolder(QStringLiteral("pg")).isEmpty() && !QFileInfo::exists(beside))
            throw notInstalled(QStringLiteral("pg"));
    }

    QString requireSource(const QString &folder) const
    {
        const QJsonObject scripts = packageIn(folder)[u"scripts"].toObject();
        for (const QJsonValue &script : scripts) {
            const QString named = sourceIn(script.toString());
            if (!named.isEmpty() && QFileInfo::exists(QDir(folder).filePath(named)))
                return named;
        }
        static const QStringList places{QString(),
                                        QStringLiteral("src/"),
                                        QStringLiteral("src/database/"),
                                        QStringLiteral("src/db/"),
                                        QStringLiteral("src/config/"),
                                        QStringLiteral("database/"),
                                        QStringLiteral("db/"),
                                        QStringLiteral("config/")};
        for (const QString &place : places) {
            for (const char *name : {"data-source", "datasource", "dataSource", "app-data-source",
                                     "typeorm.config", "ormconfig"}) {
                for (const char *ending : {".ts", ".js", ".cjs", ".mjs", ".cts", ".mts"}) {
                    const QString file = place + QLatin1String(name) + QLatin1String(ending);
                    const QString path = QDir(folder).filePath(file);
                    if (QFileInfo(path).isFile() &&
                        readFileText(path, 1024 * 1024).text.contains("DataSource"))
                        return file;
                }
            }
        }
        throw Error::refused(
            tr("No data source of TypeORM was found for %1, and only TypeORM itself can run its "
               "migrations.")
                .arg(m_set.shown),
            hint());
    }

    /// What takes away from the command that which tells it where to connect to.
    void refuseOverrules(const TypeOrmCommand &found) const
    {
        static const QRegularExpression overrules(
            QStringLiteral("\\bNODE_OPTIONS\\s*=|(?:^|[\\s;&|(])(?:docker|docker-compose|podman|"
                           "kubectl|ssh|sudo|deno|heroku|env\\s+-i)(?=\\s)"));
        const auto match = overrules.match(found.script);
        if (!match.hasMatch())
            return;
        throw Error::refused(
            tr("It cannot be told which database “%1” would change: it contains “%2”.")
                .arg(redacted(found.command.shown()), match.captured().trimmed()),
            tr("Name a command that runs TypeORM by Node.js on this machine, as %1 under "
               "[migrations] in arborist.toml.")
                .arg(m_key));
    }

    const MigrationSet &m_set;
    QString m_word, m_key, m_declared;
    QStringList m_folders;
};

} // namespace

ProjectCommand TypeOrmCommand::in(TransactionMode wanted) const
{
    if (mode)
        return command;
    return command.with(
        {QStringLiteral("-t"), wanted == TransactionMode::All    ? QStringLiteral("all")
                               : wanted == TransactionMode::Each ? QStringLiteral("each")
                                                                 : QStringLiteral("none")});
}

TypeOrmCommand typeOrmCommand(const MigrationSet &set, TypeOrmVerb verb)
{
    return Finder(set, verb).find();
}

} // namespace arborist::migrations
