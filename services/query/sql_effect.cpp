// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/query/sql_effect.h"

#include "services/core/error.h"
#include "services/postgres/sql_script.h"
#include "services/query/parameters.h"
#include <QSet>
#include <algorithm>

namespace arborist::query {
namespace {

SqlEffect effectOf(const postgres::SqlStatement &statement)
{
    static const QSet<QString> reading{
        QStringLiteral("SelectStmt"),        QStringLiteral("ExplainStmt"),
        QStringLiteral("VariableShowStmt"),  QStringLiteral("VariableSetStmt"),
        QStringLiteral("DeclareCursorStmt"), QStringLiteral("FetchStmt"),
        QStringLiteral("ClosePortalStmt"),   QStringLiteral("TransactionStmt")};
    static const QSet<QString> opaque{QStringLiteral("CallStmt"), QStringLiteral("DoStmt"),
                                      QStringLiteral("ExecuteStmt"), QStringLiteral("PrepareStmt")};
    if (statement.writes)
        return SqlEffect::Writes;
    if (opaque.contains(statement.kind))
        return SqlEffect::Unclear;
    return reading.contains(statement.kind) ? SqlEffect::Reads : SqlEffect::Writes;
}

} // namespace

SqlEffect sqlEffect(const QString &script)
{
    QString sql = script;
    for (const Placeholder &place : placeholders(script)) // a parameter may stand for any value
        sql.replace(place.begin, place.end() - place.begin,
                    QStringLiteral("$1").leftJustified(place.end() - place.begin));
    std::vector<postgres::SqlStatement> statements;
    try {
        statements = postgres::parseScript(sql, {});
    } catch (const Error &) {
        return SqlEffect::Unclear;
    }
    bool reads = !statements.empty();
    for (const postgres::SqlStatement &statement : statements) {
        const SqlEffect effect = effectOf(statement);
        if (effect == SqlEffect::Writes)
            return effect;
        reads = reads && effect == SqlEffect::Reads;
    }
    return reads ? SqlEffect::Reads : SqlEffect::Unclear;
}

} // namespace arborist::query
