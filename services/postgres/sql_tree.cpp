// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/postgres/sql_tree.h"

#include "services/postgres/sql_lexer.h"
#include <cstdlib>
#include <cstring>
#include <pg_query.h>

namespace arborist::postgres {

namespace {

/// libpg_query writes its trees recursively. "1+1+1..." is one level for two tokens, and half a
/// stack of 8 MB is 30,000 levels; threads may have less.
constexpr qsizetype kMaxTokens = 10'000;

struct Entry {
    QByteArrayView key;
    QByteArrayView text; ///< of a value, unescaped
    int firstPart = -1;
    int next = -1;
};

} // namespace

struct SqlTreeData {
    PgQueryParseResult parsed{};
    std::vector<Entry> entries;
    std::vector<int> statements;
    bool isTooLarge = false;

    ~SqlTreeData() { pg_query_free_parse_result(parsed); }
    void read(char *json);
    int find(int object, QByteArrayView key) const;
};

namespace {

/// Unescapes in place; `at` stands behind the opening quote, and then behind the closing one.
QByteArrayView readString(char *&at)
{
    char *const begin = at;
    char *out = at;
    while (*at && *at != '"') {
        if (*at != '\\' || !at[1]) {
            *out++ = *at++;
            continue;
        }
        const char c = at[1];
        at += 2;
        if (c == 'u') { // only control characters are written so
            char digits[5] = {};
            for (int i = 0; i < 4 && *at; ++i)
                digits[i] = *at++;
            *out++ = char(std::strtol(digits, nullptr, 16));
        } else {
            *out++ = c == 'n'   ? '\n'
                     : c == 't' ? '\t'
                     : c == 'r' ? '\r'
                     : c == 'b' ? '\b'
                     : c == 'f' ? '\f'
                                : c;
        }
    }
    const QByteArrayView text(begin, out - begin);
    if (*at)
        ++at;
    return text;
}

} // namespace

/// JSON as libpg_query writes it: no blanks, always well-formed.
void SqlTreeData::read(char *json)
{
    struct Open {
        int entry;
        int last;
    };
    std::vector<Open> open;
    entries.reserve(std::strlen(json) / 24 + 8);
    QByteArrayView key;
    const auto add = [&](QByteArrayView text) {
        const int index = int(entries.size());
        entries.push_back({key, text});
        key = {};
        if (!open.empty()) {
            int &link = open.back().last < 0 ? entries[open.back().entry].firstPart
                                             : entries[open.back().last].next;
            link = index;
            open.back().last = index;
        }
        return index;
    };
    for (char *at = json; *at;) {
        const char c = *at;
        if (c == '{' || c == '[') {
            open.push_back({add({}), -1});
            ++at;
        } else if (c == '}' || c == ']') {
            if (!open.empty())
                open.pop_back();
            ++at;
        } else if (c == ',' || c == ':') {
            ++at;
        } else if (c == '"') {
            const QByteArrayView text = readString(++at);
            if (*at == ':')
                key = text;
            else
                add(text);
        } else {
            char *const begin = at;
            while (*at && *at != ',' && *at != '}' && *at != ']')
                ++at;
            add(QByteArrayView(begin, at - begin));
        }
    }
}

int SqlTreeData::find(int object, QByteArrayView key) const
{
    for (int at = entries[object].firstPart; at >= 0; at = entries[at].next) {
        if (entries[at].key == key)
            return at;
    }
    return -1;
}

SqlNode SqlNode::operator[](QByteArrayView key) const
{
    return m_index < 0 ? SqlNode() : SqlNode(m_data, m_data->find(m_index, key));
}

SqlNode SqlNode::inner() const
{
    return m_index < 0 ? SqlNode() : SqlNode(m_data, m_data->entries[m_index].firstPart);
}

QByteArrayView SqlNode::kind() const
{
    return inner().key();
}

SqlNode SqlNode::as(QByteArrayView wanted) const
{
    return kind() == wanted ? inner() : SqlNode();
}

QByteArrayView SqlNode::key() const
{
    return m_index < 0 ? QByteArrayView() : m_data->entries[m_index].key;
}

QByteArrayView SqlNode::bytes() const
{
    return m_index < 0 ? QByteArrayView() : m_data->entries[m_index].text;
}

qsizetype SqlNode::size() const
{
    qsizetype count = 0;
    for (auto it = begin(); it != end(); ++it)
        ++count;
    return count;
}

SqlNode::Iterator SqlNode::begin() const
{
    return {m_data, m_index < 0 ? -1 : m_data->entries[m_index].firstPart};
}

SqlNode::Iterator &SqlNode::Iterator::operator++()
{
    m_index = m_data->entries[m_index].next;
    return *this;
}

SqlTree::SqlTree(QByteArrayView sql) : m_data(std::make_unique<SqlTreeData>())
{
    const SqlLook look = lookAtSql(sql);
    m_data->isTooLarge = !look.isTame || look.tokens > kMaxTokens;
    if (m_data->isTooLarge)
        return;
    m_data->parsed = pg_query_parse(sql.toByteArray().constData());
    if (m_data->parsed.error || !m_data->parsed.parse_tree)
        return;
    m_data->read(m_data->parsed.parse_tree);
    const SqlNode list = SqlNode(m_data.get(), 0)["stmts"];
    for (const SqlNode raw : list)
        m_data->statements.push_back(raw["stmt"].m_index);
}

SqlTree::~SqlTree() = default;
SqlTree::SqlTree(SqlTree &&) noexcept = default;
SqlTree &SqlTree::operator=(SqlTree &&) noexcept = default;

qsizetype SqlTree::size() const
{
    return qsizetype(m_data->statements.size());
}

SqlNode SqlTree::statement(qsizetype index) const
{
    return index < size() ? SqlNode(m_data.get(), m_data->statements[std::size_t(index)])
                          : SqlNode();
}

QString SqlTree::error() const
{
    const PgQueryError *error = m_data->parsed.error;
    return error ? QString::fromUtf8(error->message) : QString();
}

int SqlTree::errorPosition() const
{
    return m_data->parsed.error ? m_data->parsed.error->cursorpos : 0;
}

bool SqlTree::isTooLarge() const
{
    return m_data->isTooLarge;
}

} // namespace arborist::postgres
