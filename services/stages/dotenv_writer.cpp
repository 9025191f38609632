// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/stages/dotenv_writer.h"

#include "services/stages/dotenv.h"
#include "services/stages/dotenv_scanner.h"
#include "services/stages/text_file.h"
#include <QCoreApplication>
#include <QRegularExpression>
#include <algorithm>
#include <optional>

namespace arborist::stages {

namespace {

using Quote = DotenvEntry::Quote;

QString tr(const char *text)
{
    return QCoreApplication::translate("DotenvWriter", text);
}

/// \n for every line end, without a byte order mark; tells where a place of that was in the text.
class PlainText
{
public:
    explicit PlainText(const QString &text)
    {
        const bool marked = text.startsWith(QChar::ByteOrderMark);
        for (qsizetype i = marked ? 1 : 0; i < text.size(); ++i) {
            m_places.push_back(i);
            if (text[i] == u'\r' && i + 1 < text.size() && text[i + 1] == u'\n')
                ++i;
            m_text += text[i] == u'\r' ? QChar(u'\n') : text[i];
        }
        m_places.push_back(text.size());
    }
    const QString &text() const { return m_text; }
    qsizetype place(qsizetype of) const { return m_places[std::size_t(of)]; }

private:
    QString m_text;
    std::vector<qsizetype> m_places;
};

QString lineEndOf(const QString &text)
{
    static const QRegularExpression end(QStringLiteral("\r\n|\r|\n"));
    const auto match = end.match(text);
    return match.hasMatch() ? match.captured() : QStringLiteral("\n");
}

bool holdsAny(const QString &value, QStringView characters)
{
    return std::any_of(value.begin(), value.end(),
                       [characters](QChar c) { return characters.contains(c); });
}

/// What a shell that reads the file would not take as it stands.
constexpr QStringView kShell = u"&;|<>()*?[]{}!~";

/// The value in such quotes, as every reader of .env files takes it; nullopt if there is no way.
/// `spare`: without quotes leave out characters that only a shell minds.
std::optional<QString> written(const QString &value, Quote quote, bool spare = true)
{
    const bool lines = holdsAny(value, u"\n\r");
    switch (quote) {
    case Quote::None:
        if (lines || value.isEmpty() || holdsAny(value, u"#\"'`\\$ \t") ||
            value != value.trimmed() || (spare && holdsAny(value, kShell)))
            return std::nullopt;
        return value;
    case Quote::Double: {
        if (holdsAny(value, u"\"\\$`\r"))
            return std::nullopt;
        QString text = value;
        text.replace(u'\n', QStringLiteral("\\n"));
        return u'"' + text + u'"';
    }
    case Quote::Single:
        if (lines || holdsAny(value, u"'\\"))
            return std::nullopt;
        return u'\'' + value + u'\'';
    case Quote::Backtick:
        if (lines || holdsAny(value, u"`\\$"))
            return std::nullopt;
        return u'`' + value + u'`';
    }
    return std::nullopt;
}

/// With escapes that not every reader knows.
QString escaped(const QString &value)
{
    QString text = value;
    text.replace(u'\\', QStringLiteral("\\\\"))
        .replace(u'"', QStringLiteral("\\\""))
        .replace(u'$', QStringLiteral("\\$"))
        .replace(u'\n', QStringLiteral("\\n"))
        .replace(u'\r', QStringLiteral("\\r"));
    return u'"' + text + u'"';
}

/// In the quotes of the value that was there, if any, as far as that can be.
QString writtenLike(const QString &value, const DotenvEntry *before)
{
    const bool bare = before && before->quote == Quote::None;
    if (before && !(bare && before->raw.isEmpty())) {
        if (auto text = written(value, before->quote, !holdsAny(before->raw, kShell)))
            return *text;
    }
    for (const Quote quote : {Quote::None, Quote::Double, Quote::Single, Quote::Backtick}) {
        if (auto text = written(value, quote))
            return *text;
    }
    return escaped(value);
}

/// Throws unless the text says what was meant and nothing else.
void check(const std::vector<DotenvEntry> &before, const QString &after, const QString &shownName,
           const QString &name, const QString &value)
{
    const Dotenv::Lookup nothing = [](const QString &) { return std::optional<QString>(); };
    const DotenvValue *found = nullptr;
    Dotenv is;
    try {
        is = Dotenv::parse(after, shownName, nothing);
        found = is.find(name);
    } catch (const Error &) {
        // Told below: what is wrong with it is our doing.
    }
    std::vector<DotenvEntry> rest = found ? scanDotenv(PlainText(after).text(), shownName) : before;
    const auto same = [&name](const DotenvEntry &a, const DotenvEntry &b) {
        return a.name == b.name && (a.name == name || (a.raw == b.raw && a.quote == b.quote));
    };
    const bool others = rest.size() >= before.size() &&
                        std::equal(before.begin(), before.end(), rest.begin(), same);
    if (!found || found->value != value || !others)
        throw Error(
            tr("The value of %1 cannot be written into %2.").arg(name, shownName),
            tr("Write it by hand, in line %1.").arg(before.empty() ? 1 : before.back().line))
            .setWhere(shownName);
}

} // namespace

QString withVariable(const QString &text, const QString &shownName, const QString &name,
                     const QString &value)
{
    static const QRegularExpression valid(QStringLiteral("^[A-Za-z_][A-Za-z0-9_.-]*$"));
    if (!valid.match(name).hasMatch())
        throw Error::usage(tr("\"%1\" is not a name for a variable.").arg(name),
                           tr("Use letters, digits and _."));
    const PlainText plain(text);
    const std::vector<DotenvEntry> entries = scanDotenv(plain.text(), shownName);
    const auto entry = std::find_if(entries.rbegin(), entries.rend(),
                                    [&name](const auto &other) { return other.name == name; });
    QString out = text;
    if (entry != entries.rend()) {
        QString piece = writtenLike(value, &*entry);
        const qsizetype begin = plain.place(entry->begin);
        const qsizetype end = plain.place(entry->end);
        if (end < text.size() && text[end] == u'#')
            piece += u' ';
        out.replace(begin, end - begin, piece);
    } else {
        const bool exports =
            !entries.empty() && std::all_of(entries.begin(), entries.end(),
                                            [](const auto &other) { return other.exported; });
        const QString lineEnd = lineEndOf(text);
        const QString &lines = plain.text();
        if (!lines.isEmpty() && !lines.endsWith(u'\n'))
            out += lineEnd;
        out += (exports ? QStringLiteral("export ") : QString()) + name + u'=' +
               writtenLike(value, nullptr) + lineEnd;
    }
    check(entries, out, shownName, name, value);
    return out;
}

} // namespace arborist::stages
