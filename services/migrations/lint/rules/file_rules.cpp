// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/migrations/lint/rule.h"
#include "services/postgres/sql_lexer.h"
#include "services/postgres/sql_split.h"

namespace arborist::migrations {
namespace {

constexpr RuleText kRules[] = {
    {"byte-order-mark", Severity::Error, QT_TRANSLATE_NOOP("Lint", "Begins with a byte order mark"),
     QT_TRANSLATE_NOOP("Lint",
                       "The three invisible bytes reach the server, which refuses them (42601)."),
     QT_TRANSLATE_NOOP("Lint", "Save the file as UTF-8 without a BOM.")},
    {"invalid-utf8", Severity::Warning, QT_TRANSLATE_NOOP("Lint", "Is not UTF-8"),
     QT_TRANSLATE_NOOP("Lint", "Tools replace the bytes or refuse the file, so that the database "
                               "gets other text than the file shows."),
     QT_TRANSLATE_NOOP("Lint", "Save the file as UTF-8.")},
    {"nul-byte", Severity::Error, QT_TRANSLATE_NOOP("Lint", "Holds a NUL byte"),
     QT_TRANSLATE_NOOP(
         "Lint",
         "PostgreSQL cannot take a NUL in a query: what stands behind it is lost or refused."),
     QT_TRANSLATE_NOOP("Lint", "Remove the byte.")},
    {"conflict-markers", Severity::Error, QT_TRANSLATE_NOOP("Lint", "Holds an unresolved merge"),
     QT_TRANSLATE_NOOP("Lint", "The markers of a merge conflict are no SQL: the migration fails."),
     QT_TRANSLATE_NOOP("Lint", "Resolve the conflict.")},
    {"down-section", Severity::Error, QT_TRANSLATE_NOOP("Lint", "Would run its Down part as well"),
     QT_TRANSLATE_NOOP("Lint", "drizzle-orm runs the whole file: what stands below “-- Down” is "
                               "executed right after what it takes back."),
     QT_TRANSLATE_NOOP("Lint", "Move the Down part into a file beside it, NAME.down.sql.")},
    {"breakpoint-in-text", Severity::Error,
     QT_TRANSLATE_NOOP("Lint", "Is cut apart inside a string or comment"),
     QT_TRANSLATE_NOOP("Lint", "Drizzle cuts at every “--> statement-breakpoint”, in strings, "
                               "comments and function bodies too: both halves fail."),
     QT_TRANSLATE_NOOP("Lint", "Write the text in two parts ('--> statement-' || 'breakpoint'), or "
                               "leave it out of the comment.")},
};

/// Offsets at which lines begin with one of these words.
void checkLines(const Subject &file, Report &report)
{
    const QByteArray &text = file.migration.text;
    int markers = 0;
    qsizetype firstMarker = -1;
    for (qsizetype at = 0; at >= 0 && at < text.size();) {
        const qsizetype next = text.indexOf('\n', at);
        const QByteArray line = text.mid(at, next < 0 ? -1 : next - at).trimmed();
        if (line.startsWith("<<<<<<< ") || line == "=======" || line.startsWith(">>>>>>> ")) {
            ++markers;
            firstMarker = firstMarker < 0 ? at : firstMarker;
        }
        const QByteArray lower = line.toLower();
        if (file.isDrizzle() && lower.startsWith("--")) {
            const QByteArray words = lower.mid(2).trimmed();
            if (words == "down" || words == "down migration" || words == "migrate:down" ||
                words == "+goose down" || words == "+migrate down")
                report.addAt(at, "down-section", QString::fromUtf8(line));
        }
        at = next < 0 ? -1 : next + 1;
    }
    if (markers >= 3)
        report.addAt(firstMarker, "conflict-markers", {});
}

void checkFile(const Subject &file, Report &report)
{
    const QByteArray &text = file.migration.text;
    if (text.startsWith("\xef\xbb\xbf"))
        report.addAt(0, "byte-order-mark", {});
    if (const qsizetype nul = text.indexOf('\0'); nul >= 0)
        report.addAt(nul, "nul-byte", {});
    const QByteArray valid = postgres::validUtf8(text);
    for (qsizetype at = 0; at < text.size(); ++at) {
        if (valid[at] != text[at]) {
            report.addAt(at, "invalid-utf8",
                         QCoreApplication::translate("Lint", "The first such byte is %1.")
                             .arg(QString::number(static_cast<unsigned char>(text[at]), 16)));
            break;
        }
    }
    checkLines(file, report);
    if (!file.isDrizzle())
        return;
    for (std::size_t i = 0; i + 1 < file.script.pieces.size(); ++i) {
        const Piece &piece = file.script.pieces[i];
        if (!postgres::lookAtSql(piece.sql).isComplete) {
            report.addAt(piece.offset + piece.sql.size(), "breakpoint-in-text", {});
            break; // the halves behind it are open, too
        }
    }
}

} // namespace

RuleFamily fileRules()
{
    return {kRules, nullptr, checkFile};
}

} // namespace arborist::migrations
