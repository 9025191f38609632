// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/data/tables/table_selection.h"

#include "services/core/error.h"
#include "services/migrations/files/nearest_name.h"
#include <QCoreApplication>
#include <QRegularExpression>
#include <algorithm>

namespace arborist::data {

namespace {

QString tr(const char *text)
{
    return QCoreApplication::translate("DataTables", text);
}

} // namespace

bool TableSelection::Part::matches(const QString &other, bool anyCase) const
{
    const bool folds = anyCase && !isQuoted;
    if (!isPattern)
        return other.compare(text, folds ? Qt::CaseInsensitive : Qt::CaseSensitive) == 0;
    const QRegularExpression expression(QRegularExpression::anchoredPattern(regex),
                                        QRegularExpression::DotMatchesEverythingOption |
                                            (folds ? QRegularExpression::CaseInsensitiveOption
                                                   : QRegularExpression::NoPatternOption));
    return expression.match(other).hasMatch();
}

/// Commas separate, a dot divides schema and name, double quotes take everything as it stands.
std::vector<TableSelection::Wanted> TableSelection::parse(const QString &word)
{
    std::vector<Wanted> all;
    Wanted wanted;
    Part part;
    bool isQuoted = false;
    const auto endWord = [&] {
        if (!part.isQuoted) {
            part.text = part.text.trimmed();
            while (part.regex.endsWith(QStringLiteral("\\ ")))
                part.regex.chop(2);
        }
        wanted.name = part;
        if (part.text.isEmpty())
            throw Error::usage(tr("“%1” names no table.").arg(word),
                               tr("As in: items, public.items, \"it*\""));
        wanted.word = wanted.schema ? wanted.schema->text + u'.' + part.text : part.text;
        all.push_back(wanted);
        wanted = {};
        part = {};
    };
    for (qsizetype i = 0; i < word.size(); ++i) {
        const QChar c = word[i];
        if (c == u'"') {
            if (isQuoted && i + 1 < word.size() && word[i + 1] == u'"') {
                part.text += c;
                part.regex += c;
                ++i;
                continue;
            }
            if (!isQuoted && part.text.trimmed().isEmpty()) {
                part.text.clear();
                part.regex.clear();
            }
            isQuoted = !isQuoted;
            part.isQuoted = true;
        } else if (!isQuoted && c == u',') {
            endWord();
        } else if (!isQuoted && c == u'.' && !wanted.schema) {
            wanted.schema = part;
            part = {};
        } else if (!isQuoted && c.isSpace() && part.text.isEmpty()) {
            continue; // before the name
        } else if (!isQuoted && (c == u'*' || c == u'?')) {
            part.isPattern = true;
            part.text += c;
            part.regex += c == u'*' ? QStringLiteral(".*") : QStringLiteral(".");
        } else if (!(part.isQuoted && !isQuoted && c.isSpace())) {
            part.text += c;
            part.regex += c.isSurrogate() ? QString(c) : QRegularExpression::escape(QString(c));
        }
    }
    if (isQuoted)
        throw Error::usage(tr("A quote in “%1” is not closed.").arg(word));
    endWord();
    return all;
}

DataTables::Set TableSelection::matching(const Wanted &wanted, bool anyCase, bool visible) const
{
    DataTables::Set found;
    for (size_t i = 0; i < m_tables.tables().size(); ++i) {
        const DataTable &table = m_tables.at(i);
        const bool inSchema = wanted.schema ? wanted.schema->matches(table.schema, anyCase)
                                            : !visible || table.isVisible;
        if (inSchema && wanted.name.matches(table.name, anyCase))
            found.push_back(i);
    }
    return found;
}

DataTables::Set TableSelection::find(const Wanted &wanted) const
{
    for (const bool visible : {true, false}) {
        for (const bool anyCase : {false, true}) {
            DataTables::Set found = matching(wanted, anyCase, visible);
            if (found.empty())
                continue;
            if (found.size() > 1 && !wanted.name.isPattern &&
                !(wanted.schema && wanted.schema->isPattern)) {
                QStringList names;
                for (const size_t index : found)
                    names << m_tables.at(index).title();
                throw Error::usage(
                    tr("“%1” may be any of several tables.").arg(wanted.word),
                    tr("Name it with its schema: %1").arg(names.join(QStringLiteral(", "))));
            }
            return found;
        }
    }
    fail(wanted);
}

void TableSelection::fail(const Wanted &wanted) const
{
    const QString reason =
        m_tables.whyLeftOut(wanted.schema ? wanted.schema->text : QString(), wanted.name.text);
    if (!reason.isEmpty())
        throw Error::usage(
            tr("%1 is %2: it is never exported, imported or wiped.").arg(wanted.word, reason),
            tr("Name tables of the application."));
    if (wanted.name.isPattern || (wanted.schema && wanted.schema->isPattern))
        throw Error::usage(tr("No table is like “%1”.").arg(wanted.word),
                           tr("Patterns go in quotes, so that the shell leaves them alone."));
    QStringList candidates;
    for (const DataTable &table : m_tables.tables()) {
        candidates << table.title();
        if (!wanted.schema)
            candidates << table.name;
    }
    const QString nearest = migrations::nearestName(wanted.word, candidates);
    throw Error::usage(tr("There is no table “%1”.").arg(wanted.word),
                       nearest.isEmpty() ? tr("The Data page lists the tables.")
                                         : tr("Is it %1?").arg(nearest));
}

DataTables::Set TableSelection::select(const QStringList &words) const
{
    DataTables::Set all;
    for (const QString &word : words) {
        for (const Wanted &wanted : parse(word)) {
            const DataTables::Set found = find(wanted);
            all.insert(all.end(), found.begin(), found.end());
        }
    }
    std::ranges::sort(all);
    const auto doubled = std::ranges::unique(all);
    all.erase(doubled.begin(), doubled.end());
    return all;
}

} // namespace arborist::data
