// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/migrations/project/typeorm_output.h"

#include "services/core/redact.h"
#include "services/migrations/author/terminal_process.h"
#include "services/migrations/run/script_error.h"
#include <QCoreApplication>
#include <QRegularExpression>
#include <algorithm>

namespace arborist::migrations {

namespace {

constexpr qsizetype kMostLetters = 400;

QString tr(const char *text)
{
    return QCoreApplication::translate("TypeOrmOutput", text);
}

QString shortened(const QString &text)
{
    return redacted(text.simplified().left(kMostLetters));
}

/// A value as Node prints the fields of an error: code: '42P07'.
QString fieldOf(const QString &text, const char *name)
{
    const QRegularExpression field(
        QStringLiteral("^\\s*%1: (['\"`])(.*)\\1,?\\s*$").arg(QLatin1String(name)),
        QRegularExpression::MultilineOption);
    return field.match(text).captured(2);
}

/// Where the migration's own code was when it failed, by the trace.
QString placeIn(const QString &text, const MigrationSet &set, const Migration &migration)
{
    const QString shown = shownFile(set, migration.file);
    const QRegularExpression frame(QRegularExpression::escape(migration.file) +
                                   QStringLiteral(":(\\d+):(\\d+)\\)?"));
    if (const auto match = frame.match(text); match.hasMatch())
        return shown + u':' + match.captured(1) + u':' + match.captured(2);
    return shown + u':' + QString::number(std::max(1, typeOrmClassOf(migration).upLine));
}

const QRegularExpression &failure()
{
    static const QRegularExpression line(
        QStringLiteral("^Migrations? (?:\"([^\"]+)\" )?failed, error: (.*)$"),
        QRegularExpression::MultilineOption);
    return line;
}

} // namespace

TypeOrmClass typeOrmClassOf(const Migration &migration)
{
    const auto all = typeOrmClasses(QString::fromUtf8(migration.text));
    const auto found = std::ranges::find(all, migration.name, &TypeOrmClass::name);
    return found == all.end() ? TypeOrmClass{} : *found;
}

QString methodText(const MigrationSet &set, const Migration &migration, bool isDown)
{
    const TypeOrmClass its = typeOrmClassOf(migration);
    const int first = isDown ? its.downLine : its.upLine;
    const int last = isDown ? its.downEnd : its.upEnd;
    const QString place = shownFile(set, migration.file);
    if (first <= 0 || last < first)
        return QStringLiteral("-- ") + tr("%1: its code could not be read.").arg(place);
    const QStringList lines = QString::fromUtf8(migration.text).split(u'\n');
    QString text = lines.mid(first - 1, last - first + 1).join(u'\n');
    text.remove(u'\r');
    return QStringLiteral("-- ") + tr("%1, line %2; TypeORM runs it:").arg(place).arg(first) +
           u'\n' + redacted(text);
}

void LineReader::add(const QByteArray &bytes)
{
    m_rest += bytes;
    for (qsizetype end = m_rest.indexOf('\n'); end >= 0; end = m_rest.indexOf('\n')) {
        m_line(plainText(m_rest.first(end)).trimmed());
        m_rest.remove(0, end + 1);
    }
}

QString doneIn(const QString &line)
{
    static const QRegularExpression done(QStringLiteral(
        "^Migration (\\S+) has been +(?:\\(fake\\) )?(?:executed|reverted) successfully"));
    return done.match(line).captured(1);
}

QString failedIn(const QString &text)
{
    return failure().match(text).captured(1);
}

Error complaintOf(const QString &text, const MigrationSet &set, const Migration &migration,
                  const QString &otherwise)
{
    QString what;
    if (const auto match = failure().match(text); match.hasMatch()) {
        what = match.captured(1).isEmpty()
                   ? match.captured(2)
                   : QStringLiteral("%1: %2").arg(match.captured(1), match.captured(2));
    } else {
        const QStringList lines = text.split(u'\n', Qt::SkipEmptyParts);
        const auto line = std::ranges::find_if(lines, [](const QString &each) {
            return each.contains(QStringLiteral("rror")) &&
                   !each.startsWith(QStringLiteral("Error during migration")) &&
                   !each.startsWith(QStringLiteral("query"));
        });
        what = line == lines.end() ? otherwise : otherwise + u' ' + *line;
    }
    const QString hint = fieldOf(text, "hint");
    Error error(shortened(what), hint.isEmpty() ? QString() : shortened(hint));
    const QString state = fieldOf(text, "code");
    static const QRegularExpression form(QStringLiteral("^[0-9A-Z]{5}$"));
    if (form.match(state).hasMatch())
        error.setSqlState(state);
    error.setDetail(shortened(fieldOf(text, "detail")));
    return error.setWhere(placeIn(text, set, migration));
}

} // namespace arborist::migrations
