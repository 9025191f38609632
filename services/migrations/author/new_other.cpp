// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/migrations/author/new_files.h"

#include "services/core/error.h"
#include <QCoreApplication>
#include <QDir>
#include <QFileInfo>
#include <QRegularExpression>
#include <algorithm>

namespace arborist::migrations {

namespace {

QString tr(const char *text)
{
    return QCoreApplication::translate("NewOther", text);
}

/// What the tools' own commands put into a new file: TypeORM 1.1 migration:create, dbmate 2.36 new,
/// node-pg-migrate 9 create -j sql, goose create.
constexpr char kTypeScript[] = R"(import { MigrationInterface, QueryRunner } from "typeorm";

export class %1 implements MigrationInterface {

    public async up(queryRunner: QueryRunner): Promise<void> {
    }

    public async down(queryRunner: QueryRunner): Promise<void> {
    }

}
)";
constexpr char kJavaScript[] = R"(/**
 * @typedef {import('typeorm').MigrationInterface} MigrationInterface
 * @typedef {import('typeorm').QueryRunner} QueryRunner
 */

/**
 * @class
 * @implements {MigrationInterface}
 */
%2class %1 {

    /**
     * @param {QueryRunner} queryRunner
     */
    async up(queryRunner) {
    }

    /**
     * @param {QueryRunner} queryRunner
     */
    async down(queryRunner) {
    }

}
)";
const QByteArray kDbmate = "-- migrate:up\n\n\n-- migrate:down\n\n";
const QByteArray kGoose = "-- +goose Up\n-- +goose StatementBegin\nSELECT 'up SQL query';\n"
                          "-- +goose StatementEnd\n\n-- +goose Down\n-- +goose StatementBegin\n"
                          "SELECT 'down SQL query';\n-- +goose StatementEnd\n";
const QByteArray kNodePgMigrate = "-- Up Migration\n\n-- Down Migration";
const QByteArray kSql = "-- Up\n\n\n-- Down\n\n";

QString joined(const QString &name, QChar with)
{
    static const QRegularExpression blanks(QStringLiteral("\\s+"));
    return QString(name).replace(blanks, QString(with));
}

/// "add tags_to" is "AddTagsTo", by the rule of TypeORM's camelCase().
QString className(const QString &name)
{
    QString words;
    bool upper = true;
    for (const QChar c : name) {
        if (c.isSpace() || c == u'-' || c == u'_') {
            upper = true;
            continue;
        }
        words += upper ? c.toUpper() : c;
        upper = false;
    }
    static const QRegularExpression identifier(QStringLiteral("^[A-Za-z_$][A-Za-z0-9_$]*$"));
    if (!identifier.match(words).hasMatch())
        throw Error::usage(tr("“%1” does not make the name of a class.").arg(name),
                           tr("Use letters, digits, blanks, - and _ only, a letter first."));
    return words;
}

/// "AddTags" is "add_tags", as goose has it.
QString snakeCase(const QString &name)
{
    QString words;
    for (qsizetype i = 0; i < name.size(); ++i) {
        const QChar c = name[i];
        if (!c.isLetterOrNumber()) {
            if (!words.isEmpty() && !words.endsWith(u'_'))
                words += u'_';
            continue;
        }
        const bool begins =
            c.isUpper() && i > 0 &&
            (name[i - 1].isLower() || name[i - 1].isDigit() ||
             (name[i - 1].isUpper() && i + 1 < name.size() && name[i + 1].isLower()));
        if (begins && !words.endsWith(u'_'))
            words += u'_';
        words += c.toLower();
    }
    while (words.endsWith(u'_'))
        words.chop(1);
    return words;
}

/// The digits that the newest file's name begins with.
QString lastDigits(const MigrationSet &set)
{
    static const QRegularExpression digits(QStringLiteral("^\\d+"));
    QString last;
    for (const Migration &migration : set.migrations) {
        const QString found = digits.match(QFileInfo(migration.file).fileName()).captured();
        if (found.toULongLong() >= last.toULongLong())
            last = found;
    }
    return last;
}

QString nextNumber(const QString &last, int width)
{
    return QStringLiteral("%1").arg(last.toULongLong() + 1, width, 10, QLatin1Char('0'));
}

