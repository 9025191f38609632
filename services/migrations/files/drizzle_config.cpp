// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/migrations/files/drizzle_config.h"

#include "services/migrations/files/script_lexer.h"
#include <QHash>
#include <QMap>
#include <QUrl>

namespace arborist::migrations {
namespace {

using Kind = ScriptToken::Kind;

constexpr QChar kVariableMark = DrizzleCredentials::variableMark;
constexpr QChar kEncodedMark = DrizzleCredentials::encodedMark;

/// A value as far as it is one without running anything.
struct Value {
    enum class Type { Unknown, Undefined, Text, Boolean, Object } type = Type::Unknown;
    QString text;
    bool boolean = false;
    QMap<QString, Value> members;
};

class Reader
{
public:
    Reader(std::vector<ScriptToken> tokens, const VariableLookup &variable)
        : m_tokens(std::move(tokens)),
          m_variable(variable)
    {
    }

    /// The configuration's object: what is exported, or given to defineConfig().
    Value read()
    {
        readConstants();
        for (m_at = 0; m_at < m_tokens.size(); ++m_at) {
            if (isName(0, u"defineConfig") && isMark(1, u"(")) {
                m_at += 2;
                return value(0);
            }
            const bool isExport = (isName(0, u"export") && isName(1, u"default")) ||
                                  (isName(0, u"exports") && isMark(1, u"="));
            if (isExport && !(isName(2, u"defineConfig") && isMark(3, u"("))) {
                m_at += 2;
                return value(0);
            }
            if (m_at == 0 && isMark(0, u"{") && m_tokens.size() > 1 &&
                m_tokens[1].kind == Kind::Text)
                return value(0); // JSON
        }
        return {};
    }

private:
    const ScriptToken *token(std::size_t ahead) const
    {
        return m_at + ahead < m_tokens.size() ? &m_tokens[m_at + ahead] : nullptr;
    }
    bool isName(std::size_t ahead, QStringView name) const
    {
        return token(ahead) && token(ahead)->isName(name);
    }
    bool isMark(std::size_t ahead, QStringView mark) const
    {
        return token(ahead) && token(ahead)->isMark(mark);
    }

    void readConstants()
    {
        for (m_at = 0; m_at + 3 < m_tokens.size(); ++m_at) {
            if (isName(0, u"const") && isMark(1, u"{"))
                readParts();
            if (!isName(0, u"const") || token(1)->kind != Kind::Name)
                continue;
            const QString name = token(1)->text;
            std::size_t ahead = 2;
            if (isMark(2, u":")) // a type: Config
                for (ahead = 3; token(ahead) && !isMark(ahead, u"=") && !isMark(ahead, u";");)
                    ++ahead;
            if (!isMark(ahead, u"="))
                continue;
            const std::size_t begin = m_at;
            m_at += ahead + 1;
            m_constants.insert(name, value(0));
            m_at = begin;
        }
    }

    /// const { A, B } = process.env
    void readParts()
    {
        QStringList names;
        std::size_t ahead = 2;
        for (; token(ahead) && token(ahead)->kind == Kind::Name; ++ahead) {
            names << token(ahead)->text;
            if (isMark(ahead + 1, u","))
                ++ahead;
        }
        if (!isMark(ahead, u"}") || !isMark(ahead + 1, u"=") || !isName(ahead + 2, u"process") ||
            !isMark(ahead + 3, u".") || !isName(ahead + 4, u"env"))
            return;
        for (const QString &name : std::as_const(names))
            m_constants.insert(name, variable(name));
    }

    Value variable(const QString &name) const
    {
        const std::optional<QString> found = m_variable ? m_variable(name) : std::nullopt;
        if (!found)
            return {Value::Type::Undefined, {}, false, {}};
        return {Value::Type::Text, *found, false, {}};
    }

    /// Text with `${...}` in it.
    Value filled(const QString &text, int depth)
    {
        Value result{Value::Type::Text, {}, false, {}};
        if (text.contains(u'\\'))
            return {};
        for (qsizetype at = 0; at < text.size();) {
            const qsizetype mark = text.indexOf(QStringLiteral("${"), at);
            result.text += text.mid(at, mark < 0 ? -1 : mark - at);
            if (mark < 0)
                break;
            qsizetype end = mark + 2;
            for (int open = 1; end < text.size() && open > 0; ++end)
                open += text[end] == u'{' ? 1 : text[end] == u'}' ? -1 : 0;
            Reader inner(scriptTokens(text.mid(mark + 2, end - mark - 3)), m_variable);
            inner.m_constants = m_constants;
            const Value part = inner.value(depth + 1);
            if (part.type != Value::Type::Text || inner.token(0))
                return {};
            result.text += part.text;
            at = end;
        }
        return result;
    }

