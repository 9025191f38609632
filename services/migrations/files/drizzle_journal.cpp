// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/migrations/files/drizzle_journal.h"

#include "services/migrations/files/file_text.h"
#include "services/migrations/files/json_slices.h"
#include "services/migrations/files/text.h"
#include <QJsonDocument>
#include <QJsonObject>
#include <QSet>
#include <algorithm>
#include <optional>

namespace arborist::migrations {
namespace {

/// Lines of a file, counted once from its top to its end.
class LineCounter
{
public:
    explicit LineCounter(const QByteArray &text) : m_text(text) {}
    int at(qsizetype offset)
    {
        m_line += int(std::count(m_text.begin() + m_offset, m_text.begin() + offset, '\n'));
        m_offset = offset;
        return m_line;
    }

private:
    const QByteArray &m_text;
    qsizetype m_offset = 0;
    int m_line = 1;
};

/// The text as it was on either side of a merge.
struct Sides {
    QByteArray ours, theirs;
    int line = 1; ///< of the first mark
};

std::optional<Sides> sidesOf(const QByteArray &text)
{
    enum { Both, Ours, Base, Theirs } part = Both;
    Sides sides;
    bool isConflict = false;
    int number = 0;
    for (qsizetype begin = 0; begin < text.size();) {
        qsizetype end = text.indexOf('\n', begin);
        end = end < 0 ? text.size() : end + 1;
        const QByteArrayView line = QByteArrayView(text).sliced(begin, end - begin);
        begin = end;
        ++number;
        const auto isMark = [&line](const char *mark) { return line.startsWith(mark); };
        // What is left out stays as an empty line, so that line numbers still fit the file.
        if (isMark("<<<<<<<")) {
            if (!isConflict)
                sides.line = number;
            isConflict = true;
            part = Ours;
        } else if (part != Both && isMark("|||||||")) {
            part = Base;
        } else if (part != Both && isMark("=======")) {
            part = Theirs;
        } else if (part != Both && isMark(">>>>>>>")) {
            part = Both;
        } else {
            sides.ours += part == Both || part == Ours ? line : QByteArrayView("\n");
            sides.theirs += part == Both || part == Theirs ? line : QByteArrayView("\n");
            continue;
        }
        sides.ours += '\n';
        sides.theirs += '\n';
    }
    return isConflict ? std::optional(sides) : std::nullopt;
}

Problem broken(const QString &where, const QString &text, const QString &remedy)
{
    return {QStringLiteral("journal-broken"), Severity::Error, {}, where, text, remedy};
}

void readEntry(const QByteArray &text, const JsonSlice &slice, int line, const QString &where,
               Journal &journal)
{
    const QJsonObject object =
        QJsonDocument::fromJson(text.mid(slice.begin, slice.end - slice.begin)).object();
    JournalEntry entry;
    entry.idx = object[u"idx"].toInteger(-1);
    entry.tag = object[u"tag"].toString();
    entry.line = line;
    const QJsonValue when = object[u"when"];
    entry.when = when.isDouble() ? qint64(when.toDouble()) : 0;
    if (entry.tag.isEmpty() || !when.isDouble()) {
        journal.isWhole = false;
        journal.problems.push_back(
            broken(where + u':' + QString::number(line),
                   entry.tag.isEmpty() ? Text::tr("An entry of the journal has no tag.")
                                       : Text::tr("The entry %1 has no time.").arg(entry.tag),
                   Text::tr("Restore the journal from git, or write the entry anew.")));
    }
    if (!entry.tag.isEmpty())
        journal.entries.push_back(entry);
}

void readEntries(const QByteArray &text, const QString &where, Journal &journal)
{
    const auto members = jsonMembers(text);
    if (!members)
        return;
    LineCounter lines(text);
    for (const JsonSlice &member : *members) {
        if (member.key == "dialect" && member.isWhole)
            journal.dialect =
                QString::fromUtf8(text.mid(member.begin + 1, member.end - member.begin - 2));
        if (member.key != "entries")
            continue;
        const auto elements = jsonElements(text, member.begin);
        for (const JsonSlice &element : elements.value_or(std::vector<JsonSlice>())) {
            const auto parts = jsonMembers(text, element.begin);
            if (!parts || !element.isWhole)
                continue;
            qsizetype at = element.begin;
            for (const JsonSlice &part : *parts)
                at = part.key == "tag" ? part.begin : at;
            readEntry(text, element, lines.at(at), where, journal);
        }
    }
}

/// One side, or a file without conflict.
Journal parseSide(const QByteArray &text, const QString &where)
{
    Journal journal;
    journal.exists = true;
    const QString remedy =
        Text::tr("Restore the file from git; drizzle runs nothing while it is broken.");
    QJsonParseError error;
    const QJsonDocument document = QJsonDocument::fromJson(text, &error);
    if (text.startsWith("\xEF\xBB\xBF")) {
        journal.isWhole = false;
        journal.problems.push_back(broken(
            where + QStringLiteral(":1"),
            Text::tr("The journal begins with a byte order mark, which drizzle cannot read."),
            Text::tr("Save it as UTF-8 without a byte order mark.")));
        return journal;
    }
    if (error.error != QJsonParseError::NoError) {
        journal.isWhole = false;
        journal.problems.push_back(
            broken(where + u':' + QString::number(lineAt(text, error.offset)),
                   Text::tr("The journal is no JSON: %1.").arg(error.errorString()), remedy));
    } else if (!document.object()[u"entries"].isArray()) {
        journal.isWhole = false;
        journal.problems.push_back(
            broken(where, Text::tr("The journal has no list of entries."), remedy));
    }
    readEntries(text, where, journal);
    return journal;
}

QString tagsOnlyIn(const Journal &side, const Journal &other)
{
    QStringList tags;
    for (const JournalEntry &entry : side.entries) {
        const bool isKnown = std::any_of(
            other.entries.begin(), other.entries.end(), [&entry](const JournalEntry &known) {
                return known.tag == entry.tag && known.when == entry.when;
            });
        if (!isKnown)
            tags.append(entry.tag);
    }
    return tags.isEmpty() ? Text::tr("nothing") : tags.join(QStringLiteral(", "));
}

Journal parseConflict(const Sides &sides, const QString &where)
{
    const Journal ours = parseSide(sides.ours, where);
    const Journal theirs = parseSide(sides.theirs, where);
    Journal journal;
    journal.exists = true;
    journal.isWhole = false;
    journal.dialect = ours.dialect;
    QSet<QString> both;
    for (const JournalEntry &entry : theirs.entries)
        both.insert(entry.tag);
    QSet<QString> seen;
    const auto add = [&](const Journal &side, bool shared) {
        for (const JournalEntry &entry : side.entries) {
            if (both.contains(entry.tag) == shared && !seen.contains(entry.tag)) {
                seen.insert(entry.tag);
                journal.entries.push_back(entry);
            }
        }
    };
    add(ours, true);
    add(ours, false);
    add(theirs, true);
    journal.problems.push_back(
        {QStringLiteral("journal-conflict"),
         Severity::Error,
         {},
         where + u':' + QString::number(sides.line),
         Text::tr("The journal has an unresolved merge conflict. Only ours: %1. Only theirs: %2.")
             .arg(tagsOnlyIn(ours, theirs), tagsOnlyIn(theirs, ours)),
         Text::tr("Keep the entries of both sides, each tag once, and give those that are applied "
                  "nowhere a newer “when”.")});
    return journal;
}

} // namespace

Journal parseJournal(const QByteArray &bytes, const QString &where)
{
    const QByteArray text = withReplacements(bytes);
    if (const auto sides = sidesOf(text))
        return parseConflict(*sides, where);
    return parseSide(text, where);
}

} // namespace arborist::migrations
