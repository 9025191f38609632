// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/migrations/lint/hazard.h"

#include "services/migrations/lint/rule.h"
#include "services/migrations/lint/suppressions.h"
#include <algorithm>

namespace arborist::migrations {
namespace {

using postgres::SqlNode;
using postgres::SqlTree;

/// A migration with its statements and their trees, each made once.
struct File {
    const Migration *migration;
    std::vector<Statement> statements;
    std::vector<SqlTree> trees;
};

std::vector<File> readFiles(const LintRequest &request, postgres::Connection *connection)
{
    std::vector<File> files;
    for (std::size_t i = 0; i < request.migrations.size(); ++i) {
        const Migration &migration = request.set->migrations[std::size_t(request.migrations[i])];
        if (!migration.up)
            continue;
        File file{&migration,
                  request.statements.empty() ? statementsOf(*migration.up) : request.statements[i],
                  {}};
        if (connection)
            placeByCatalog(file.statements, *connection);
        for (const Statement &statement : file.statements)
            file.trees.emplace_back(statement.kind.isEmpty() ? QByteArray()
                                                             : statement.text.toUtf8());
        files.push_back(std::move(file));
    }
    return files;
}

/// Names of a statement that the catalog is asked for.
void collect(const SqlNode &statement, CatalogQuestions &questions)
{
    if (const SqlNode drop = statement.as("DropStmt")) {
        for (const SqlNode object : drop["objects"]) {
            const TableName name = nameOfList(object.as("List")["items"]);
            if (!name.isEmpty())
                questions.relations.insert(name);
        }
    }
    if (const SqlNode extension = statement.as("CreateExtensionStmt"))
        questions.extensions.insert(extension["extname"].text());
    if (const SqlNode schema = statement.as("AlterObjectSchemaStmt")["newschema"])
        questions.schemas.insert(schema.text());
    for (const char *key : {"typeName", "funcname"}) {
        const QString schema = nameOfList(statement.inner()[key]).schema;
        if (!schema.isEmpty())
            questions.schemas.insert(schema);
    }
    // Rows may be many, and name nothing.
    const bool isRows = statement.kind() == "InsertStmt" && !statement.inner()["withClause"];
    const SqlNode top = isRows ? statement.inner()["relation"] : SqlNode();
    const auto look = [&](const SqlNode &node) {
        if (node["relname"]) {
            questions.relations.insert(tableName(node));
            if (const SqlNode schema = node["schemaname"])
                questions.schemas.insert(schema.text());
        } else if (node["roletype"].is("ROLESPEC_CSTRING")) {
            questions.roles.insert(node["rolename"].text());
        } else if (node.key() == "funcname") {
            questions.functions.insert(nameOfList(node).name);
        }
    };
    if (isRows)
        look(top);
    else
        statement.walk(look);
}

/// Names that are cut, where they are to stand.
void collectNames(const File &file, CatalogQuestions &questions)
{
    for (std::size_t i = 0; i < file.statements.size(); ++i) {
        QStringList cut;
        for (const QString &name : fullNames(file.statements[i].text)) {
            if (cutName(name) != name)
                cut += cutName(name);
        }
        if (cut.isEmpty())
            continue;
        for (const MadeName &made : madeNames(file.trees[i].statement())) {
            if (!made.isGone && cut.contains(made.name))
                questions.names[made.space] += made.name;
        }
    }
}

class Linter
{
public:
    Linter(const LintRequest &request, Catalog *catalog) : m_request(request), m_world(catalog)
    {
        if (catalog)
            m_world.names().setTaken(catalog->takenNames());
    }

    std::vector<Hazard> run(const std::vector<File> &files)
    {
        if (m_request.isOneRun) {
            for (const File &file : files)
                expect(file);
        }
        std::vector<Hazard> hazards;
        for (const File &file : files) {
            if (!m_request.isOneRun) {
                m_world.startOver();
                expect(file);
            }
            for (Hazard &hazard : check(file))
                hazards.push_back(std::move(hazard));
        }
        return hazards;
    }

private:
    void expect(const File &file)
    {
        for (const SqlTree &tree : file.trees)
            m_world.expect(tree.statement());
    }

    std::vector<Hazard> check(const File &file)
    {
        Report report;
        Subject subject{
            *m_request.set, *file.migration,          *file.migration->up, file.statements, 0, {},
            m_world,        m_request.requiredColumns};
        report.setSubject(subject);
        for (const RuleFamily &family : ruleFamilies()) {
            if (family.checkFile)
                family.checkFile(subject, report);
        }
        for (; subject.index < file.statements.size(); ++subject.index) {
            subject.node = file.trees[subject.index].statement();
            for (const RuleFamily &family : ruleFamilies()) {
                if (family.checkStatement)
                    family.checkStatement(subject, report);
            }
            m_world.pass(subject.node);
        }
        const Suppressions suppressions(file.migration->text, file.statements);
        for (const Suppressions::Name &name : suppressions.names()) {
            if (!findRule(name.rule))
                report.addAt(name.offset, "unknown-rule", name.rule);
        }
        std::vector<Hazard> hazards = report.take();
        std::erase_if(hazards, [&](const Hazard &hazard) { return suppressions.covers(hazard); });
        std::ranges::stable_sort(hazards, {}, [](const Hazard &hazard) {
            return std::pair(hazard.line, hazard.column);
        });
        return hazards;
    }

    const LintRequest &m_request;
    World m_world;
};

} // namespace

std::vector<Hazard> lint(const LintRequest &request, postgres::Connection *connection)
{
    const std::vector<File> files = readFiles(request, connection);
    std::optional<Catalog> catalog;
    if (connection) {
        CatalogQuestions questions;
        for (const File &file : files) {
            for (const SqlTree &tree : file.trees)
                collect(tree.statement(), questions);
            // Of files that are looked at whether applied or not, the stage has the names itself.
            if (request.isOneRun)
                collectNames(file, questions);
        }
        catalog.emplace(*connection, questions);
    }
    return Linter(request, catalog ? &*catalog : nullptr).run(files);
}

} // namespace arborist::migrations
