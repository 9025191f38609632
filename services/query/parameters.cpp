// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/query/parameters.h"

#include "services/core/error.h"
#include <QCoreApplication>
#include <QStringList>

namespace arborist::query {
namespace {

QString tr(const char *text)
{
    return QCoreApplication::translate("Query", text);
}

bool isNameStart(QChar character)
{
    return character.isLetter() || character == u'_';
}

bool isNamePart(QChar character)
{
    return isNameStart(character) || character.isDigit() || character == u'$';
}

/// Walks over SQL as PostgreSQL's scanner does, as far as it takes to know what is quoted.
class Scanner
{
public:
    explicit Scanner(QStringView sql) : m_sql(sql) {}

    std::vector<Placeholder> run()
    {
        while (m_at < m_sql.size())
            step();
        return std::move(m_found);
    }

private:
    QChar at(qsizetype offset) const
    {
        const qsizetype index = m_at + offset;
        return index >= 0 && index < m_sql.size() ? m_sql[index] : QChar();
    }

    void step()
    {
        const QStringView rest = m_sql.sliced(m_at);
        const QChar first = rest[0];
        if (rest.startsWith(u"--")) {
            skipPast(u"\n", 2);
        } else if (rest.startsWith(u"/*")) {
            skipComment();
        } else if (first == u'\'') {
            const QChar before = at(-1);
            const bool escapes = (before == u'e' || before == u'E') && !isNamePart(at(-2));
            skipQuoted(u'\'', escapes);
        } else if (first == u'"') {
            skipQuoted(u'"', false);
        } else if (first == u'$' && !isNamePart(at(-1))) {
            skipDollarQuoted();
        } else if (first == u':') {
            colon();
        } else {
            ++m_at;
        }
    }

    void skipPast(QStringView end, qsizetype from)
    {
        const qsizetype found = m_sql.indexOf(end, m_at + from);
        m_at = found < 0 ? m_sql.size() : found + end.size();
    }

    void skipComment()
    {
        int depth = 0;
        do {
            const QStringView rest = m_sql.sliced(m_at);
            const int change = rest.startsWith(u"/*") ? 1 : rest.startsWith(u"*/") ? -1 : 0;
            depth += change;
            m_at += change == 0 ? 1 : 2;
        } while (depth > 0 && m_at < m_sql.size());
    }

    void skipQuoted(QChar quote, bool escapes)
    {
        for (++m_at; m_at < m_sql.size(); ++m_at) {
            if (escapes && m_sql[m_at] == u'\\')
                ++m_at;
            else if (m_sql[m_at] == quote)
                break; // a doubled one begins the next piece
        }
        m_at = qMin(m_at + 1, m_sql.size());
    }

    void skipDollarQuoted()
    {
        qsizetype end = m_at + 1;
        while (end < m_sql.size() && isNamePart(m_sql[end]) && m_sql[end] != u'$')
            ++end;
        const bool isTag = end < m_sql.size() && m_sql[end] == u'$' && !at(1).isDigit();
        if (!isTag) {
            ++m_at;
            return;
        }
        const QStringView tag = m_sql.sliced(m_at, end + 1 - m_at);
        skipPast(tag, tag.size());
    }

    void colon()
    {
        const QChar before = at(-1);
        const bool afterValue =
            isNamePart(before) || before == u')' || before == u']' || before == u'"';
        if (at(1) == u':' || at(1) == u'=') {
            m_at += 2;
        } else if (afterValue || !isNameStart(at(1))) {
            ++m_at;
        } else {
            const qsizetype begin = m_at++;
            while (isNamePart(at(0)) && at(0) != u'$')
                ++m_at;
            m_found.push_back({begin, m_sql.sliced(begin + 1, m_at - begin - 1).toString()});
        }
    }

    QStringView m_sql;
    qsizetype m_at = 0;
    std::vector<Placeholder> m_found;
};

} // namespace

std::vector<Placeholder> placeholders(const QString &sql)
{
    return Scanner(sql).run();
}

QString bindNames(const QString &sql, const QMap<QString, QString> &given, postgres::Params &values)
{
    QString bound = sql;
    QStringList order;
    for (const Placeholder &place : placeholders(sql)) {
        if (!given.contains(place.name)) {
            throw Error::usage(tr("There is no value for :%1.").arg(place.name),
                               tr("Give one: --param %1=VALUE").arg(place.name))
                .setPosition(int(place.begin) + 1);
        }
        qsizetype index = order.indexOf(place.name);
        if (index < 0) {
            index = order.size();
            order += place.name;
            values.push_back(given.value(place.name));
        }
        const qsizetype room = place.end() - place.begin;
        const QString number = u'$' + QString::number(index + 1);
        if (number.size() > room) {
            throw Error::usage(tr("A statement with so many parameters needs longer names."),
                               tr("Give :%1 a name of more letters.").arg(place.name))
                .setPosition(int(place.begin) + 1);
        }
        bound.replace(place.begin, room, number.leftJustified(room));
    }
    return bound;
}

} // namespace arborist::query
