// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>
#include <vector>

namespace arborist::migrations {

/// A token of JavaScript or TypeScript; comments are left out.
struct ScriptToken {
    enum class Kind {
        Name,     ///< identifier or keyword
        Text,     ///< a string, or a template without substitutions: `text` is its value
        Template, ///< one with substitutions: `text` is what stands between its marks
        Number,
        Pattern, ///< a regular expression
        Mark,    ///< punctuation; one character, or one of ?? ?. => ... || &&
    };
    Kind kind = Kind::Mark;
    QString text;
    int line = 1;
    bool is(Kind wanted, QStringView value) const { return kind == wanted && text == value; }
    bool isMark(QStringView value) const { return is(Kind::Mark, value); }
    bool isName(QStringView value) const { return is(Kind::Name, value); }
};

/// Good enough for declarations: what files of migrations and configurations consist of. Never
/// throws; a string that does not end goes on to the end of its line.
std::vector<ScriptToken> scriptTokens(const QString &text);

} // namespace arborist::migrations
