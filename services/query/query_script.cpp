// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/query/query_script.h"

#include "services/query/parameters.h"
#include "services/query/statement_rules.h"
#include <QCoreApplication>
#include <QRegularExpression>
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

/// In the text as it was written: $1 may be shorter than the name at its end.
qsizetype endOf(const postgres::SqlStatement &statement, const QString &sql)
{
    qsizetype end = statement.begin + statement.text.size();
    while (end < sql.size() && (sql.at(end).isLetterOrNumber() || sql.at(end) == u'_'))
        ++end;
    return end;
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
        const QString own = request.sql.mid(statement.sql.begin, endOf(statement.sql, request.sql) -
                                                                     statement.sql.begin);
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
        takeAsOne(error, sql);
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

/// A newer server may know what the parser does not. The whole is sent as one statement, and the
/// server takes no second one with it: what begins like a query is a query, or a syntax error.
void QueryScript::takeAsOne(const Error &problem, const QString &sql)
{
    static const QRegularExpression end(QStringLiteral("[;\\s]+$"));
    postgres::SqlStatement statement;
    statement.begin = postgres::firstWord(sql);
    statement.text = sql.mid(statement.begin).remove(end);
    if (!beginsLikeQuery(statement))
        throw problem;
    m_statements.push_back({std::move(statement), {}});
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
    if (error.sqlState() == u"57014") {
        error.setHint(tr("Allow the statement more time (--timeout), or let it do less: EXPLAIN "
                         "shows what takes so long. It may also have been cancelled on the "
                         "server."));
    }
    return placedAt(std::move(error), statement.sql.begin + within + 1);
}

Error QueryScript::placedAt(Error error, qsizetype position) const
{
    if (position < 1)
        return error;
    const QStringView before = QStringView(m_request.sql).first(position - 1);
    const qsizetype line = before.count(u'\n') + 1;
    const QStringView inLine = before.sliced(before.lastIndexOf(u'\n') + 1);
    const qsizetype column = 1 + std::count_if(inLine.begin(), inLine.end(),
                                               [](QChar each) { return !each.isLowSurrogate(); });
    error.setPosition(int(position));
    error.setWhere(m_request.name.isEmpty()
                       ? tr("line %1, column %2").arg(line).arg(column)
                       : QStringLiteral("%1:%2:%3").arg(m_request.name).arg(line).arg(column));
    return error;
}

} // namespace arborist::query