/// After the newest, in its form: a time of 14 digits, seconds, or a number as wide.
QString nextVersion(const QString &last, const QDateTime &now)
{
    if (last.size() == 14) {
        const QDateTime before = timeOfPrefix(last);
        if (!before.isValid())
            return nextNumber(last, 14);
        return timePrefix(std::max(now, before.addSecs(1)));
    }
    if (last.size() == 10) // seconds
        return QString::number(std::max(now.toSecsSinceEpoch(), last.toLongLong() + 1));
    if (last.size() == 13)
        return QString::number(std::max(now.toMSecsSinceEpoch(), last.toLongLong() + 1));
    if (last.size() == 17)
        return std::max(now.toString(QStringLiteral("yyyyMMddHHmmsszzz")), nextNumber(last, 17));
    return nextNumber(last, int(last.size()));
}

NewFiles single(const MigrationSet &set, const QString &stem, const QString &ending,
                const QByteArray &content)
{
    NewFiles made;
    made.folders = {set.folder};
    made.migration = {stem, QDir(set.folder).filePath(stem + ending)};
    made.files.push_back(newFile(set, made.migration.file, content));
    return made;
}

NewFiles newTypeOrm(const CreateRequest &request)
{
    const MigrationSet &set = request.set;
    qint64 time = request.now.toMSecsSinceEpoch();
    for (const Migration &migration : set.migrations)
        time = std::max(time, migration.order + 1);
    const QString name = className(request.name) + QString::number(time);
    const Migration *newest = set.migrations.empty() ? nullptr : &set.migrations.back();
    const bool isScript = newest && newest->file.endsWith(QStringLiteral(".js"));
    const QString text = isScript ? QString::fromUtf8(kJavaScript)
                                        .arg(name, newest->text.contains("module.exports") ||
                                                           newest->text.contains("exports.")
                                                       ? QStringLiteral("module.exports = ")
                                                       : QStringLiteral("export "))
                                  : QString::fromUtf8(kTypeScript).arg(name);
    NewFiles made = single(set, QStringLiteral("%1-%2").arg(time).arg(request.name),
                           isScript ? QStringLiteral(".js") : QStringLiteral(".ts"), text.toUtf8());
    made.migration.name = name;
    return made;
}

NewFiles newGolangMigrate(const CreateRequest &request)
{
    const QString last = lastDigits(request.set);
    const QString version =
        last.isEmpty() ? QStringLiteral("000001") : nextVersion(last, request.now);
    const QString stem = version + u'_' + request.name;
    NewFiles made = single(request.set, stem, QStringLiteral(".up.sql"), {});
    made.files.push_back(newFile(
        request.set, QDir(request.set.folder).filePath(stem + QStringLiteral(".down.sql")), {}));
    return made;
}

} // namespace

NewFiles newOtherFiles(const CreateRequest &request)
{
    const MigrationSet &set = request.set;
    const QString ending = QStringLiteral(".sql");
    const QString last = lastDigits(set);
    const auto versionOr = [&](const QString &first) {
        return last.isEmpty() ? first : nextVersion(last, request.now);
    };
    switch (set.tool) {
    case Tool::TypeOrm:
        return newTypeOrm(request);
    case Tool::GolangMigrate:
        return newGolangMigrate(request);
    case Tool::Dbmate:
        return single(set, versionOr(timePrefix(request.now)) + u'_' + request.name, ending,
                      kDbmate);
    case Tool::Goose: {
        const QString name = snakeCase(request.name);
        if (name.isEmpty())
            throw Error::usage(tr("“%1” has no letter and no digit.").arg(request.name),
                               tr("Name what it does, such as add_tags."));
        return single(set, versionOr(timePrefix(request.now)) + u'_' + name, ending, kGoose);
    }
    case Tool::NodePgMigrate:
        return single(set,
                      versionOr(QString::number(request.now.toMSecsSinceEpoch())) + u'_' +
                          joined(request.name, u'-'),
                      ending, kNodePgMigrate);
    default:
        return single(set, versionOr(QStringLiteral("001")) + u'_' + joined(request.name, u'_'),
                      ending, kSql);
    }
}

} // namespace arborist::migrations