    /// Number(x), parseInt(x, 10), String(x), encodeURIComponent(x)
    Value called(const QString &name, int depth)
    {
        m_at += 2;
        Value result = value(depth + 1);
        if (!isMark(0, u")"))
            skipToEnd();
        while (isMark(0, u",")) {
            ++m_at;
            skipToEnd();
        }
        if (isMark(0, u")"))
            ++m_at;
        if (name == u"encodeURIComponent" && result.type == Value::Type::Text)
            result.text = encoded(result.text);
        return result;
    }

    /// Marks of the caller's own, which stand for a value yet to come, are marked as encoded.
    static QString encoded(QString text)
    {
        if (text.startsWith(kVariableMark))
            return text.replace(0, 1, kEncodedMark);
        return QString::fromLatin1(QUrl::toPercentEncoding(text));
    }

    /// A value with what may follow it, up to a comma, semicolon or closing bracket.
    Value value(int depth)
    {
        Value first = operand(depth);
        for (;;) {
            if (isMark(0, u"??") || isMark(0, u"||")) {
                const bool isEmptyToo = isMark(0, u"||");
                ++m_at;
                const Value second = operand(depth);
                const bool isNone =
                    first.type == Value::Type::Undefined ||
                    (isEmptyToo && first.type == Value::Type::Text && first.text.isEmpty());
                first = isNone ? second : first;
            } else if (isName(0, u"as") || isName(0, u"satisfies")) {
                while (token(0) && !isEnd())
                    ++m_at;
            } else if (isMark(0, u"+") && first.type == Value::Type::Text) {
                ++m_at;
                const Value second = operand(depth);
                first = second.type == Value::Type::Text
                            ? Value{Value::Type::Text, first.text + second.text, false, {}}
                            : Value();
            } else if (isMark(0, u"!")) {
                ++m_at;
            } else {
                break;
            }
        }
        if (token(0) && !isEnd()) {
            // On a line of its own another statement begins, where semicolons are left out.
            if (depth > 0 || token(0)->line == m_tokens[m_at - 1].line)
                first = {};
            skipToEnd();
        }
        return first;
    }

    bool isEnd() const
    {
        return isMark(0, u",") || isMark(0, u";") || isMark(0, u"}") || isMark(0, u"]") ||
               isMark(0, u")");
    }

    void skipToEnd()
    {
        for (int depth = 0; token(0) && (depth > 0 || !isEnd()); ++m_at) {
            if (isMark(0, u"{") || isMark(0, u"[") || isMark(0, u"("))
                ++depth;
            else if (isMark(0, u"}") || isMark(0, u"]") || isMark(0, u")"))
                --depth;
        }
    }

    Value operand(int depth)
    {
        constexpr int kDeepest = 32;
        const ScriptToken *first = token(0);
        if (!first || depth > kDeepest)
            return {};
        if (first->isMark(u"{"))
            return object(depth);
        if (first->kind == Kind::Text) {
            ++m_at;
            return {Value::Type::Text, first->text, false, {}};
        }
        if (first->kind == Kind::Number) {
            ++m_at;
            return {Value::Type::Text, first->text, false, {}};
        }
        if (first->kind == Kind::Template) {
            ++m_at;
            return filled(first->text, depth);
        }
        if (first->isMark(u"+") || (first->isName(u"Number") && isMark(1, u"."))) {
            m_at += first->isMark(u"+") ? 1 : 2;
            return operand(depth + 1);
        }
        if (first->isMark(u"(")) {
            ++m_at;
            const Value inner = value(depth + 1);
            if (!isMark(0, u")"))
                return {};
            ++m_at;
            return inner;
        }
        if (first->kind != Kind::Name)
            return {};
        static const QStringList kCalls{QStringLiteral("Number"), QStringLiteral("parseInt"),
                                        QStringLiteral("String"),
                                        QStringLiteral("encodeURIComponent")};
        if (kCalls.contains(first->text) && isMark(1, u"("))
            return called(first->text, depth);
        if (first->isName(u"process") && isMark(1, u".") && isName(2, u"env"))
            return environment();
        ++m_at;
        if (first->isName(u"true") || first->isName(u"false"))
            return {Value::Type::Boolean, {}, first->isName(u"true"), {}};
        if (first->isName(u"undefined"))
            return {Value::Type::Undefined, {}, false, {}};
        return m_constants.value(first->text);
    }

