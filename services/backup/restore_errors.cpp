// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/backup/restore_errors.h"

#include "services/core/redact.h"
#include <QCoreApplication>
#include <QRegularExpression>

namespace arborist::backup {

namespace {

QString tr(const char *text)
{
    return QCoreApplication::translate("Restore", text);
}

constexpr qsizetype kKept = 100;
constexpr qsizetype kLongest = 400;
constexpr qsizetype kLongestCommand = 4000;

bool startsWithAny(const QString &text, std::initializer_list<const char *> beginnings)
{
    return std::ranges::any_of(beginnings, [&](const char *beginning) {
        return text.startsWith(QLatin1String(beginning), Qt::CaseInsensitive);
    });
}

void add(QStringList &list, const QString &text)
{
    if (list.size() < kKept)
        list << redacted(text.simplified()).left(kLongest);
}

} // namespace

bool RestoreJudge::isHarmless(const QString &statement, const QString &sqlState) const
{
    static const QRegularExpression setting(QStringLiteral("^SET [a-z_]+ = [^;]*;?\\s*$"));
    const QString text = statement.trimmed();
    // In every new database already, and in the way of those who do not own it.
    if (startsWithAny(text,
                      {"CREATE SCHEMA public;", "COMMENT ON EXTENSION ",
                       "COMMENT ON SCHEMA public ", "ALTER SCHEMA public OWNER TO ",
                       "CREATE EXTENSION IF NOT EXISTS plpgsql ", "CREATE EXTENSION plpgsql "}) ||
        text == u"CREATE SCHEMA public")
        return true;
    // pg_dump of a newer version: settings that this server does not know.
    if (setting.match(text).hasMatch() && (sqlState.isEmpty() || sqlState == u"42704"))
        return true;
    return m_noOwner && (startsWithAny(text, {"GRANT ", "REVOKE ", "ALTER DEFAULT PRIVILEGES "}) ||
                         isPassedOver(text));
}

bool RestoreJudge::isPassedOver(const QString &statement) const
{
    static const QRegularExpression owner(
        QStringLiteral(R"re(^ALTER [^;]* OWNER TO (?:"(?:[^"]|"")+"|\w+);?\s*$)re"));
    return m_noOwner && owner.match(statement).hasMatch();
}

void RestoreMessages::take(const QString &line)
{
    static const QString program = QStringLiteral("pg_restore: ");
    static const QRegularExpression itemLine(
        QStringLiteral("^pg_restore: (?:creating|processing data for|executing|processing|"
                       "finished item) (.*)$"));
    if (!line.startsWith(program)) {
        if (line.startsWith(QStringLiteral("Command was: "))) {
            m_inCommand = true;
            m_command = line.mid(13);
        } else if (m_inCommand && m_command.size() < kLongestCommand) {
            m_command += u'\n' + line;
        } else if (!m_error.isEmpty() && !m_inCommand && m_error.size() < kLongestCommand) {
            m_error += u' ' + line; // DETAIL, CONTEXT
        }
        return;
    }
    if (line.startsWith(QStringLiteral("pg_restore: error: "))) {
        settle();
        m_error = line.mid(19);
        return;
    }
    if (line.startsWith(QStringLiteral("pg_restore: warning: ")) ||
        line.startsWith(QStringLiteral("pg_restore: from TOC entry")) ||
        line.startsWith(QStringLiteral("pg_restore: while ")))
        return;
    settle();
    if (const auto match = itemLine.match(line); match.hasMatch() && item)
        item(match.captured(1));
}

void RestoreMessages::finish()
{
    settle();
}

void RestoreMessages::settle()
{
    if (m_error.isEmpty())
        return;
    const bool isHarmless = m_inCommand && m_judge.isHarmless(m_command);
    add(isHarmless ? m_harmless : m_harmful,
        m_inCommand ? m_error + QStringLiteral(" (%1)").arg(m_command.simplified().left(120))
                    : m_error);
    m_error.clear();
    m_command.clear();
    m_inCommand = false;
}

QString hintForFailedRestore(const QString &message, const QString &sqlState)
{
    const auto says = [&message](std::initializer_list<const char *> words) {
        return std::ranges::any_of(words, [&](const char *each) {
            return message.contains(QLatin1String(each), Qt::CaseInsensitive);
        });
    };
    const QString nothing = tr("Nothing was replaced.") + u' ';
    if (says({"uncompress", "decompress", "incorrect data check", "unexpected end of file",
              "could not read from input file", "unrecognized data block", "unexpected block ID"}))
        return nothing + tr("The dump is damaged: take another one, or copy it anew. arboristctl "
                            "backups verify tells which are intact.");
    if (sqlState.startsWith(u"22") ||
        says({"invalid input syntax", "missing data for column", "extra data after last expected",
              "invalid byte sequence"}))
        return nothing + tr("What the dump holds cannot be read: it may be damaged. arboristctl "
                            "backups verify tells.");
    if (says({"permission denied to create extension"}))
        return nothing + tr("Let a superuser create the extension in the database first.");
    if (says({"member of role", "to SET ROLE", "role \""}) && !says({"permission denied for"}))
        return nothing + tr("Create the roles that it names, or restore with --no-owner.");
    if (says({"extension control file", "is not available"}))
        return nothing + tr("Install the extension where the server is, and restore again.");
    if (says({"unrecognized configuration parameter", "syntax error"}))
        return nothing + tr("The dump may be of a newer server than this one: restore it to one "
                            "that is as new.");
    if (says({"max_locks_per_transaction", "out of shared memory"}))
        return nothing + tr("So many objects need more locks in one transaction: raise "
                            "max_locks_per_transaction of the server, or restore beside.");
    if (sqlState == u"42501" || says({"permission denied", "must be owner", "must be superuser"}))
        return nothing + tr("Connect with a role that may do this: the owner of the database, or "
                            "a superuser.");
    if (says({"No space left", "could not extend file"}))
        return nothing + tr("Make room where the server keeps its data.");
    return nothing.trimmed();
}

QString firstOf(const QStringList &messages)
{
    constexpr qsizetype kTold = 3;
    return messages.mid(0, kTold).join(u'\n');
}

} // namespace arborist::backup
