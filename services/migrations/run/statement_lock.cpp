// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/migrations/run/statement_lock.h"

#include <QCoreApplication>
#include <QRegularExpression>
#include <QSet>
#include <algorithm>
#include <array>
#include <map>

namespace arborist::migrations {

namespace {

using Flag = QRegularExpression::PatternOption;

/// Weakest first; what says nothing to anybody (ACCESS SHARE, ROW SHARE) is left out.
enum class Mode { None, RowExclusive, ShareUpdate, Share, ShareRow, Exclusive, AccessExclusive };

constexpr std::array kWords{
    "",          "ROW EXCLUSIVE",   "SHARE UPDATE EXCLUSIVE", "SHARE", "SHARE ROW EXCLUSIVE",
    "EXCLUSIVE", "ACCESS EXCLUSIVE"};

/// The manual's table of each command (13.3 and the commands' pages), by the first words. NAME is
/// a table, qualified or not, WORD another name; the first rule that fits holds.
struct Rule {
    const char *pattern;
    Mode mode;
};

constexpr std::array kRules{
    Rule{"CREATE (?:UNIQUE )?INDEX CONCURRENTLY .*?\\bON (?:ONLY )?NAME", Mode::ShareUpdate},
    Rule{"CREATE (?:UNIQUE )?INDEX .*?\\bON (?:ONLY )?NAME", Mode::Share},
    Rule{"DROP INDEX CONCURRENTLY (?:IF EXISTS )?NAME", Mode::ShareUpdate},
    Rule{"REINDEX .*\\bCONCURRENTLY NAME", Mode::ShareUpdate},
    Rule{"ALTER TABLE (?:IF EXISTS )?(?:ONLY )?NAME VALIDATE CONSTRAINT", Mode::ShareUpdate},
    Rule{"ALTER TABLE (?:IF EXISTS )?(?:ONLY )?NAME (?:ATTACH PARTITION|DETACH PARTITION .* "
         "CONCURRENTLY|ALTER (?:COLUMN )?WORD SET STATISTICS|CLUSTER ON|SET \\((?:autovacuum|"
         "toast\\.autovacuum|fillfactor))",
         Mode::ShareUpdate},
    Rule{"ALTER TABLE (?:IF EXISTS )?(?:ONLY )?NAME (?:ADD (?:CONSTRAINT WORD )?FOREIGN KEY|"
         "ENABLE TRIGGER|DISABLE TRIGGER)",
         Mode::ShareRow},
    Rule{"ALTER TABLE (?:IF EXISTS )?(?:ONLY )?NAME", Mode::AccessExclusive},
    Rule{"ALTER (?:MATERIALIZED )?VIEW (?:IF EXISTS )?NAME", Mode::AccessExclusive},
    Rule{"ALTER INDEX (?:IF EXISTS )?NAME", Mode::ShareUpdate},
    Rule{"ALTER (?:POLICY|TRIGGER) NAME ON NAME", Mode::AccessExclusive},
    Rule{"DROP (?:TABLE|(?:MATERIALIZED )?VIEW|INDEX) (?:IF EXISTS )?NAME", Mode::AccessExclusive},
    Rule{"DROP (?:TRIGGER|POLICY|RULE) (?:IF EXISTS )?NAME ON NAME", Mode::AccessExclusive},
    Rule{"TRUNCATE (?:TABLE )?(?:ONLY )?NAME", Mode::AccessExclusive},
    Rule{"CREATE (?:OR REPLACE )?(?:CONSTRAINT )?TRIGGER .*?\\bON NAME", Mode::ShareRow},
    Rule{"CREATE POLICY NAME ON NAME", Mode::AccessExclusive},
    Rule{"CREATE (?:OR REPLACE )?RULE .*?\\bTO NAME", Mode::AccessExclusive},
    Rule{"REFRESH MATERIALIZED VIEW CONCURRENTLY NAME", Mode::Exclusive},
    Rule{"REFRESH MATERIALIZED VIEW NAME", Mode::AccessExclusive},
    Rule{"CLUSTER (?:VERBOSE )?NAME", Mode::AccessExclusive},
    Rule{"VACUUM (?:\\([^)]*FULL[^)]*\\)|FULL) (?:VERBOSE )?(?:ANALYZE )?NAME",
         Mode::AccessExclusive},
    Rule{"(?:VACUUM|ANALYZE)(?: \\([^)]*\\))?(?: VERBOSE)?(?: ANALYZE)? NAME", Mode::ShareUpdate},
    Rule{"REINDEX (?:\\([^)]*\\) )?TABLE NAME", Mode::Share},
    Rule{"COMMENT ON (?:TABLE|VIEW|INDEX) NAME", Mode::ShareUpdate},
    Rule{"LOCK (?:TABLE )?(?:ONLY )?NAME(?: IN ACCESS EXCLUSIVE MODE)?(?: NOWAIT)?$",
         Mode::AccessExclusive},
    Rule{"LOCK (?:TABLE )?(?:ONLY )?NAME", Mode::Exclusive},
    Rule{"(?:WITH .*)?\\bINSERT INTO NAME", Mode::RowExclusive},
    Rule{"(?:WITH .*)?\\bUPDATE (?:ONLY )?NAME (?:\\S+ )?(?:\\S+ )?SET\\b", Mode::RowExclusive},
    Rule{"(?:WITH .*)?\\bDELETE FROM (?:ONLY )?NAME", Mode::RowExclusive},
    Rule{"(?:WITH .*)?\\bMERGE INTO (?:ONLY )?NAME", Mode::RowExclusive},
};

QRegularExpression compiled(const char *text)
{
    QString pattern = QString::fromLatin1(text);
    const QString part = QStringLiteral("(?:\"(?:[^\"]|\"\")+\"|[^\\s\"().,;]+)");
    return QRegularExpression(
        QStringLiteral("\\A") +
            pattern.replace(QStringLiteral("WORD"), part)
                .replace(QStringLiteral("NAME"), QStringLiteral("((?:%1\\.)?%1)").arg(part)),
        Flag::CaseInsensitiveOption | Flag::DotMatchesEverythingOption);
}

/// Whether the rule's first word, where it is a plain one, is that of the text: most rules need no
/// look at the pattern.
bool mayMatch(const Rule &rule, const QString &text)
{
    const QLatin1StringView pattern(rule.pattern);
    const auto end = std::find_if_not(pattern.begin(), pattern.end(),
                                      [](char letter) { return letter >= 'A' && letter <= 'Z'; });
    return text.startsWith(pattern.first(end - pattern.begin()), Qt::CaseInsensitive);
}

const std::vector<QRegularExpression> &patterns()
{
    static const std::vector<QRegularExpression> all = [] {
        std::vector<QRegularExpression> made;
        for (const Rule &rule : kRules)
            made.push_back(compiled(rule.pattern));
        return made;
    }();
    return all;
}

/// As people write it: no quotes where none are needed, no "public".
QString shownTable(QString name)
{
    static const QRegularExpression plain(QStringLiteral("\"([a-z_][a-z0-9_]*)\""));
    name.replace(plain, QStringLiteral("\\1"));
    return name.startsWith(u"public.") ? name.mid(7) : name;
}

/// What a foreign key refers to is locked as well.
const QRegularExpression &references()
{
    static const QRegularExpression found(
        compiled("NAME").pattern().replace(QStringLiteral("\\A"),
                                           QStringLiteral("\\bREFERENCES\\s+")),
        Flag::CaseInsensitiveOption);
    return found;
}

} // namespace

QString locksOf(const std::vector<Statement> &statements)
{
    static const QRegularExpression create(compiled(
        "CREATE (?:GLOBAL |LOCAL )?(?:TEMP |TEMPORARY |UNLOGGED )?(?:TABLE|(?:OR REPLACE )?"
        "(?:MATERIALIZED )?VIEW) (?:IF NOT EXISTS )?NAME"));
    QSet<QString> made;
    std::map<QString, Mode> strongest;
    const auto lock = [&](const QString &name, Mode mode) {
        const QString table = shownTable(name);
        if (!made.contains(table))
            strongest[table] = std::max(strongest[table], mode);
    };
    for (const Statement &statement : statements) {
        // Enough for the words at the front; the rest may be a long literal.
        const QString text = statement.text.left(2000).simplified();
        const bool creates = text.startsWith(u"CREATE", Qt::CaseInsensitive);
        if (const auto found = creates ? create.match(text) : QRegularExpressionMatch();
            found.hasMatch()) {
            made += shownTable(found.captured(1));
        } else {
            for (size_t i = 0; i < kRules.size(); ++i) {
                if (!mayMatch(kRules[i], text))
                    continue;
                const auto match = patterns()[i].match(text);
                if (!match.hasMatch())
                    continue;
                lock(match.captured(match.lastCapturedIndex()), kRules[i].mode);
                break;
            }
        }
        if ((creates || text.startsWith(u"ALTER", Qt::CaseInsensitive)) &&
            text.contains(u"REFERENCES", Qt::CaseInsensitive)) {
            for (auto found = references().globalMatch(text); found.hasNext();)
                lock(found.next().captured(1), Mode::ShareRow);
        }
    }
    QStringList told;
    for (size_t mode = kWords.size() - 1; mode > 0; --mode) {
        QStringList tables;
        for (const auto &[table, its] : strongest) {
            if (its == Mode(mode))
                tables << table;
        }
        if (!tables.isEmpty())
            told << QCoreApplication::translate("StatementLock", "%1 on %2")
                        .arg(QLatin1String(kWords[mode]), tables.join(QStringLiteral(", ")));
    }
    return told.join(QStringLiteral("; "));
}

} // namespace arborist::migrations
