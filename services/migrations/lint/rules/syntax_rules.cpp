// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/migrations/lint/rule.h"

namespace arborist::migrations {
namespace {

using postgres::SqlNode;

constexpr RuleText kRules[] = {
    {"syntax", Severity::Warning, QT_TRANSLATE_NOOP("Lint", "Is not understood"),
     QT_TRANSLATE_NOOP("Lint", "The parser has the grammar of PostgreSQL 15. What it does not "
                               "understand is a mistake, or newer than that: the server decides."),
     QT_TRANSLATE_NOOP("Lint", "Check the statement against the server's version.")},
    {"newer-syntax", Severity::Error, QT_TRANSLATE_NOOP("Lint", "Is newer than the server"),
     QT_TRANSLATE_NOOP(
         "Lint",
         "The server is older than the release that brought this, so it refuses the statement."),
     QT_TRANSLATE_NOOP("Lint", "Write it in the older form, or upgrade the server.")},
};

struct News {
    int version; ///< major
    const char *words;
};

bool hasElement(const SqlNode &list, QByteArrayView name)
{
    for (const SqlNode item : list) {
        if (item.as("DefElem")["defname"].is(name))
            return true;
    }
    return false;
}

/// What is newest in a statement that the parser of version 15 understands.
News newestIn(const SqlNode &node)
{
    const QByteArrayView kind = node.kind();
    const SqlNode inner = node.inner();
    News newest{0, nullptr};
    const auto needs = [&](int version, const char *words) {
        if (version > newest.version)
            newest = {version, words};
    };
    if (kind == "MergeStmt")
        needs(15, "MERGE");
    if (kind == "CreateTrigStmt" && inner["replace"].isTrue())
        needs(14, "CREATE OR REPLACE TRIGGER");
    if (kind == "CreateFunctionStmt" && inner["sql_body"])
        needs(14, "BEGIN ATOMIC");
    if (kind == "ReindexStmt" && hasElement(inner["params"], "concurrently"))
        needs(12, "REINDEX CONCURRENTLY");
    node.walk([&](const SqlNode &part) {
        const QByteArrayView key = part.key();
        if (key == "nulls_not_distinct" && part.isTrue())
            needs(15, "NULLS NOT DISTINCT");
        else if (key == "fk_del_set_cols")
            needs(15, "ON DELETE SET NULL (columns)");
        else if (part.kind() == "PartitionCmd" && part.inner()["concurrent"].isTrue())
            needs(14, "DETACH PARTITION CONCURRENTLY");
        else if (part.is("CONSTR_GENERATED"))
            needs(12, "GENERATED ALWAYS AS ... STORED");
        else if (key == "subtype" && part.is("AT_SetAccessMethod"))
            needs(15, "SET ACCESS METHOD");
        else if (key == "subtype" && part.is("AT_SetCompression"))
            needs(14, "SET COMPRESSION");
    });
    return newest;
}

void check(const Subject &subject, Report &report)
{
    const Catalog *catalog = subject.world.catalog();
    const int major = catalog ? catalog->serverVersion() / 10000 : 0;
    if (subject.statement().kind.isEmpty()) {
        const bool isSure = major > 0 && major <= 15;
        report.add("syntax",
                   isSure ? QCoreApplication::translate(
                                "Lint", "PostgreSQL %1 does not understand it either.")
                                .arg(major)
                          : subject.summary(),
                   isSure ? Severity::Error : Severity::Warning);
        return;
    }
    if (major == 0 || major >= 15)
        return;
    const News newest = newestIn(subject.node);
    if (newest.version > major) {
        report.add("newer-syntax", QCoreApplication::translate(
                                       "Lint", "%1 came with PostgreSQL %2; the server is %3.")
                                       .arg(QLatin1String(newest.words))
                                       .arg(newest.version)
                                       .arg(major));
    }
}

} // namespace

RuleFamily syntaxRules()
{
    return {kRules, check};
}

} // namespace arborist::migrations
