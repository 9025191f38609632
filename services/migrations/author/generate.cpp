// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/migrations/author/generate.h"

#include "services/core/error.h"
#include "services/core/redact.h"
#include "services/migrations/files/readers.h"
#include <QCoreApplication>
#include <QDateTime>
#include <QDir>
#include <QDirIterator>
#include <QFileInfo>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QMap>
#include <QSet>
#include <algorithm>

namespace arborist::migrations {

namespace {

using Outcome = GenerateResult::Outcome;

constexpr qsizetype kKeptLines = 100;
constexpr qsizetype kKeptBytes = 1024 * 1024;

struct Text {
    Q_DECLARE_TR_FUNCTIONS(GenerateMigration)
};

/// What lies in a folder: size and time of each file.
using FolderState = QMap<QString, std::pair<qint64, qint64>>;

FolderState stateOf(const QString &folder)
{
    FolderState state;
    QDirIterator files(folder, QDir::Files | QDir::Hidden, QDirIterator::Subdirectories);
    while (files.hasNext()) {
        files.next();
        const QFileInfo info = files.fileInfo();
        state.insert(info.filePath(), {info.size(), info.lastModified().toMSecsSinceEpoch()});
    }
    return state;
}

QStringList changedFiles(const FolderState &before, const FolderState &after,
                         const MigrationSet &set)
{
    QStringList changed;
    for (auto file = after.cbegin(); file != after.cend(); ++file) {
        const auto was = before.constFind(file.key());
        if (was == before.cend() || *was != *file)
            changed << shownPath(set, QDir(set.folder).relativeFilePath(file.key()));
    }
    return changed;
}

QStringList newMigrations(const MigrationSet &before, const MigrationSet &after)
{
    QSet<QString> known;
    for (const Migration &migration : before.migrations)
        known.insert(migration.id);
    QStringList fresh;
    for (const Migration &migration : after.migrations) {
        if (!known.contains(migration.id))
            fresh << migration.name;
    }
    return fresh;
}

std::vector<Problem> newProblems(const MigrationSet &before, const MigrationSet &after)
{
    std::vector<Problem> fresh;
    for (const Problem &problem : after.problems) {
        const bool known =
            std::any_of(before.problems.begin(), before.problems.end(), [&](const Problem &other) {
                return other.code == problem.code && other.migration == problem.migration &&
                       other.text == problem.text;
            });
        if (!known)
            fresh.push_back(problem);
    }
    return fresh;
}

QStringList textsOf(const QJsonValue &value)
{
    QStringList texts;
    const QJsonArray array = value.toArray();
    for (const QJsonValue &text : array)
        texts << text.toString();
    return texts;
}

/// drizzle-kit 1.0 tells them as one line of JSON (--output json), or for people with the hint to
/// give beside each.
std::vector<RenameQuestion> questionsIn(const QString &text)
{
    std::vector<RenameQuestion> questions;
    if (!text.contains(QStringLiteral("missing_hints")))
        return questions;
    for (const QString &line : text.split(u'\n')) {
        const QJsonObject object = QJsonDocument::fromJson(line.trimmed().toUtf8()).object();
        if (object[u"status"].toString() == u"missing_hints") {
            const QJsonArray all = object[u"unresolved"].toArray();
            for (const QJsonValue &one : all)
                questions.push_back(
                    {one[u"type"].toString(), one[u"kind"].toString(), textsOf(one[u"entity"])});
        } else if (object[u"type"].toString() == u"create") {
            questions.push_back({QStringLiteral("rename_or_create"), object[u"kind"].toString(),
                                 textsOf(object[u"entity"])});
        }
    }
    return questions;
}

bool saysNothingToDo(const QString &text)
{
    for (const char *words : {"No schema changes, nothing to migrate", "\"status\":\"no_changes\"",
                              "No changes in database schema were found"}) {
        if (text.contains(QLatin1String(words)))
            return true;
    }
    return false;
}

/// The line that most likely says why.
QString complaintIn(const QString &text)
{
    const QStringList lines = text.split(u'\n', Qt::SkipEmptyParts);
    for (const QString &line : lines) {
        if (line.contains(QStringLiteral("rror")) && !line.startsWith(u' '))
            return line.simplified().left(300);
    }
    return lines.isEmpty() ? QString() : lines.last().simplified().left(300);
}

void judge(GenerateResult &result, const GenerateRequest &request, const QString &text)
{
    result.questions = questionsIn(text);
    if (!result.migrations.isEmpty()) {
        result.outcome = Outcome::Made;
        result.message = Text::tr("Made %1.").arg(result.migrations.join(QStringLiteral(", ")));
        result.hint = Text::tr("Read it before you apply it.");
    } else if (!result.questions.empty()) {
        result.outcome = Outcome::Questions;
        QStringList asked;
        for (const RenameQuestion &question : result.questions)
            asked << question.shown();
        result.message =
            Text::tr("Is this new, or another renamed: %1?").arg(asked.join(QStringLiteral(", ")));
        result.hint = Text::tr("Answer each with --hint: %1=new, or %1=OLD-NAME.")
                          .arg(result.questions.front().entity.join(u'.'));
    } else if (text.contains(QStringLiteral("Interactive prompts require a TTY"))) {
        result.outcome = Outcome::NeedsTerminal;
        result.message = Text::tr("It has to ask whether something is new or renamed, and has no "
                                  "terminal to ask at.");
        result.hint = Text::tr("Generate in the window's console, or run “%1” in a terminal.")
                          .arg(redacted(request.command.shown()));
    } else if (result.files.isEmpty() && saysNothingToDo(text)) {
        result.outcome = Outcome::NothingToDo;
        result.message = Text::tr("Nothing to do: the models say what the migrations say.");
    } else if (result.files.isEmpty() && result.exitCode == 0 &&
               request.console == ConsoleCommand::Console::Inherited) {
        // What it said went to the terminal alone.
        result.outcome = Outcome::NothingToDo;
        result.message = Text::tr("No new migration appeared.");
    } else {
        result.outcome = Outcome::Failed;
        const QString complaint = complaintIn(text);
        result.message =
            result.files.isEmpty()
                ? Text::tr("“%1” made no migration.").arg(redacted(request.command.shown()))
                : Text::tr("“%1” wrote %2, and no migration came of it.")
                      .arg(redacted(request.command.shown()),
                           result.files.join(QStringLiteral(", ")));
        if (!complaint.isEmpty())
            result.message += u' ' + Text::tr("It said: %1").arg(redacted(complaint));
        result.hint = Text::tr("See what it wrote, mend the cause, and generate again.");
    }
}

} // namespace

std::shared_ptr<TerminalProcess> generateConsole(const GenerateRequest &request)
{
    QStringList arguments;
    if (!request.name.isEmpty() && request.set.tool != Tool::TypeOrm)
        arguments << QStringLiteral("--name") << request.name;
    else if (!request.name.isEmpty())
        arguments << request.name;
    if (!request.hints.empty())
        arguments << QStringLiteral("--hints") << QString::fromUtf8(hintsJson(request.hints));
    return std::make_shared<TerminalProcess>(
        request.command.with(arguments).toConsole(request.console));
}

GenerateResult generate(const GenerateRequest &request, TerminalProcess &console,
                        const std::function<void(const QByteArray &)> &output, std::stop_token stop)
{
    if (request.command.isEmpty())
        throw Error::usage(
            Text::tr("The project has no command that generates migrations."),
            Text::tr("Write one as generate under [migrations] in arborist.toml, for instance "
                     "generate = \"npx drizzle-kit generate\"."));
    const MigrationSet before = readSet(request.set);
    const FolderState filesBefore = stateOf(request.set.folder);
    QByteArray written;
    const ConsoleEnd end = console.run(
        [&](const QByteArray &bytes) {
            written += bytes;
            if (written.size() > 2 * kKeptBytes)
                written = written.last(kKeptBytes);
            output(bytes);
        },
        std::move(stop));

    // A project's first migration may make another form of folder than was expected.
    const MigrationSet after = readSet(request.set);
    const QString text = plainText(written);
    GenerateResult result;
    result.exitCode = end.exitCode;
    result.migrations = newMigrations(before, after);
    result.files = changedFiles(filesBefore, stateOf(request.set.folder), request.set);
    result.problems = newProblems(before, after);
    const QStringList lines = text.split(u'\n');
    result.output =
        redacted(lines.mid(std::max<qsizetype>(0, lines.size() - kKeptLines)).join(u'\n'));
    judge(result, request, text);
    return result;
}

} // namespace arborist::migrations
