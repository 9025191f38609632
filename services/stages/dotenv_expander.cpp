// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/stages/dotenv_expander.h"

#include "services/stages/text_file.h"
#include <QCoreApplication>
#include <algorithm>

namespace arborist::stages {

namespace {

constexpr int kMaxNesting = 50;
constexpr qsizetype kMaxValue = 256 * 1024;
constexpr qsizetype kMaxTotal = 16 * 1024 * 1024;

QString tr(const char *text)
{
    return QCoreApplication::translate("Dotenv", text);
}

bool isNameStart(QChar c)
{
    return c == u'_' || (c.unicode() < 128 && c.isLetter());
}

bool isNamePart(QChar c)
{
    return isNameStart(c) || (c.unicode() < 128 && c.isDigit());
}

qsizetype nameEnd(const QString &text, qsizetype pos)
{
    if (pos < text.size() && isNameStart(text[pos])) {
        while (pos < text.size() && isNamePart(text[pos]))
            ++pos;
    }
    return pos;
}

/// What a backslash and `c` mean in double quotes; unknown pairs stay as they are.
QString unescaped(QChar c)
{
    switch (c.unicode()) {
    case u'n':
        return QStringLiteral("\n");
    case u'r':
        return QStringLiteral("\r");
    case u't':
        return QStringLiteral("\t");
    case u'\n':
        return {};
    case u'"':
    case u'\'':
    case u'`':
    case u'\\':
    case u'$':
        return c;
    default:
        return u'\\' + QString(c);
    }
}

/// The position of the brace that closes the one before `pos`; -1 if there is none.
qsizetype closingBrace(const QString &text, qsizetype pos)
{
    int open = 1;
    for (; pos < text.size(); ++pos) {
        if (text[pos] == u'\\')
            ++pos;
        else if (text[pos] == u'{' && text[pos - 1] == u'$')
            ++open;
        else if (text[pos] == u'}' && --open == 0)
            return pos;
    }
    return -1;
}

} // namespace

DotenvExpander::DotenvExpander(std::vector<DotenvEntry> entries, const QString &shownName,
                               const Dotenv::Lookup &fallback)
    : m_entries(std::move(entries)),
      m_states(m_entries.size(), State::Raw),
      m_values(m_entries.size()),
      m_shownName(shownName),
      m_fallback(fallback)
{
    for (std::size_t i = 0; i < m_entries.size(); ++i)
        m_byName[m_entries[i].name].push_back(i);
}

QString DotenvExpander::value(std::size_t index)
{
    const DotenvEntry &entry = m_entries[index];
    if (m_states[index] == State::Done)
        return m_values[index];
    if (m_states[index] == State::Running || m_running >= kMaxNesting)
        throw fileError(m_shownName, entry.line,
                        tr("the value of %1 refers to itself.").arg(entry.name),
                        tr("Put a value with a dollar sign in single quotes."));
    m_states[index] = State::Running;
    ++m_running;
    switch (entry.quote) {
    case DotenvEntry::Quote::None:
        m_values[index] = expand(index, entry.raw, false, 0);
        break;
    case DotenvEntry::Quote::Double:
        m_values[index] = expand(index, entry.raw, true, 0);
        break;
    case DotenvEntry::Quote::Single:
        m_values[index] = entry.raw;
        m_values[index].replace(QStringLiteral("\\'"), QStringLiteral("'"));
        break;
    case DotenvEntry::Quote::Backtick:
        m_values[index] = entry.raw;
        break;
    }
    --m_running;
    m_total += m_values[index].size();
    m_states[index] = State::Done;
    return m_values[index];
}

QString DotenvExpander::expand(std::size_t index, const QString &raw, bool escapes, int depth)
{
    const DotenvEntry &entry = m_entries[index];
    if (depth > kMaxNesting)
        throw fileError(
            m_shownName, entry.line,
            tr("the defaults in the value of %1 are nested too deeply.").arg(entry.name));
    QString out;
    for (qsizetype pos = 0; pos < raw.size();) {
        const QChar c = raw[pos];
        if (c == u'\\' && pos + 1 < raw.size() && (escapes || raw[pos + 1] == u'$')) {
            out += unescaped(raw[pos + 1]);
            pos += 2;
        } else if (c == u'$') {
            out += dollar(index, raw, pos, escapes, depth);
        } else {
            out += c;
            ++pos;
        }
        if (out.size() > kMaxValue || m_total + out.size() > kMaxTotal)
            throw fileError(m_shownName, entry.line,
                            tr("the value of %1 grows without bound.").arg(entry.name),
                            tr("Put a value with a dollar sign in single quotes."));
    }
    return out;
}

QString DotenvExpander::dollar(std::size_t index, const QString &raw, qsizetype &pos, bool escapes,
                               int depth)
{
    const qsizetype start = pos++;
    if (pos < raw.size() && raw[pos] == u'{') {
        // Braces around something that is no name are not ours: ${{ a template }}.
        const qsizetype end = nameEnd(raw, pos + 1);
        if (end == pos + 1)
            return QStringLiteral("$");
        const qsizetype close = closingBrace(raw, pos + 1);
        if (close < 0)
            throw fileError(
                m_shownName, m_entries[index].line,
                tr("the value of %1 has ${ without a closing brace.").arg(m_entries[index].name),
                tr("Put a value with a dollar sign in single quotes."));
        const QString inner = raw.mid(pos + 1, close - pos - 1);
        pos = close + 1;
        return braces(index, inner, escapes, depth);
    }
    const qsizetype end = nameEnd(raw, pos);
    if (end == pos)
        return QStringLiteral("$");
    const QString name = raw.mid(pos, end - pos);
    pos = end;
    return lookUp(index, name).value_or(raw.mid(start, end - start));
}

QString DotenvExpander::braces(std::size_t index, const QString &inner, bool escapes, int depth)
{
    const qsizetype end = nameEnd(inner, 0);
    const std::optional<QString> found = lookUp(index, inner.left(end));
    QString rest = inner.mid(end);
    if (rest.isEmpty())
        return found.value_or(QString());
    const bool emptyCounts = rest.startsWith(u':');
    if (emptyCounts)
        rest.remove(0, 1);
    const bool isSet = found && !(emptyCounts && found->isEmpty());
    if (rest.startsWith(u'-'))
        return isSet ? *found : expand(index, rest.mid(1), escapes, depth + 1);
    if (rest.startsWith(u'+'))
        return isSet ? expand(index, rest.mid(1), escapes, depth + 1) : QString();
    if (rest.startsWith(u'?')) {
        if (isSet)
            return *found;
        throw fileError(
            m_shownName, m_entries[index].line,
            tr("%1 needs %2, which is not set.").arg(m_entries[index].name, inner.left(end)));
    }
    return QStringLiteral("${") + inner + u'}';
}

std::optional<QString> DotenvExpander::lookUp(std::size_t index, const QString &name)
{
    const auto it = m_byName.constFind(name);
    if (it != m_byName.constEnd()) {
        // The nearest line above, else the last one below.
        const auto next = std::lower_bound(it->begin(), it->end(), index);
        if (next != it->begin())
            return value(*std::prev(next));
        if (it->back() != index)
            return value(it->back());
    }
    return m_fallback ? m_fallback(name) : std::nullopt;
}

} // namespace arborist::stages
