// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/migrations/lint/rule.h"
#include "services/postgres/sql_lexer.h"

namespace arborist::migrations {

int Subject::statementsInPiece() const
{
    int count = 0;
    for (const Statement &other : statements)
        count += other.piece == statement().piece;
    return count;
}

QString Subject::summary() const
{
    constexpr int kWords = 8;
    const QByteArray sql = statement().text.left(2000).toUtf8();
    QStringList words;
    for (qsizetype at = 0; at < sql.size() && words.size() < kWords;) {
        const qsizetype end = postgres::sqlTokenEnd(sql, at, sql.size());
        const QByteArrayView token = QByteArrayView(sql).sliced(at, end - at);
        if (token.contains('\'') || token.startsWith('$') || token == "(")
            break;
        if ((token == "." || (!words.isEmpty() && words.last().endsWith(u'.'))) && !words.isEmpty())
            words.last() += QString::fromUtf8(token);
        else
            words += QString::fromUtf8(token);
        at = postgres::skipSqlComments(sql, end, sql.size());
    }
    return words.join(u' ').left(120);
}

Hazard Report::begin(const char *rule, const QString &detail,
                     std::optional<Severity> severity) const
{
    const RuleText *text = findRule(QString::fromLatin1(rule));
    Q_ASSERT(text);
    Hazard hazard;
    hazard.rule = QString::fromLatin1(rule);
    hazard.severity = severity.value_or(text->severity);
    hazard.migration = m_subject->migration.name;
    hazard.file = m_subject->script.file;
    hazard.title = QCoreApplication::translate("Lint", text->title);
    hazard.detail = detail;
    hazard.safer = QCoreApplication::translate("Lint", text->safer);
    return hazard;
}

void Report::add(const char *rule, const QString &detail, std::optional<Severity> severity)
{
    Hazard hazard = begin(rule, detail, severity);
    const Statement &statement = m_subject->statement();
    hazard.line = statement.line;
    hazard.column = statement.column;
    hazard.endLine = statement.line + int(statement.text.count(u'\n'));
    m_hazards.push_back(std::move(hazard));
}

void Report::addAt(qsizetype offset, const char *rule, const QString &detail,
                   std::optional<Severity> severity)
{
    Hazard hazard = begin(rule, detail, severity);
    const FilePlace place = placeAt(m_subject->migration.text, offset);
    hazard.line = place.line;
    hazard.column = place.column;
    hazard.endLine = place.line;
    m_hazards.push_back(std::move(hazard));
}

void Report::addSized(const char *rule, const TableName &table, const QString &detail)
{
    const World &world = m_subject->world;
    if (!world.isNew(table))
        add(rule, detail, world.isSmall(table) ? std::optional(Severity::Info) : std::nullopt);
}

} // namespace arborist::migrations
