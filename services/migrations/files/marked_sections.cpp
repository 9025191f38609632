// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/migrations/files/sections.h"

#include "services/migrations/files/json_slices.h"
#include "services/migrations/files/text.h"
#include "services/migrations/files/text_lines.h"
#include <algorithm>

namespace arborist::migrations {
namespace {

/// A line that begins a section.
struct Mark {
    bool isDown = false;
    bool inTransaction = true;
    qsizetype begin = 0; ///< of its line
    int line = 1;
};

/// The words of a comment line, in lower case: "-- Up  Migration" gives "up", "migration".
QList<QByteArray> commentWords(const QByteArray &line)
{
    if (!line.startsWith("--"))
        return {};
    return line.mid(2).simplified().toLower().split(' ');
}

void append(std::optional<Script> &script, const QString &file, const QByteArray &text,
            const Mark &mark, qsizetype end)
{
    if (!script)
        script = Script{file, {}, true};
    script->pieces.push_back({text.mid(mark.begin, end - mark.begin), mark.begin, mark.line});
    script->inTransaction = script->inTransaction && mark.inTransaction;
}

/// Sections from mark to mark; downs of several pairs run last first.
Sections sectionsOf(const QString &file, const QByteArray &text, const std::vector<Mark> &marks)
{
    Sections sections;
    for (std::size_t i = 0; i < marks.size(); ++i) {
        const qsizetype end = i + 1 < marks.size() ? marks[i + 1].begin : text.size();
        append(marks[i].isDown ? sections.down : sections.up, file, text, marks[i], end);
    }
    if (sections.down)
        std::reverse(sections.down->pieces.begin(), sections.down->pieces.end());
    return sections;
}

/// nullopt for a line that is no directive of dbmate.
std::optional<Mark> dbmateMark(const TextLines &lines)
{
    if (!lines.startsWith("--"))
        return std::nullopt;
    const QList<QByteArray> words = lines.trimmed().mid(2).simplified().split(' ');
    if (words.value(0) != "migrate:up" && words.value(0) != "migrate:down")
        return std::nullopt;
    return Mark{words[0] == "migrate:down", !words.contains("transaction:false"), lines.begin(),
                lines.number()};
}

} // namespace

Sections dbmateSections(const QString &file, const QByteArray &text)
{
    std::vector<Mark> marks;
    Sections sections;
    TextLines lines(text);
    while (lines.next()) {
        const QByteArray line = lines.trimmed();
        if (const auto mark = dbmateMark(lines)) {
            marks.push_back(*mark);
        } else if (marks.empty() && !line.isEmpty() && !line.startsWith("--") &&
                   sections.problem.isEmpty()) {
            sections.problem = Text::tr("a statement precedes “-- migrate:up”");
            sections.line = lines.number();
        }
    }
    const auto down =
        std::find_if(marks.begin(), marks.end(), [](auto &mark) { return mark.isDown; });
    const auto up =
        std::find_if(marks.begin(), marks.end(), [](auto &mark) { return !mark.isDown; });
    QString problem = sections.problem;
    int line = sections.line;
    if (up == marks.end() || down == marks.end() || down < up) {
        problem = up == marks.end()     ? Text::tr("there is no “-- migrate:up”")
                  : down == marks.end() ? Text::tr("there is no “-- migrate:down”")
                                        : Text::tr("“-- migrate:down” precedes “-- migrate:up”");
        line = 1;
    }
    sections = sectionsOf(file, text, marks);
    sections.problem = problem;
    sections.line = line;
    return sections;
}

Sections nodePgSections(const QString &file, const QByteArray &text)
{
    qsizetype begins[2]{-1, -1}; // up, down
    TextLines lines(text);
    while (lines.next()) {
        QByteArray line = lines.trimmed();
        if (!line.startsWith("--"))
            continue;
        while (line.startsWith('-') || line.startsWith(' ') || line.startsWith('\t'))
            line.remove(0, 1);
        const QList<QByteArray> words = line.simplified().toLower().split(' ');
        const bool isDown = words.value(0) == "down";
        if ((isDown || words.value(0) == "up") && words.value(1).startsWith("migration") &&
            begins[isDown] < 0)
            begins[isDown] = lines.begin();
    }
    Sections sections;
    const auto part = [&](int which) {
        const qsizetype begin = begins[which];
        const qsizetype other = begins[1 - which];
        const qsizetype end = other > begin ? other : text.size();
        return Script{file, {{text.mid(begin, end - begin), begin, lineAt(text, begin)}}, true};
    };
    sections.up = begins[0] >= 0 ? part(0) : Script{file, {{text, 0, 1}}, true};
    if (begins[0] < 0 && begins[1] >= 0) {
        // As it reads the file, all of it is up: the way back too.
        sections.problem = Text::tr("there is a “-- Down Migration” and no “-- Up Migration”, so "
                                    "that applying it runs the way back as well");
        sections.line = lineAt(text, begins[1]);
    }
    if (begins[1] >= 0)
        sections.down = part(1);
    return sections;
}

Sections plainSections(const QString &file, const QByteArray &text)
{
    std::vector<Mark> marks;
    TextLines lines(text);
    bool hasText = false; // before the first mark
    while (lines.next()) {
        const QByteArray line = lines.trimmed();
        const QList<QByteArray> words = commentWords(line);
        const QByteArray first = words.value(0);
        const QByteArray rest = words.mid(1).join(' ');
        const bool isFree = rest == "no-transaction" || rest == "no transaction" ||
                            rest == "notransaction" || rest == "transaction:false";
        if ((first == "up" || first == "down") && (rest.isEmpty() || rest == "migration" || isFree))
            marks.push_back({first == "down", !isFree, lines.begin(), lines.number()});
        else if (marks.empty() && !line.isEmpty() && !line.startsWith("--"))
            hasText = true;
    }
    if (marks.empty() || hasText)
        marks.insert(marks.begin(), Mark{});
    return sectionsOf(file, text, marks);
}

} // namespace arborist::migrations
