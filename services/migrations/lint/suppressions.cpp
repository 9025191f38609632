// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/migrations/lint/suppressions.h"

#include "services/migrations/lint/hazard.h"

namespace arborist::migrations {
namespace {

constexpr QByteArrayView kWord = "arborist:ignore";

/// The rules that a comment begins with; what follows them is its reason.
QStringList rulesOf(QByteArrayView comment)
{
    QStringList rules;
    for (const QByteArray &part : comment.toByteArray().split(',')) {
        const QByteArray words = part.simplified();
        const qsizetype blank = words.indexOf(' ');
        QByteArray rule = blank < 0 ? words : words.first(blank);
        while (rule.endsWith(':') || rule.endsWith('.'))
            rule.chop(1);
        if (!rule.isEmpty())
            rules += QString::fromUtf8(rule);
        if (blank >= 0)
            break;
    }
    return rules;
}

} // namespace

Suppressions::Suppressions(const QByteArray &text, const std::vector<Statement> &statements)
{
    int line = 1;
    qsizetype counted = 0;
    for (qsizetype at = text.indexOf(kWord); at >= 0; at = text.indexOf(kWord, at + 1)) {
        qsizetype before = at;
        while (before > 0 && (text[before - 1] == ' ' || text[before - 1] == '\t'))
            --before;
        if (before < 2 || text[before - 1] != '-' || text[before - 2] != '-')
            continue;
        const qsizetype newline = text.indexOf('\n', at);
        QByteArrayView rest = QByteArrayView(text).sliced(
            at + kWord.size(), (newline < 0 ? text.size() : newline) - at - kWord.size());
        const bool isFile = rest.startsWith("-file");
        if (isFile)
            rest = rest.sliced(5);
        const QStringList rules = rulesOf(rest);
        for (const QString &rule : rules)
            m_names.push_back({rule, at});
        if (isFile) {
            m_file.unite(QSet<QString>(rules.begin(), rules.end()));
            continue;
        }
        line += int(QByteArrayView(text).sliced(counted, at - counted).count('\n'));
        counted = at;
        for (const Statement &statement : statements) {
            const int last = statement.line + int(statement.text.count(u'\n'));
            if (last < line)
                continue;
            m_lines.push_back({statement.line, last, rules});
            break; // the one that it stands in, or the next
        }
    }
}

bool Suppressions::covers(const Hazard &hazard) const
{
    if (m_file.contains(hazard.rule))
        return true;
    for (const Lines &lines : m_lines) {
        if (hazard.line >= lines.first && hazard.line <= lines.last &&
            lines.rules.contains(hazard.rule))
            return true;
    }
    return false;
}

} // namespace arborist::migrations
