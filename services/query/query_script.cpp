// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/query/query_script.h"

#include "services/query/parameters.h"
#include "services/query/statement_rules.h"
#include <QCoreApplication>
#include <algorithm>

namespace arborist::query {
namespace {

QString tr(const char *text)
{
    return QCoreApplication::translate("Query", text);
}

/// Where the `count`-th character of the text begins, in QChars.
qsizetype indexOfCharacter(const QString &text, int count)
{
    qsizetype index = 0;
    for (; count > 0 && index < text.size(); --count)
        index += text.at(index).isHighSurrogate() ? 2 : 1;
    return std::min(index, text.size());
}

/// The statement as it was written. The parser saw blanks in the place of a name at its very end,
/// and left them out.
QString ownText(const QString &sql, const postgres::SqlStatement &statement)
{
    qsizetype end = statement.begin + statement.text.size();
    for (const Placeholder &place : placeholders(sql)) {
        if (place.begin < end)
            end = std::max(end, place.end());
    }
    return sql.mid(statement.begin, end - statement.begin);
}

} // namespace

QueryScript::QueryScript(const QueryRequest &request, Use use) : m_request(request), m_use(use)
{
    try {
        parse();
    } catch (const Error &error) {
        throw placedAt(error, error.position());
    }
    for (QueryStatement &statement : m_statements) {
        const QString own = ownText(request.sql, statement.sql);
        try {
            statement.sql.text = bindNames(own, request.parameters, statement.values);
        } catch (const Error &error) {
            throw placedAt(error, statement.sql.begin + error.position());
        }
    }
    if (m_statements.empty())
        throw Error::usage(tr("There is no statement to run."));
}

void QueryScript::parse()
{
    postgres::Params unused;
    const QString sql = bindNames(m_request.sql, m_request.parameters, unused);
    std::vector<postgres::SqlStatement> statements;
    try {
        statements = postgres::parseScript(sql, m_request.name);
    } catch (const Error &error) {
        if (m_use == Use::Write)
            throw;
        splitOnly(error, sql);
        return;
    }
    for (postgres::SqlStatement &statement : statements) {
        switch (m_use) {
        case Use::Read:
            checkReads(statement);
            break;
        case Use::Explain:
            checkExplains(statement);
            break;
        case Use::Write:
            checkWrites(statement);
        }
        m_statements.push_back({std::move(statement), {}});
    }
}

/// A newer server may know what the parser does not. One statement is sent at a time, so that one
/// that begins like a query is a query.
void QueryScript::splitOnly(const Error &problem, const QString &sql)
{
    for (postgres::SqlStatement &statement : postgres::splitScript(sql)) {
        if (!beginsLikeQuery(statement))
            throw problem;
        m_statements.push_back({std::move(statement), {}});
    }
}

Error QueryScript::placed(Error error, const QueryStatement &statement) const
{
    if (error.kind() == ErrorKind::Cancelled)
        return error;
    const int inStatement = error.position();
    if (m_use != Use::Write && (error.sqlState() == u"25006" || error.sqlState() == u"25001")) {
        const Error told = std::move(error);
        error = Error::refused(told.message(), wayToWrite());
        error.setSqlState(told.sqlState()).setDetail(told.detail());
    }
    const qsizetype within =
        inStatement > 0 ? indexOfCharacter(statement.sql.text, inStatement - 1) : 0;
    return placedAt(std::move(error), statement.sql.begin + within + 1);
}

Error QueryScript::placedAt(Error error, qsizetype position) const
{
    if (position < 1)
        return error;
    const QStringView before = QStringView(m_request.sql).first(position - 1);
    const qsizetype line = before.count(u'\n') + 1;
    const qsizetype column = position - 1 - before.lastIndexOf(u'\n');
    error.setPosition(int(position));
    error.setWhere(m_request.name.isEmpty()
                       ? tr("line %1, column %2").arg(line).arg(column)
                       : QStringLiteral("%1:%2:%3").arg(m_request.name).arg(line).arg(column));
    return error;
}

} // namespace arborist::query
