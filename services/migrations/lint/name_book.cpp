// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/migrations/lint/name_book.h"

#include "services/postgres/sql_lexer.h"
#include <algorithm>

namespace arborist::migrations {
namespace {

using Kind = NameSpace::Kind;

/// Whether what is in `space` goes with the object.
bool belongsTo(const NameSpace &space, const MadeName &object)
{
    if (object.space.kind == Kind::Schema)
        return space.owner.schema == object.name;
    return object.space.kind == Kind::Relation && space.owner.name == object.name &&
           space.owner.schema == object.space.owner.schema;
}

} // namespace

QString cutName(const QString &name)
{
    const QByteArray bytes = name.toUtf8();
    qsizetype end = qMin(bytes.size(), kMaxNameBytes);
    while (end < bytes.size() && (static_cast<unsigned char>(bytes[end]) & 0xc0) == 0x80)
        --end;
    return QString::fromUtf8(bytes.first(end));
}

/// The parser cuts names itself, so they are read from the text: words and quoted names.
QStringList fullNames(const QString &text)
{
    QStringList names;
    if (text.size() < kMaxNameBytes / 3) // a character has up to three bytes, or two places
        return names;
    const QByteArray sql = text.toUtf8();
    for (qsizetype at = postgres::skipSqlComments(sql, 0, sql.size()); at < sql.size();) {
        const qsizetype end = postgres::sqlTokenEnd(sql, at, sql.size());
        if (end - at < kMaxNameBytes - 3) { // one that is cut within a character is shorter
            at = postgres::skipSqlComments(sql, end, sql.size());
            continue;
        }
        QString token = QString::fromUtf8(QByteArrayView(sql).sliced(at, end - at));
        const bool isQuoted = token.size() > 1 && token.startsWith(u'"');
        if (isQuoted)
            token =
                token.sliced(1).chopped(1).replace(QStringLiteral("\"\""), QStringLiteral("\""));
        const bool isName =
            isQuoted || (!token.isEmpty() && (token[0].isLetter() || token[0] == u'_'));
        const bool isText = !isQuoted && token.endsWith(u'\''); // E'...'
        const QString name = isQuoted ? token : token.toLower();
        if (isName && !isText && name.toUtf8().size() >= kMaxNameBytes - 3 && !names.contains(name))
            names += name;
        at = postgres::skipSqlComments(sql, end, sql.size());
    }
    return names;
}

void NameBook::forget(const MadeName &gone)
{
    m_given[gone.space].remove(gone.name);
    m_taken[gone.space].removeAll(gone.name);
    const auto goesAlong = [&](const auto &entry) { return belongsTo(entry.key(), gone); };
    m_given.removeIf(goesAlong);
    m_taken.removeIf(goesAlong);
}

std::optional<NameClash> NameBook::make(const MadeName &made, const QString &full,
                                        const QString &migration)
{
    const auto space = m_given.constFind(made.space);
    const Giver giver = space == m_given.constEnd() ? Giver() : space->value(made.name);
    const bool isCut = full != made.name;
    std::optional<NameClash> clash;
    if (!giver.name.isEmpty() && giver.name != full)
        clash = {made.space, full, giver.name, giver.migration, made.isLenient};
    else if (giver.name.isEmpty() && isCut && m_taken.value(made.space).contains(made.name))
        clash = {made.space, full, {}, {}, made.isLenient};
    m_given[made.space].insert(made.name, {full, migration});
    return clash;
}

std::vector<NameClash> NameBook::pass(const postgres::SqlNode &statement, const QString &text,
                                      const QString &migration)
{
    std::vector<NameClash> clashes;
    const bool mayDrop = statement.kind() == "DropStmt" || statement.kind() == "AlterTableStmt" ||
                         statement.kind() == "RenameStmt";
    QHash<QString, QStringList> full; // by what it is cut to
    for (const QString &name : fullNames(text))
        full[cutName(name)] += name;
    if (full.isEmpty() && !(mayDrop && !(m_given.isEmpty() && m_taken.isEmpty())))
        return clashes;
    QString name;
    for (const MadeName &made : madeNames(statement)) {
        if (made.isGone) {
            forget(made);
            continue;
        }
        QStringList &names = full[made.name];
        if (names.isEmpty())
            continue;
        // Two that are cut alike stand in the order in which they are given.
        if (!made.isSame)
            name = names.size() > 1 ? names.takeFirst() : names.front();
        const auto clash = make(made, name, migration);
        const bool isTold = std::ranges::any_of(clashes, [&](const NameClash &one) {
            return clash && one.name == clash->name && one.other == clash->other;
        });
        if (clash && !isTold)
            clashes.push_back(*clash);
    }
    return clashes;
}

} // namespace arborist::migrations
