// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/postgres/sql_script.h"

#include "services/core/error.h"
#include "services/postgres/sql_lexer.h"
#include <QCoreApplication>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <memory>
#include <pg_query.h>

namespace arborist::postgres {
namespace {

int lineAt(QByteArrayView script, qsizetype position)
{
    const auto before = script.first(qBound<qsizetype>(0, position, script.size()));
    return 1 + int(std::count(before.begin(), before.end(), '\n'));
}

QString tableOf(const QJsonObject &statement)
{
    const QJsonObject relation = statement.value(QStringLiteral("relation")).toObject();
    const QString schema = relation.value(QStringLiteral("schemaname")).toString();
    const QString name = relation.value(QStringLiteral("relname")).toString();
    return schema.isEmpty() ? name : schema + u'.' + name;
}

/// Everything of interest that hangs below a statement's node.
void lookInto(const QJsonValue &value, SqlStatement &statement)
{
    if (value.isArray()) {
        for (const QJsonValue &part : value.toArray())
            lookInto(part, statement);
        return;
    }
    const QJsonObject object = value.toObject();
    for (auto it = object.begin(); it != object.end(); ++it) {
        const QString &key = it.key();
        if (key == u"FuncCall") {
            const QJsonValue name = it.value()[u"funcname"].toArray().last();
            statement.functions += name[u"String"][u"sval"].toString();
        } else if (key == u"DeleteStmt") {
            statement.writes = statement.deletes = true;
        } else if (key == u"InsertStmt" || key == u"UpdateStmt" || key == u"MergeStmt" ||
                   key == u"intoClause") {
            statement.writes = true;
        } else if (key == u"MergeWhenClause") {
            statement.deletes |= it.value()[u"commandType"].toString() == u"CMD_DELETE";
        }
        lookInto(it.value(), statement);
    }
}

void describe(const QJsonObject &node, SqlStatement &statement)
{
    if (node.isEmpty())
        return;
    const QJsonObject inner = node.begin().value().toObject();
    statement.kind = node.begin().key();
    statement.table = tableOf(inner);
    statement.hasCondition = inner.contains(QStringLiteral("whereClause"));
    if (statement.kind == u"VariableSetStmt")
        statement.setting = inner.value(QStringLiteral("name")).toString();
    if (statement.kind == u"ExplainStmt")
        statement.explains = inner.value(QStringLiteral("query")).toObject().keys().value(0);
    lookInto(node, statement);
}

/// What stands between two places, counted in UTF-8.
SqlStatement cut(QByteArrayView bytes, qsizetype begin, qsizetype end)
{
    const qsizetype first = skipSqlComments(bytes, begin, end);
    SqlStatement statement;
    statement.text = QString::fromUtf8(bytes.sliced(first, end - first)).trimmed();
    statement.line = lineAt(bytes, first);
    statement.begin = QString::fromUtf8(bytes.first(first)).size();
    return statement;
}

} // namespace

std::vector<SqlStatement> parseScript(const QString &script, const QString &where)
{
    const QByteArray bytes = script.toUtf8();
    const auto release = [](PgQueryParseResult *result) {
        pg_query_free_parse_result(*result);
        delete result;
    };
    const std::unique_ptr<PgQueryParseResult, decltype(release)> parsed(
        new PgQueryParseResult(pg_query_parse(bytes.constData())), release);
    if (parsed->error) {
        Error error(QCoreApplication::translate("SqlScript", "The SQL does not read: %1.")
                        .arg(QString::fromUtf8(parsed->error->message)),
                    QCoreApplication::translate("SqlScript", "Mend the statement in this line."));
        // The parser counts characters, from 1.
        const qsizetype at = script.left(qMax(0, parsed->error->cursorpos - 1)).toUtf8().size();
        error.setWhere(QStringLiteral("%1:%2").arg(where).arg(lineAt(bytes, at)));
        error.setPosition(int(QString::fromUtf8(QByteArrayView(bytes).first(at)).size()) + 1);
        throw error;
    }
    QJsonParseError problem;
    const QJsonObject tree = QJsonDocument::fromJson(parsed->parse_tree, &problem).object();
    if (problem.error != QJsonParseError::NoError) {
        throw Error(QCoreApplication::translate("SqlScript", "The SQL is nested too deeply."),
                    QCoreApplication::translate("SqlScript", "Take it apart."))
            .setWhere(where);
    }
    std::vector<SqlStatement> statements;
    for (const QJsonValue &value : tree.value(QStringLiteral("stmts")).toArray()) {
        const QJsonObject raw = value.toObject();
        const qsizetype begin = raw.value(QStringLiteral("stmt_location")).toInt();
        const qsizetype length = raw.value(QStringLiteral("stmt_len")).toInt();
        SqlStatement statement = cut(bytes, begin, length > 0 ? begin + length : bytes.size());
        describe(raw.value(QStringLiteral("stmt")).toObject(), statement);
        statements.push_back(std::move(statement));
    }
    return statements;
}

qsizetype firstWord(const QString &script)
{
    const QByteArray bytes = script.toUtf8();
    return cut(bytes, 0, bytes.size()).begin;
}

} // namespace arborist::postgres
