// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/data/seed/sql_seed.h"

#include "services/postgres/identifier.h"
#include "services/postgres/sql_split.h"
#include "services/postgres/sql_tree.h"
#include <QCoreApplication>
#include <QRegularExpression>

namespace arborist::data {

namespace {

using postgres::SqlNode;
using postgres::SqlPart;
using postgres::SqlTree;

QString tr(const char *text)
{
    return QCoreApplication::translate("Seed", text);
}

QString shownName(SqlNode relation)
{
    const QString schema = relation["schemaname"].text();
    const QString name = relation["relname"].text();
    const auto quoted = [](const QString &part) {
        static const QRegularExpression plain(QStringLiteral("^[a-z_][a-z0-9_]*$"));
        return plain.match(part).hasMatch() ? part : postgres::quoteIdentifier(part);
    };
    return schema.isEmpty() ? quoted(name) : quoted(schema) + u'.' + quoted(name);
}

/// Of an INSERT that is too large for a tree: its head tells, and its end.
SeedStatement largeInsert(const SeedText &text, const SqlPart &part, const QByteArray &sql)
{
    static const QRegularExpression head(
        QStringLiteral(R"(^INSERT\s+INTO\s+((?:"[^"]+"|[\w$]+)(?:\.(?:"[^"]+"|[\w$]+))?))"),
        QRegularExpression::CaseInsensitiveOption);
    const auto match =
        head.match(QString::fromUtf8(sql.first(std::min<qsizetype>(400, sql.size()))));
    if (!match.hasMatch())
        throw text.error(part.begin, tr("The statement is too large."),
                         tr("Take it apart, or write the rows as CSV."));
    SeedStatement statement;
    statement.at = part.begin;
    statement.table = match.captured(1);
    statement.inserts = true;
    const QByteArray end = sql.last(std::min<qsizetype>(2000, sql.size())).toLower();
    statement.isGuarded = end.contains("conflict");
    statement.sql = QString::fromUtf8(sql);
    if (!statement.isGuarded && !end.contains("returning")) {
        statement.sql += QStringLiteral("\nON CONFLICT DO NOTHING");
        statement.isGuarded = true;
    }
    return statement;
}

class Parser
{
public:
    Parser(const SeedText &text, SqlSeed &seed) : m_text(text), m_seed(seed) {}

    void add(const SqlPart &part)
    {
        const QByteArray sql =
            m_text.bytes().sliced(part.begin, part.end - part.begin).toByteArray();
        const SqlTree tree(sql);
        if (tree.isTooLarge()) {
            keep(largeInsert(m_text, part, sql));
            return;
        }
        if (tree.size() == 0)
            failToRead(part, sql, tree);
        const SqlNode node = tree.statement();
        const QByteArrayView kind = node.kind();
        if (kind == "TransactionStmt") {
            skipTransaction(part, node.inner());
            return;
        }
        if (kind == "TruncateStmt")
            throw m_text.error(part.begin, tr("A seed cannot empty tables."),
                               tr("Take TRUNCATE out, and seed with --fresh: its tables are "
                                  "archived and emptied first."));
        const bool isTaken = kind == "InsertStmt" || kind == "UpdateStmt" || kind == "DeleteStmt" ||
                             kind == "MergeStmt" || kind == "SelectStmt" ||
                             kind == "VariableSetStmt" || kind == "DoStmt" || kind == "CallStmt";
        if (!isTaken)
            throw m_text.error(part.begin, tr("A seed changes rows, and nothing else."),
                               kind == "CopyStmt"
                                   ? tr("Write the rows as CSV, or as INSERT: pg_dump --inserts.")
                                   : tr("Put changes of the schema into a migration."));
        look(part, sql, node);
    }

private:
    [[noreturn]] void failToRead(const SqlPart &part, const QByteArray &sql, const SqlTree &tree)
    {
        const QString before = QString::fromUtf8(sql);
        const auto characters = before.toUcs4().first(
            std::clamp<qsizetype>(tree.errorPosition() - 1, 0, before.toUcs4().size()));
        const qsizetype inside =
            QString::fromUcs4(reinterpret_cast<const char32_t *>(characters.constData()),
                              characters.size())
                .toUtf8()
                .size();
        throw m_text.error(part.begin + inside, tr("The SQL does not read: %1.").arg(tree.error()),
                           tr("Mend the statement here."));
    }

    void skipTransaction(const SqlPart &part, SqlNode statement)
    {
        const QByteArrayView kind = statement["kind"].bytes();
        if (kind != "TRANS_STMT_BEGIN" && kind != "TRANS_STMT_START" && kind != "TRANS_STMT_COMMIT")
            throw m_text.error(part.begin, tr("A seed is one transaction."),
                               tr("Take ROLLBACK and SAVEPOINT out."));
    }

    void look(const SqlPart &part, const QByteArray &sql, SqlNode node)
    {
        SeedStatement statement;
        statement.at = part.begin;
        statement.sql = QString::fromUtf8(sql);
        const SqlNode inner = node.inner();
        if (const SqlNode insert = node.as("InsertStmt")) {
            statement.inserts = true;
            statement.table = shownName(insert["relation"]);
            const SqlNode conflict = insert["onConflictClause"];
            statement.isGuarded = bool(conflict);
            if (conflict["action"].is("ONCONFLICT_UPDATE"))
                m_seed.onlyInserts = false;
            if (!conflict && !insert["returningList"]) {
                statement.sql += QStringLiteral("\nON CONFLICT DO NOTHING");
                statement.isGuarded = true;
            }
            const SqlNode values = insert["selectStmt"].as("SelectStmt")["valuesLists"];
            if (values)
                statement.rows = values.size();
        } else if (inner["relation"]) {
            statement.table = shownName(inner["relation"]);
        }
        const QByteArrayView kind = node.kind();
        if (kind == "UpdateStmt" || kind == "DeleteStmt" || kind == "MergeStmt" ||
            kind == "DoStmt" || kind == "CallStmt")
            m_seed.onlyInserts = false;
        if (kind == "DeleteStmt")
            m_seed.deletesFrom << statement.table;
        // WITH x AS (DELETE ...), and functions that do what they like.
        node.walk([&](SqlNode part_) {
            if (part_.key() == "DeleteStmt" || part_.key() == "UpdateStmt" ||
                part_.key() == "MergeStmt")
                m_seed.onlyInserts = false;
            if (part_.key() == "DeleteStmt" && kind != "DeleteStmt")
                m_seed.deletesFrom << shownName(part_["relation"]);
            if (part_.key() == "FuncCall" && kind == "SelectStmt" && !isHarmless(part_))
                m_seed.onlyInserts = false;
        });
        keep(std::move(statement));
    }

    static bool isHarmless(SqlNode call)
    {
        QByteArray name;
        for (const SqlNode part : call["funcname"])
            name = part.as("String")["sval"].bytes().toByteArray();
        return name == "setval" || name == "set_config" || name == "max" || name == "coalesce" ||
               name == "pg_get_serial_sequence";
    }

    void keep(SeedStatement statement)
    {
        if (!statement.table.isEmpty() && !m_seed.tables.contains(statement.table))
            m_seed.tables << statement.table;
        m_seed.statements.push_back(std::move(statement));
    }

    const SeedText &m_text;
    SqlSeed &m_seed;
};

} // namespace

SqlSeed SqlSeed::parse(const SeedText &text)
{
    SqlSeed seed;
    Parser parser(text, seed);
    for (const SqlPart &part : postgres::splitSql(text.bytes()))
        parser.add(part);
    return seed;
}

} // namespace arborist::data
