// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/migrations/author/create.h"

#include "services/migrations/author/new_files.h"
#include "services/migrations/files/readers.h"
#include "services/operations/file_operation.h"
#include "services/postgres/sql_split.h"
#include <QCoreApplication>
#include <QDir>
#include <QFileInfo>
#include <QTimeZone>

namespace arborist::migrations {

namespace {

using stages::FileChange;

constexpr qsizetype kMostBytes = 200; // file names end at 255, and prefix and suffix come to it

QString tr(const char *text)
{
    return QCoreApplication::translate("CreateMigration", text);
}

/// Files, and the folders that they stand in.
class CreateOperation final : public operations::FileOperation
{
public:
    CreateOperation(Plan plan, std::vector<FileChange> files, QStringList folders)
        : FileOperation(stages::Verb::Create, std::move(plan), std::move(files)),
          m_folders(std::move(folders))
    {
    }

    void run(operations::Run &run) override
    {
        QStringList made;
        try {
            for (const QString &folder : m_folders)
                make(folder, made);
            FileOperation::run(run);
        } catch (...) {
            // Only what is empty goes: somebody else may have written into it by now.
            for (auto folder = made.crbegin(); folder != made.crend(); ++folder)
                QDir().rmdir(*folder);
            throw;
        }
    }

private:
    static void make(const QString &folder, QStringList &made)
    {
        QStringList missing;
        for (QString at = folder; !QFileInfo::exists(at); at = QFileInfo(at).path())
            missing.prepend(at);
        for (const QString &one : missing) {
            if (!QDir().mkdir(one))
                throw Error(tr("The folder %1 could not be made.").arg(one),
                            tr("Check the permissions of the folder above it."))
                    .setWhere(one);
            made << one;
        }
    }

    QStringList m_folders;
};

NewFiles newFilesOf(CreateRequest request)
{
    request.name = checkedName(request.name);
    if (!request.now.isValid())
        request.now = QDateTime::currentDateTimeUtc();
    request.now = request.now.toUTC();
    switch (request.set.tool) {
    case Tool::Drizzle:
        return newDrizzleFiles(request);
    case Tool::DrizzleV1:
        return newDrizzleV1Files(request);
    default:
        return newOtherFiles(request);
    }
}

Plan planOf(const QString &operation, const MigrationSet &set, const std::vector<FileChange> &files)
{
    Plan plan;
    plan.operation = operation;
    plan.request = {{QStringLiteral("tool"), toKey(set.tool)},
                    {QStringLiteral("folder"), set.shown}};
    for (const FileChange &file : files) {
        PlanStep step;
        step.title = (file.before ? tr("Write %1") : tr("Make %1")).arg(file.shownName);
        plan.steps.push_back(step);
    }
    return plan;
}

} // namespace

QString checkedName(const QString &typed)
{
    const QString name = typed.trimmed();
    if (name.isEmpty())
        throw Error::usage(tr("The new migration has no name."),
                           tr("Name what it does, such as add_tags."));
    const auto isBad = [](QChar c) {
        return c == u'/' || c == u'\\' || c.category() == QChar::Other_Control ||
               c.category() == QChar::Other_Format || c.category() == QChar::Separator_Line ||
               c.category() == QChar::Separator_Paragraph;
    };
    if (std::any_of(name.begin(), name.end(), isBad) || !name.isValidUtf16() ||
        name.startsWith(u'.'))
        throw Error::usage(tr("“%1” cannot be the name of a file.").arg(name.simplified().left(60)),
                           tr("Leave slashes, control characters and a dot at the beginning out."));
    for (const QString &end :
         {QStringLiteral(".up"), QStringLiteral(".down"), QStringLiteral(".sql"),
          QStringLiteral(".ts"), QStringLiteral(".js")}) {
        if (name.endsWith(end, Qt::CaseInsensitive))
            throw Error::usage(
                tr("The name ends with %1, which tells kinds of files apart.").arg(end),
                tr("Leave it out: the file gets its ending by itself."));
    }
    if (name.toUtf8().size() > kMostBytes)
        throw Error::usage(tr("The name is longer than %1 bytes.").arg(kMostBytes),
                           tr("Choose a shorter one."));
    return name;
}

FileChange newFile(const MigrationSet &set, const QString &path, const QByteArray &content)
{
    const QString shown = shownPath(set, QDir(set.folder).relativeFilePath(path));
    if (QFileInfo::exists(path) || QFileInfo(path).isSymLink())
        throw Error::usage(tr("%1 is there already.").arg(shown),
                           tr("Choose another name, or take that file away if it is left over."))
            .setWhere(path);
    return {path, shown, std::nullopt, content};
}

QString timePrefix(const QDateTime &time)
{
    return time.toUTC().toString(QStringLiteral("yyyyMMddHHmmss"));
}

QDateTime timeOfPrefix(const QString &prefix)
{
    QDateTime time = QDateTime::fromString(prefix, QStringLiteral("yyyyMMddHHmmss"));
    time.setTimeZone(QTimeZone::utc());
    return time;
}

NewMigration nameNewMigration(const CreateRequest &request)
{
    return newFilesOf(request).migration;
}

operations::PlannedOperationPtr planCreate(const CreateRequest &request)
{
    for (const Problem &problem : request.set.problems) {
        if (problem.code == u"journal-conflict")
            throw Error::refused(QStringLiteral("%1: %2").arg(problem.where, problem.text),
                                 problem.remedy);
    }
    NewFiles made = newFilesOf(request);
    Plan plan = planOf(QStringLiteral("create"), request.set, made.files);
    plan.request.insert(QStringLiteral("name"), made.migration.name);
    auto operation = std::make_shared<CreateOperation>(std::move(plan), std::move(made.files),
                                                       std::move(made.folders));
    operation->setNotes(made.notes);
    return operation;
}

operations::PlannedOperationPtr planDownFile(const MigrationSet &set, const Migration &migration,
                                             const QString &sql, bool replace)
{
    if (postgres::splitSql(sql.toUtf8()).empty())
        throw Error::refused(
            tr("There is no statement in the down script of %1: it would take nothing back but the "
               "record.")
                .arg(migration.name),
            tr("Write by hand what takes it back; until then a backup made before it does."));
    if (set.tool != Tool::Drizzle && set.tool != Tool::DrizzleV1)
        throw Error::usage(
            tr("Migrations of %1 hold their way back themselves.").arg(toString(set.tool)),
            tr("Write it there."));
    const QFileInfo file(migration.file);
    const QString path =
        set.tool == Tool::Drizzle
            ? file.dir().filePath(file.completeBaseName() + QStringLiteral(".down.sql"))
            : file.dir().filePath(QStringLiteral("down.sql"));
    const QByteArray content = sql.endsWith(u'\n') ? sql.toUtf8() : sql.toUtf8() + '\n';
    FileChange change;
    if (replace && QFileInfo::exists(path)) {
        change = {path, shownPath(set, QDir(set.folder).relativeFilePath(path)), std::nullopt,
                  content};
        change.before = stages::readContent(path, change.shownName);
    } else {
        change = newFile(set, path, content);
    }
    Plan plan = planOf(QStringLiteral("create down"), set, {change});
    plan.request.insert(QStringLiteral("name"), migration.name);
    return std::make_shared<CreateOperation>(std::move(plan), std::vector{change}, QStringList());
}

} // namespace arborist::migrations
