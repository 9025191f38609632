// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/migrations/lint/hazard.h"
#include "services/migrations/lint/world.h"
#include "services/migrations/sql/statement.h"
#include <QCoreApplication>
#include <optional>
#include <span>

namespace arborist::migrations {

/// A rule's words, untranslated (context "Lint").
struct RuleText {
    const char *id;
    Severity severity;
    const char *title;
    const char *hazard;
    const char *safer;
};

/// The script that is looked at, and one of its statements.
struct Subject {
    const MigrationSet &set;
    const Migration &migration;
    const Script &script;
    const std::vector<Statement> &statements; ///< of the script
    std::size_t index = 0;
    postgres::SqlNode node; ///< absent where the parser did not understand it
    World &world;
    const std::vector<RequiredColumns> &requiredColumns;

    const Statement &statement() const { return statements[index]; }
    bool isDrizzle() const { return set.tool == Tool::Drizzle || set.tool == Tool::DrizzleV1; }
    int statementsInPiece() const;
    QString summary() const; ///< its first words, without values
};

/// Takes what rules find.
class Report
{
public:
    /// What comes now is about this statement, or about the file where there is none.
    void setSubject(const Subject &subject) { m_subject = &subject; }
    /// `severity` where it is not the rule's own.
    void add(const char *rule, const QString &detail,
             std::optional<Severity> severity = std::nullopt);
    /// The same for a place of the file (an offset in bytes).
    void addAt(qsizetype offset, const char *rule, const QString &detail,
               std::optional<Severity> severity = std::nullopt);
    /// What is about a lock or a rewrite: no hazard on a table that the run has just made, a note
    /// on one that is small.
    void addSized(const char *rule, const TableName &table, const QString &detail);

    std::vector<Hazard> take() { return std::move(m_hazards); }
    std::vector<Hazard> &hazards() { return m_hazards; }

private:
    Hazard begin(const char *rule, const QString &detail, std::optional<Severity> severity) const;

    const Subject *m_subject = nullptr;
    std::vector<Hazard> m_hazards;
};

/// Rules that look at the same kind of thing.
struct RuleFamily {
    std::span<const RuleText> rules;
    void (*checkStatement)(const Subject &subject, Report &report) = nullptr;
    void (*checkFile)(const Subject &file, Report &report) = nullptr; ///< its index is 0
};

const std::vector<RuleFamily> &ruleFamilies();
const RuleText *findRule(const QString &id); ///< nullptr if there is none

// One a file in rules/.
RuleFamily indexRules();
RuleFamily constraintRules();
RuleFamily columnRules();
RuleFamily storageRules();
RuleFamily dataRules();
RuleFamily renameRules();
RuleFamily transactionRules();
RuleFamily fileRules();
RuleFamily syntaxRules();
RuleFamily nameRules();
RuleFamily presenceRules();
RuleFamily styleRules();
RuleFamily securityRules();
RuleFamily tableRules();

} // namespace arborist::migrations
