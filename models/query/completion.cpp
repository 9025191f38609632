// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/query/completion.h"

#include "models/common/sql_words.h"
#include "models/query/sql_text.h"
#include <QHash>
#include <QSet>
#include <algorithm>

namespace arborist {

namespace {

using sql_text::Kind;
using sql_text::Token;

/// As the server would read it: unquoted names in lower case.
QString nameOf(const Token &token, QByteArrayView sql)
{
    const QString text = QString::fromUtf8(sql.sliced(token.begin, token.end - token.begin));
    if (token.kind != Kind::QuotedName)
        return text.toLower();
    return text.mid(1, text.size() - (token.closed ? 2 : 1))
        .replace(QStringLiteral("\"\""), QStringLiteral("\""));
}

QString quotedWhereNeeded(const QString &name)
{
    const bool plain = !name.isEmpty() && !name[0].isDigit() &&
                       !sql_words::keywords().contains(name) &&
                       std::ranges::all_of(name, [](QChar each) {
                           return (each >= u'a' && each <= u'z') || each.isDigit() || each == u'_';
                       });
    QString text = name;
    return plain ? name : u'"' + text.replace(u'"', QStringLiteral("\"\"")) + u'"';
}

bool isName(const Token &token)
{
    return token.kind == Kind::Word || token.kind == Kind::QuotedName;
}

/// Reads the statement around the cursor and looks up what fits.
class Finder
{
public:
    Finder(QByteArrayView sql, int position, const CompletionWords &words)
        : m_sql(sql),
          m_position(position),
          m_words(words)
    {
        readTokens();
    }

    Completion find(bool asked)
    {
        Completion completion;
        completion.typed = int(m_prefix.size());
        if (m_inText || (m_qualifier.isEmpty() && m_prefix.isEmpty() && !asked))
            return completion;
        m_wanted = QString::fromUtf8(m_prefix.startsWith('"') ? m_prefix.sliced(1) : m_prefix);
        if (!m_qualifier.isEmpty()) {
            addQualified();
        } else {
            for (const CompletionTable *table : named())
                addNames(table->columns);
            addTables();
            add(m_words.keywords);
            addNames(m_words.schemas);
            addNames(m_words.functions);
        }
        // What is there already needs no proposal.
        if (m_found.size() == 1 && m_found.front() == QString::fromUtf8(m_prefix))
            m_found.clear();
        completion.words = m_found;
        return completion;
    }

private:
    void readTokens()
    {
        const sql_text::Range range = sql_text::statementAt(m_sql, m_position);
        const qsizetype end = std::max<qsizetype>(range.end, m_position);
        for (qsizetype at = range.begin; at < end && at < m_sql.size();) {
            const Token token = sql_text::tokenAt(m_sql, at);
            at = token.end;
            const bool holdsCursor = token.begin < m_position && token.end >= m_position;
            const bool inside = token.end > m_position || !token.closed;
            if (holdsCursor && isName(token)) {
                m_prefix = m_sql.sliced(token.begin, m_position - token.begin);
                continue;
            }
            if (holdsCursor && (token.kind == Kind::String || token.kind == Kind::Comment))
                m_inText = inside || m_sql[token.begin] == '-';
            if (token.kind != Kind::Space && token.kind != Kind::Comment)
                m_tokens.push_back(token);
        }
        readQualifier();
    }

    /// "x." before the word at the cursor; "s.x." gives x.
    void readQualifier()
    {
        const qsizetype word = m_position - m_prefix.size();
        const auto after = std::ranges::find_if(
            m_tokens, [word](const Token &token) { return token.begin >= word; });
        if (after - m_tokens.begin() < 2)
            return;
        const Token &dot = *(after - 1);
        const Token &name = *(after - 2);
        if (isDot(dot) && dot.end == word && isName(name) && name.end == dot.begin)
            m_qualifier = nameOf(name, m_sql);
    }

    bool isDot(const Token &token) const
    {
        return token.kind == Kind::Symbol && m_sql[token.begin] == '.';
    }

    bool isAs(const Token &token) const
    {
        return token.kind == Kind::Word && nameOf(token, m_sql) == u"as";
    }

    /// The tables that the statement names, each under its alias too.
    std::vector<const CompletionTable *> named()
    {
        std::vector<const CompletionTable *> tables;
        for (size_t i = 0; i < m_tokens.size(); ++i) {
            if (!isName(m_tokens[i]))
                continue;
            const QString name = nameOf(m_tokens[i], m_sql);
            QString schema;
            if (i >= 2 && isDot(m_tokens[i - 1]))
                schema = nameOf(m_tokens[i - 2], m_sql);
            for (const CompletionTable &table : m_words.tables) {
                if (table.name != name ||
                    (schema.isEmpty() ? !table.onPath : table.schema != schema))
                    continue;
                if (std::ranges::find(tables, &table) == tables.end())
                    tables.push_back(&table);
                size_t alias = i + 1;
                if (alias < m_tokens.size() && isAs(m_tokens[alias]))
                    ++alias;
                if (alias < m_tokens.size() && isName(m_tokens[alias]))
                    m_aliases.insert(nameOf(m_tokens[alias], m_sql), &table);
                m_aliases.insert(name, &table);
            }
        }
        return tables;
    }

    void addQualified()
    {
        named();
        if (const CompletionTable *table = m_aliases.value(m_qualifier)) {
            addNames(table->columns);
            return;
        }
        for (const CompletionTable &table : m_words.tables) {
            if (table.schema == m_qualifier)
                addName(table.name);
            else if (table.name == m_qualifier)
                addNames(table.columns);
        }
    }

    void addTables()
    {
        for (const CompletionTable &table : m_words.tables) {
            if (table.onPath)
                addName(table.name);
        }
    }

    void addNames(const QStringList &names)
    {
        for (const QString &name : names)
            addName(name);
    }

    void addName(const QString &name)
    {
        if (name.startsWith(m_wanted, Qt::CaseInsensitive))
            addWord(quotedWhereNeeded(name));
    }

    void add(const QStringList &words)
    {
        for (const QString &word : words) {
            if (word.startsWith(m_wanted, Qt::CaseInsensitive))
                addWord(word);
        }
    }

    void addWord(const QString &word)
    {
        if (!m_seen.contains(word)) {
            m_seen.insert(word);
            m_found << word;
        }
    }

    QByteArrayView m_sql;
    int m_position;
    const CompletionWords &m_words;
    std::vector<Token> m_tokens;
    QByteArrayView m_prefix;
    QString m_qualifier;
    QString m_wanted;
    bool m_inText = false;
    QHash<QString, const CompletionTable *> m_aliases;
    QStringList m_found;
    QSet<QString> m_seen;
};

} // namespace

Completion completionAt(QByteArrayView sql, int position, const CompletionWords &words, bool asked)
{
    return Finder(sql, position, words).find(asked);
}

} // namespace arborist
