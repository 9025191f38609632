// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/data/seed/seed_files.h"

#include "services/stages/workspace.h"
#include <QCoreApplication>
#include <QDir>
#include <QDirIterator>
#include <QFileInfo>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QRegularExpression>
#include <algorithm>

namespace arborist::data {

namespace {

const QString kAccounts = QStringLiteral("accounts.json");

QString tr(const char *text)
{
    return QCoreApplication::translate("Seed", text);
}

QStringList patterns()
{
    return {QStringLiteral("*.sql"), QStringLiteral("*.csv"), QStringLiteral("*.json")};
}

SeedFile::Form formOf(const QString &suffix)
{
    return suffix == u"csv"    ? SeedFile::Form::Csv
           : suffix == u"json" ? SeedFile::Form::Json
                               : SeedFile::Form::Sql;
}

QString plainName(const QString &file)
{
    static const QRegularExpression number(QStringLiteral("^\\d+[-_. ]+"));
    return QFileInfo(file).completeBaseName().remove(number);
}

TestAccount accountOf(const QJsonObject &object)
{
    const auto first = [&](std::initializer_list<const char *> names) {
        for (const char *name : names) {
            const QString value = object[QLatin1String(name)].toString();
            if (!value.isEmpty())
                return value;
        }
        return QString();
    };
    return {first({"email", "login", "user", "username"}), first({"password"}),
            first({"role", "name"})};
}

void addAll(const QJsonValue &accounts, std::vector<TestAccount> &all)
{
    for (const QJsonValue &account : accounts.toArray())
        all.push_back(accountOf(account.toObject()));
}

void addFromSql(const SeedText &text, std::vector<TestAccount> &all)
{
    static const QRegularExpression comment(
        QStringLiteral(
            R"(^[ \t]*--[ \t]*account:[ \t]*(\S+)[ \t]+/[ \t]+(\S+)(?:[ \t]+\((.*)\))?)"),
        QRegularExpression::CaseInsensitiveOption | QRegularExpression::MultilineOption);
    const QString sql = QString::fromUtf8(text.bytes());
    for (auto found = comment.globalMatch(sql); found.hasNext();) {
        const auto match = found.next();
        all.push_back({match.captured(1), match.captured(2), match.captured(3).trimmed()});
    }
}

} // namespace

QString seedFolder(const stages::Workspace &workspace)
{
    if (workspace.folder().isEmpty())
        return {};
    const QDir top(workspace.folder());
    if (const QString &named = workspace.seed().folder; !named.isEmpty()) {
        const QString folder = QDir::cleanPath(top.absoluteFilePath(named));
        if (!QFileInfo(folder).isDir())
            throw Error(tr("The folder of the seed, %1, does not exist.").arg(named),
                        tr("Make it, or name another one as folder under [seed]."))
                .setWhere(QStringLiteral("arborist.toml"));
        return folder;
    }
    for (const char *name : {"seeds", "seed", "db/seeds", "db/seed", "database/seeds",
                             "drizzle/seeds", "backend/seeds", "backend/drizzle/seeds",
                             "apps/backend/drizzle/seeds", "src/database/seeds"}) {
        const QString folder = top.absoluteFilePath(QLatin1String(name));
        if (QFileInfo(folder).isDir() &&
            QDirIterator(folder, patterns(), QDir::Files, QDirIterator::Subdirectories).hasNext())
            return folder;
    }
    return {};
}

std::vector<SeedFile> seedFiles(const QString &folder, const stages::Workspace &workspace)
{
    std::vector<SeedFile> files;
    const QDir top(workspace.folder());
    for (QDirIterator each(folder, patterns(), QDir::Files, QDirIterator::Subdirectories);
         each.hasNext();) {
        const QFileInfo info(each.next());
        if (info.fileName() == kAccounts)
            continue;
        files.push_back({formOf(info.suffix().toLower()), info.absoluteFilePath(),
                         top.relativeFilePath(info.absoluteFilePath()), plainName(info.fileName()),
                         info.size()});
    }
    std::ranges::sort(files, {}, &SeedFile::shown);
    return files;
}

std::vector<TestAccount> declaredAccounts(const QString &folder, const std::vector<SeedFile> &files)
{
    std::vector<TestAccount> all;
    const auto document = [](const SeedText &text) {
        return QJsonDocument::fromJson(
            QByteArray::fromRawData(text.bytes().data(), text.bytes().size()));
    };
    for (const SeedFile &file : files) {
        if (file.form == SeedFile::Form::Csv)
            continue;
        const SeedText text(file.path, file.shown);
        if (file.form == SeedFile::Form::Sql)
            addFromSql(text, all);
        else if (text.bytes().contains("\"$accounts\""))
            addAll(document(text).object()[QStringLiteral("$accounts")], all);
    }
    const QString own = QDir(folder).filePath(kAccounts);
    if (QFileInfo(own).isFile()) {
        const QJsonDocument accounts = document(SeedText(own, kAccounts));
        addAll(accounts.isArray() ? QJsonValue(accounts.array())
                                  : accounts.object()[QStringLiteral("accounts")],
               all);
    }
    std::vector<TestAccount> unique;
    for (const TestAccount &account : all) {
        if (!account.login.isEmpty() && std::ranges::find(unique, account) == unique.end())
            unique.push_back(account);
    }
    return unique;
}

} // namespace arborist::data
