// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/migrations/files/folder_kind.h"

#include "services/migrations/files/drizzle_journal.h"
#include "services/migrations/files/file_text.h"
#include "services/migrations/files/readers.h"
#include "services/migrations/files/text_lines.h"
#include "services/migrations/files/typeorm_classes.h"
#include <QFile>
#include <QRegularExpression>
#include <algorithm>

namespace arborist::migrations {
namespace {

constexpr int kMostPeeks = 8; ///< files of a folder that are looked into
constexpr qint64 kPeek = 16 * 1024;

/// Journals of drizzle for other databases look the same.
bool isForPostgres(const QString &dialect)
{
    return dialect.isEmpty() || dialect == u"postgresql" || dialect == u"pg";
}

bool isDrizzleV1(const QDir &folder)
{
    // Prisma has such folders, too, without snapshots.
    if (folder.exists(QStringLiteral("migration_lock.toml")))
        return false;
    const QStringList names = folder.entryList(QDir::Dirs | QDir::NoDotAndDotDot);
    return std::any_of(names.begin(), names.end(), [&folder](const QString &name) {
        return leadingDigits(name).size() >= 14 &&
               folder.exists(name + QStringLiteral("/migration.sql")) &&
               folder.exists(name + QStringLiteral("/snapshot.json"));
    });
}

QByteArray peek(const QString &path)
{
    QFile file(path);
    return QFileInfo(path).isFile() && file.open(QIODevice::ReadOnly) ? file.read(kPeek)
                                                                      : QByteArray();
}

/// The tool whose directive a file of SQL has.
std::optional<Tool> toolOfSql(const QByteArray &text)
{
    TextLines lines(text);
    while (lines.next()) {
        if (!lines.startsWith("--"))
            continue;
        const QByteArray words = lines.trimmed().mid(2).simplified();
        const QByteArray lower = words.toLower();
        if (words.startsWith("migrate:up"))
            return Tool::Dbmate;
        if (words.startsWith("+goose Up"))
            return Tool::Goose;
        if (lower.startsWith("up migration") || lower.startsWith("down migration"))
            return Tool::NodePgMigrate;
        if (lower == "up" || lower.startsWith("up no") || lower == "up transaction:false")
            return Tool::Sql;
    }
    return std::nullopt;
}

std::optional<Tool> toolOfScript(const QByteArray &text)
{
    if (text.contains("MigrationInterface"))
        return Tool::TypeOrm;
    const auto classes = text.contains("class") ? typeOrmClasses(QString::fromUtf8(text))
                                                : std::vector<TypeOrmClass>();
    if (std::any_of(classes.begin(), classes.end(), [](const TypeOrmClass &each) {
            static const QRegularExpression kTime(QStringLiteral("[0-9]{13}$"));
            return kTime.match(each.name).hasMatch();
        }))
        return Tool::TypeOrm;
    static const QRegularExpression kNodePg(
        QStringLiteral("node-pg-migrate|MigrationBuilder|exports\\.up\\s*=[^;{]*\\bpgm\\b|"
                       "\\bup\\b\\s*(=\\s*(async\\s*)?)?\\(\\s*pgm\\b"));
    if (kNodePg.match(QString::fromUtf8(text)).hasMatch())
        return Tool::NodePgMigrate;
    return std::nullopt;
}

bool isScript(const QString &name)
{
    return name.endsWith(u".ts") || name.endsWith(u".js") || name.endsWith(u".mjs") ||
           name.endsWith(u".cjs");
}

/// By what some of its files say; the newest ones, as old ones may be from before the tool.
std::optional<Tool> toolOfTexts(const QDir &folder, const QStringList &names)
{
    int peeks = 0;
    for (auto name = names.crbegin(); name != names.crend() && peeks < kMostPeeks; ++name) {
        if (!name->endsWith(u".sql") && !isScript(*name))
            continue;
        ++peeks;
        const QByteArray text = peek(folder.filePath(*name));
        if (const auto tool = isScript(*name) ? toolOfScript(text) : toolOfSql(text))
            return tool;
    }
    return std::nullopt;
}

bool isNamedForMigrations(const QDir &folder)
{
    const QString name = folder.dirName().toLower();
    return name.contains(u"migrat");
}

} // namespace

std::optional<FolderKind> folderKind(const QDir &folder)
{
    const QString journal = folder.filePath(QStringLiteral("meta/_journal.json"));
    if (QFileInfo::exists(journal)) {
        if (isForPostgres(parseJournal(readFileText(journal).text, {}).dialect))
            return FolderKind{Tool::Drizzle};
        return std::nullopt;
    }
    if (isDrizzleV1(folder))
        return FolderKind{Tool::DrizzleV1};
    QStringList numbered = folder.entryList(QDir::Files, QDir::Name);
    numbered.removeIf([](const QString &name) {
        return leadingDigits(name).isEmpty() || (!name.endsWith(u".sql") && !isScript(name));
    });
    if (const auto tool = toolOfTexts(folder, numbered))
        return FolderKind{*tool};
    static const QRegularExpression kUp(QStringLiteral("^[0-9]+_.*\\.up\\.sql$"));
    if (!numbered.filter(kUp).isEmpty())
        return FolderKind{Tool::GolangMigrate, true};
    if (isNamedForMigrations(folder)) {
        const QStringList all = folder.entryList(QDir::Files, QDir::Name);
        if (toolOfTexts(folder, all.filter(QRegularExpression(QStringLiteral("\\.[tj]s$")))) ==
            Tool::TypeOrm)
            return FolderKind{Tool::TypeOrm};
        if (!numbered.filter(QStringLiteral(".sql")).isEmpty())
            return FolderKind{Tool::Sql, true};
    }
    return std::nullopt;
}

} // namespace arborist::migrations
