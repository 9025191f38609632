// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/migrations/lint/rule.h"
#include "services/postgres/sql_lexer.h"

namespace arborist::migrations {
namespace {

constexpr RuleText kRules[] = {
    {"name-too-long", Severity::Warning, QT_TRANSLATE_NOOP("Lint", "A name is cut off"),
     QT_TRANSLATE_NOOP("Lint",
                       "PostgreSQL keeps 63 bytes of a name and drops the rest, with no more than "
                       "a notice: code that asks for the whole name may not find it."),
     QT_TRANSLATE_NOOP("Lint", "Give it a shorter name.")},
    {"name-collides", Severity::Error, QT_TRANSLATE_NOOP("Lint", "Two names become the same"),
     QT_TRANSLATE_NOOP(
         "Lint",
         "Cut to 63 bytes, the names are equal, so the second cannot be made (42P07, 42710)."),
     QT_TRANSLATE_NOOP("Lint", "Give one of them a shorter name.")},
};

constexpr qsizetype kMaxBytes = 63;

/// As PostgreSQL cuts it: never within a character.
QByteArray cut(const QString &name)
{
    const QByteArray bytes = name.toUtf8();
    qsizetype end = qMin(bytes.size(), kMaxBytes);
    while (end < bytes.size() && (static_cast<unsigned char>(bytes[end]) & 0xc0) == 0x80)
        --end;
    return bytes.first(end);
}

/// The parser cuts names itself, so they are read from the text: words and quoted names.
QStringList longNames(const QString &text)
{
    QStringList names;
    const QByteArray sql = text.toUtf8();
    for (qsizetype at = postgres::skipSqlComments(sql, 0, sql.size()); at < sql.size();) {
        const qsizetype end = postgres::sqlTokenEnd(sql, at, sql.size());
        QString token = QString::fromUtf8(QByteArrayView(sql).sliced(at, end - at));
        const bool isQuoted = token.size() > 1 && token.startsWith(u'"');
        if (isQuoted)
            token =
                token.sliced(1).chopped(1).replace(QStringLiteral("\"\""), QStringLiteral("\""));
        const bool isName =
            isQuoted || (!token.isEmpty() && (token[0].isLetter() || token[0] == u'_'));
        const bool isText = !isQuoted && token.endsWith(u'\''); // E'...'
        if (isName && !isText && token.toUtf8().size() > kMaxBytes && !names.contains(token))
            names += isQuoted ? token : token.toLower();
        at = postgres::skipSqlComments(sql, end, sql.size());
    }
    return names;
}

void checkFile(const Subject &file, Report &report)
{
    QHash<QByteArray, QString> seen; // what a name is cut to, and the name
    for (std::size_t i = 0; i < file.statements.size(); ++i) {
        const Statement &statement = file.statements[i];
        // Rows may hold long words, and need no names.
        if (statement.kind == u"InsertStmt" || statement.text.size() <= kMaxBytes)
            continue;
        for (const QString &name : longNames(statement.text)) {
            const QByteArray kept = cut(name);
            const auto other = seen.constFind(kept);
            const QString detail = QCoreApplication::translate("Lint", "%1 becomes %2.")
                                       .arg(name, QString::fromUtf8(kept));
            if (other == seen.constEnd())
                report.addAt(statement.offset, "name-too-long", detail);
            else if (*other != name)
                report.addAt(statement.offset, "name-collides",
                             QCoreApplication::translate("Lint", "%1 and %2 both become %3.")
                                 .arg(*other, name, QString::fromUtf8(kept)));
            seen.insert(kept, name);
        }
    }
}

} // namespace

RuleFamily nameRules()
{
    return {kRules, nullptr, checkFile};
}

} // namespace arborist::migrations
