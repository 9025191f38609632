// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/migrations/files/typeorm_classes.h"

#include "services/migrations/files/script_lexer.h"
#include <QSet>
#include <utility>

namespace arborist::migrations {
namespace {

using Kind = ScriptToken::Kind;

class ClassReader
{
public:
    explicit ClassReader(const QString &text) : m_tokens(scriptTokens(text)) {}

    std::vector<TypeOrmClass> read()
    {
        std::vector<TypeOrmClass> classes;
        for (std::size_t i = 0; i + 1 < m_tokens.size(); ++i) {
            if (!m_tokens[i].isName(u"class") || (i > 0 && m_tokens[i - 1].isMark(u".")))
                continue;
            std::size_t at = i + 1;
            TypeOrmClass found{{}, m_tokens[i].line};
            if (m_tokens[at].kind == Kind::Name && !m_tokens[at].isName(u"implements") &&
                !m_tokens[at].isName(u"extends"))
                found.name = m_tokens[at++].text;
            bool isMigration = false;
            for (; at < m_tokens.size() && !m_tokens[at].isMark(u"{"); ++at)
                isMigration = isMigration || m_tokens[at].isName(u"MigrationInterface");
            const bool hasMethods = readBody(at, found);
            if (isMigration || (hasMethods && isExported(i)))
                classes.push_back(found);
            i = at;
        }
        return classes;
    }

private:
    bool isMark(std::size_t at, QStringView mark) const
    {
        return at < m_tokens.size() && m_tokens[at].isMark(mark);
    }

    /// From its brace to the closing one; finds the name it gives itself. True if it has both
    /// methods.
    bool readBody(std::size_t &at, TypeOrmClass &found)
    {
        int depth = 0;
        int *end = nullptr; // of the method that is being read
        QSet<QString> methods;
        for (; at < m_tokens.size(); ++at) {
            const ScriptToken &token = m_tokens[at];
            if (token.isMark(u"{")) {
                ++depth;
            } else if (token.isMark(u"}")) {
                if (--depth == 1 && end)
                    *std::exchange(end, nullptr) = token.line;
                if (depth == 0)
                    break;
            } else if (depth == 1 && token.kind == Kind::Name && isMark(at + 1, u"(")) {
                methods.insert(token.text);
                if (token.text == u"up") {
                    found.upLine = token.line;
                    end = &found.upEnd;
                } else if (token.text == u"down") {
                    found.downLine = token.line;
                    end = &found.downEnd;
                }
            } else if (token.isName(u"transaction") && isOwnName(at, depth)) {
                std::size_t value = at + 1;
                if (isMark(value, u":")) // its type
                    value += 2;
                if (isMark(value, u"=") && value + 1 < m_tokens.size())
                    found.transaction = !m_tokens[value + 1].isName(u"false");
            } else if (token.isName(u"name") && isOwnName(at, depth)) {
                std::size_t value = at + 1;
                if (isMark(value, u":")) // its type
                    value += 2;
                if (isMark(value, u"=") && value + 1 < m_tokens.size() &&
                    m_tokens[value + 1].kind == Kind::Text)
                    found.name = m_tokens[value + 1].text;
            }
        }
        return methods.contains(QStringLiteral("up")) && methods.contains(QStringLiteral("down"));
    }

    /// A property of the class, or `this.name` in its constructor, as compilers write it.
    bool isOwnName(std::size_t at, int depth) const
    {
        const bool isMember = at > 0 && m_tokens[at - 1].isMark(u".");
        if (isMember)
            return at > 1 && m_tokens[at - 2].isName(u"this");
        return depth == 1;
    }

    bool isExported(std::size_t at) const
    {
        for (std::size_t i = at > 4 ? at - 4 : 0; i < at; ++i) {
            if (m_tokens[i].isName(u"export") || m_tokens[i].isName(u"exports"))
                return true;
        }
        const QString name = m_tokens[at + 1].text;
        for (std::size_t i = 0; i + 4 < m_tokens.size(); ++i) {
            if (m_tokens[i].isName(u"exports") &&
                ((isMark(i + 1, u".") && isMark(i + 3, u"=") && m_tokens[i + 4].isName(name)) ||
                 (isMark(i + 1, u"=") && (m_tokens[i + 2].isName(name) ||
                                          (isMark(i + 2, u"{") && m_tokens[i + 3].isName(name))))))
                return true;
        }
        return false;
    }

    std::vector<ScriptToken> m_tokens;
};

} // namespace

std::vector<TypeOrmClass> typeOrmClasses(const QString &text)
{
    return ClassReader(text).read();
}

QStringList importedFiles(const QString &text)
{
    QStringList files;
    const std::vector<ScriptToken> tokens = scriptTokens(text);
    for (std::size_t i = 1; i < tokens.size(); ++i) {
        const bool isCall = i > 1 && tokens[i - 1].isMark(u"(") &&
                            (tokens[i - 2].isName(u"require") || tokens[i - 2].isName(u"import"));
        if (tokens[i].kind == Kind::Text &&
            (isCall || tokens[i - 1].isName(u"from") || tokens[i - 1].isName(u"import")))
            files.append(tokens[i].text);
    }
    return files;
}

} // namespace arborist::migrations
