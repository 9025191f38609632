// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/migrations/lint/rule.h"

namespace arborist::migrations {
namespace {

constexpr RuleText kRules[] = {
    {"name-too-long", Severity::Warning, QT_TRANSLATE_NOOP("Lint", "A name is cut off"),
     QT_TRANSLATE_NOOP("Lint",
                       "PostgreSQL keeps 63 bytes of a name and drops the rest, with no more than "
                       "a notice: code that asks for the whole name may not find it."),
     QT_TRANSLATE_NOOP("Lint", "Give it a shorter name.")},
    {"name-collides", Severity::Error, QT_TRANSLATE_NOOP("Lint", "Two names become the same"),
     QT_TRANSLATE_NOOP("Lint", "Cut to 63 bytes, the names are equal, so the second cannot be made "
                               "(42P07, 42710, 42701), "
                               "or is not made at all where IF NOT EXISTS is said."),
     QT_TRANSLATE_NOOP("Lint", "Give one of them a shorter name.")},
};

QString said(const NameClash &clash, const QString &migration)
{
    const QString kept = cutName(clash.name);
    if (clash.other.isEmpty())
        return QCoreApplication::translate("Lint", "%1 becomes %2, which the stage has already.")
            .arg(clash.name, kept);
    if (clash.otherIn == migration)
        return QCoreApplication::translate("Lint", "%1 and %2 both become %3.")
            .arg(clash.other, clash.name, kept);
    return QCoreApplication::translate("Lint", "%1 and %2 of %3 both become %4.")
        .arg(clash.name, clash.other, clash.otherIn, kept);
}

void checkStatement(const Subject &subject, Report &report)
{
    const Statement &statement = subject.statement();
    const qsizetype offset = statement.offset;
    for (const NameClash &clash :
         subject.world.names().pass(subject.node, statement.text, subject.migration.name))
        report.addAt(offset, "name-collides", said(clash, subject.migration.name),
                     clash.isLenient ? std::optional(Severity::Warning) : std::nullopt);
}

void checkFile(const Subject &file, Report &report)
{
    QStringList seen; // what names are cut to
    for (const Statement &statement : file.statements) {
        // Rows may hold long words, and need no names.
        if (statement.kind == u"InsertStmt")
            continue;
        for (const QString &name : fullNames(statement.text)) {
            const QString kept = cutName(name);
            if (kept == name || seen.contains(kept))
                continue;
            seen += kept;
            report.addAt(statement.offset, "name-too-long",
                         QCoreApplication::translate("Lint", "%1 becomes %2.").arg(name, kept));
        }
    }
}

} // namespace

RuleFamily nameRules()
{
    return {kRules, checkStatement, checkFile};
}

} // namespace arborist::migrations
