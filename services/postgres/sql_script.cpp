// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/postgres/sql_script.h"

#include "services/core/error.h"
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

/// Where the statement's own words begin, behind blanks and comments.
qsizetype skipComments(QByteArrayView script, qsizetype at, qsizetype end)
{
    while (at < end) {
        if (std::isspace(static_cast<unsigned char>(script[at]))) {
            ++at;
        } else if (script.sliced(at).startsWith("--")) {
            const qsizetype newline = script.indexOf('\n', at);
            at = newline < 0 ? end : newline + 1;
        } else if (script.sliced(at).startsWith("/*")) {
            int depth = 0;
            do {
                const QByteArrayView rest = script.sliced(at);
                const int change = rest.startsWith("/*") ? 1 : rest.startsWith("*/") ? -1 : 0;
                depth += change;
                at += change == 0 ? 1 : 2;
            } while (depth > 0 && at < end);
        } else {
            break;
        }
    }
    return at;
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
        throw error;
    }
    std::vector<SqlStatement> statements;
    const QJsonObject tree = QJsonDocument::fromJson(parsed->parse_tree).object();
    for (const QJsonValue &value : tree.value(QStringLiteral("stmts")).toArray()) {
        const QJsonObject raw = value.toObject();
        const QJsonObject node = raw.value(QStringLiteral("stmt")).toObject();
        const qsizetype begin = raw.value(QStringLiteral("stmt_location")).toInt();
        const qsizetype length = raw.value(QStringLiteral("stmt_len")).toInt();
        const qsizetype end = length > 0 ? begin + length : bytes.size();
        const qsizetype first = skipComments(bytes, begin, end);
        SqlStatement statement;
        statement.text = QString::fromUtf8(bytes.sliced(first, end - first)).trimmed();
        statement.line = lineAt(bytes, first);
        statement.kind = node.isEmpty() ? QString() : node.begin().key();
        statement.table = node.isEmpty() ? QString() : tableOf(node.begin().value().toObject());
        statements.push_back(std::move(statement));
    }
    return statements;
}

} // namespace arborist::postgres
