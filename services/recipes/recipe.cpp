// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/recipes/recipe.h"

#include "services/core/error.h"
#include <QCoreApplication>
#include <QFile>
#include <QRegularExpression>
#include <QSet>

namespace arborist::recipes {
namespace {

QString tr(const char *text)
{
    return QCoreApplication::translate("Recipe", text);
}

Error errorAt(const QString &file, int line, const QString &message, const QString &hint)
{
    Error error(message, hint);
    error.setWhere(line > 0 ? QStringLiteral("%1:%2").arg(file).arg(line) : file);
    return error;
}

QString readText(const QString &file)
{
    QFile source(file);
    if (!source.open(QIODevice::ReadOnly)) {
        throw errorAt(file, 0, tr("The recipe cannot be read: %1.").arg(source.errorString()),
                      tr("Check the file that [[recipes]] in arborist.toml names."));
    }
    return QString::fromUtf8(source.readAll());
}

/// Reads "-- key: value" lines; everything between two section lines goes to that section, with
/// empty lines in front so that line numbers stay those of the file.
class RecipeText
{
public:
    RecipeText(const QString &text, const QString &file)
    {
        static const QRegularExpression form(
            QStringLiteral("^--\\s*(title|description|section):\\s*(.*?)\\s*$"));
        QString *section = nullptr;
        int number = 0;
        for (const QString &line : text.split(u'\n')) {
            ++number;
            const auto match = form.match(line);
            const QString key = match.captured(1);
            if (key == u"section") {
                section = match.captured(2) == u"check" ? &check
                          : match.captured(2) == u"fix" ? &fix
                                                        : nullptr;
                if (!section) {
                    throw errorAt(
                        file, number,
                        tr("There is no section “%1” in a recipe.").arg(match.captured(2)),
                        tr("A recipe has the sections check and fix."));
                }
                *section = QString(number, u'\n');
            } else if (section) {
                *section += line + u'\n';
            } else if (key == u"title") {
                title = match.captured(2);
            } else if (key == u"description") {
                description +=
                    (description.isEmpty() ? QString() : QStringLiteral(" ")) + match.captured(2);
            }
        }
    }

    QString title, description, check, fix;
};

} // namespace

Recipe readRecipe(const QString &name, const QString &file)
{
    const RecipeText text(readText(file), file);
    Recipe recipe;
    recipe.name = name;
    recipe.file = file;
    recipe.title = text.title.isEmpty() ? name : text.title;
    recipe.description = text.description;
    recipe.fixText = text.fix.trimmed();

    const auto checks = postgres::parseScript(text.check, file);
    if (checks.size() != 1 || checks[0].kind != u"SelectStmt") {
        throw errorAt(file, checks.empty() ? 0 : checks[0].line,
                      tr("The section check must be one SELECT."),
                      tr("It lists the rows that need the repair, none when all is well."));
    }
    recipe.check = checks[0];
    recipe.fix = postgres::parseScript(text.fix, file);
    static const QSet<QString> allowed{QStringLiteral("SelectStmt"), QStringLiteral("InsertStmt"),
                                       QStringLiteral("UpdateStmt"), QStringLiteral("DeleteStmt"),
                                       QStringLiteral("MergeStmt")};
    if (recipe.fix.empty())
        throw errorAt(file, 0, tr("The section fix is empty."), tr("Write the statements there."));
    for (const postgres::SqlStatement &statement : recipe.fix) {
        if (!allowed.contains(statement.kind)) {
            throw errorAt(file, statement.line,
                          tr("A fix may INSERT, UPDATE, DELETE, MERGE and SELECT, nothing else."),
                          tr("It runs in one transaction, and all that it changes must be rows "
                             "that can be put back."));
        }
    }
    return recipe;
}

} // namespace arborist::recipes