    Value environment()
    {
        QString name;
        if (isMark(3, u".") && token(4)) {
            name = token(4)->text;
            m_at += 5;
        } else if (isMark(3, u"[") && token(4) && isMark(5, u"]")) {
            name = token(4)->text;
            m_at += 6;
        } else {
            return {};
        }
        return variable(name);
    }

    Value object(int depth)
    {
        Value result{Value::Type::Object, {}, false, {}};
        ++m_at;
        while (token(0) && !isMark(0, u"}")) {
            const std::size_t begin = m_at;
            const QString key = token(0)->text;
            const bool isKey = token(0)->kind == Kind::Name || token(0)->kind == Kind::Text;
            if (isKey && isMark(1, u":")) {
                m_at += 2;
                result.members.insert(key, value(depth + 1));
            } else if (isKey && (isMark(1, u",") || isMark(1, u"}"))) {
                ++m_at;
                result.members.insert(key, m_constants.value(key)); // { out }
            } else {
                result.members.insert(QStringLiteral("..."), {}); // ...base, a method
                skipToEnd();
            }
            if (isMark(0, u",") || m_at == begin)
                ++m_at;
        }
        ++m_at;
        return result;
    }

    std::vector<ScriptToken> m_tokens;
    const VariableLookup &m_variable;
    QHash<QString, Value> m_constants;
    std::size_t m_at = 0;
};

std::optional<QString> textOf(const Value &object, const QString &key, bool &isUnderstood)
{
    const auto found = object.members.constFind(key);
    if (found == object.members.constEnd() || found->type == Value::Type::Undefined)
        return std::nullopt;
    if (found->type == Value::Type::Text)
        return found->text;
    isUnderstood = false;
    return std::nullopt;
}

} // namespace

DrizzleConfig parseDrizzleConfig(const QString &text, const VariableLookup &variable)
{
    const Value root = Reader(scriptTokens(text), variable).read();
    DrizzleConfig config;
    config.isUnderstood = root.type == Value::Type::Object;
    bool ignored = true;
    config.dialect = textOf(root, QStringLiteral("dialect"), ignored).value_or(QString());
    config.out = textOf(root, QStringLiteral("out"), config.isUnderstood);
    const Value breakpoints = root.members.value(QStringLiteral("breakpoints"));
    if (breakpoints.type == Value::Type::Boolean)
        config.breakpoints = breakpoints.boolean;
    const auto migrations = root.members.constFind(QStringLiteral("migrations"));
    if (migrations == root.members.constEnd())
        return config;
    if (migrations->type != Value::Type::Object)
        config.isUnderstood = false;
    config.table = textOf(*migrations, QStringLiteral("table"), config.isUnderstood);
    config.schema = textOf(*migrations, QStringLiteral("schema"), config.isUnderstood);
    config.prefix = textOf(*migrations, QStringLiteral("prefix"), ignored);
    return config;
}

DrizzleCredentials parseDrizzleCredentials(const QString &text, const VariableLookup &variable)
{
    const Value root = Reader(scriptTokens(text), variable).read();
    DrizzleCredentials credentials;
    const auto found = root.members.constFind(QStringLiteral("dbCredentials"));
    if (root.type != Value::Type::Object || found == root.members.constEnd())
        return credentials;
    credentials.isThere = true;
    if (root.members.contains(QStringLiteral("driver"))) {
        const Value driver = root.members.value(QStringLiteral("driver"));
        credentials.driver = driver.type == Value::Type::Text ? driver.text : QStringLiteral("?");
    }
    if (found->type != Value::Type::Object || root.members.contains(QStringLiteral("...")))
        credentials.unclear << QStringLiteral("dbCredentials");
    for (auto each = found->members.cbegin(); each != found->members.cend(); ++each) {
        if (each->type == Value::Type::Text)
            credentials.values.insert(each.key(), each->text);
        else if (each->type == Value::Type::Unknown && each.key() != u"ssl")
            credentials.unclear << each.key();
    }
    return credentials;
}

} // namespace arborist::migrations
