// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/stages/lock_text.h"

#include "services/core/error.h"
#include "services/stages/toml_file.h"
#include <QCoreApplication>
#include <QRegularExpression>
#include <algorithm>

namespace arborist::stages {

namespace {

const QString kName = QStringLiteral("arborist.lock");

QString tr(const char *text)
{
    return QCoreApplication::translate("LockFile", text);
}

struct Entry {
    QString key, value; ///< the value as TOML has it; empty: the key is left out
};

QString quoted(const QString &text)
{
    QString out;
    for (const QChar each : text) {
        if (each == u'"' || each == u'\\')
            out += u'\\';
        if (each.unicode() < 0x20 || each.unicode() == 0x7f)
            out += QStringLiteral("\\u%1").arg(int(each.unicode()), 4, 16, QChar(u'0'));
        else
            out += each;
    }
    return u'"' + out + u'"';
}

QString quotedOrNone(const QString &text)
{
    return text.isEmpty() ? QString() : quoted(text);
}

/// A local address is only this machine's way to the server: another one has another.
std::vector<Entry> entriesOf(const FingerprintRecord &record)
{
    const Fingerprint &print = record.fingerprint;
    const auto number = [](int value) { return value > 0 ? QString::number(value) : QString(); };
    const QString seen = record.firstSeen.toUTC().toString(Qt::ISODate);
    return {
        {QStringLiteral("system_identifier"), quoted(print.systemIdentifier)},
        {QStringLiteral("database_oid"), QString::number(print.databaseOid)},
        {QStringLiteral("database"), quotedOrNone(record.database)},
        {QStringLiteral("address"), print.isLocal() ? QString() : quoted(print.address)},
        {QStringLiteral("port"), number(print.port)},
        {QStringLiteral("standby"), print.standby ? QStringLiteral("true") : QString()},
        {QStringLiteral("timeline"), quotedOrNone(print.timeline)},
        {QStringLiteral("major_version"), number(print.majorVersion)},
        {QStringLiteral("environment"), quotedOrNone(toKey(record.environment))},
        {QStringLiteral("first_seen"), quotedOrNone(record.firstSeen.isValid() ? seen : QString())},
    };
}

Error cannotEdit(const QString &stage)
{
    return Error(tr("The entry of %1 in arborist.lock is written in a way that cannot be changed "
                    "without harm to the rest.")
                     .arg(stage),
                 tr("Take the entry out of arborist.lock, and try again."))
        .setWhere(kName);
}

/// The text of the file by lines, each with its line end.
class LockText
{
public:
    explicit LockText(const QString &text)
    {
        for (qsizetype from = 0; from < text.size();) {
            const qsizetype end = text.indexOf(u'\n', from);
            const qsizetype next = end < 0 ? text.size() : end + 1;
            m_lines += text.mid(from, next - from);
            from = next;
        }
        m_end =
            text.contains(QStringLiteral("\r\n")) ? QStringLiteral("\r\n") : QStringLiteral("\n");
    }

    QString text() const { return m_lines.join(QString()); }

    void put(const FingerprintRecord &record)
    {
        const std::optional<ConfigNode> table = tableOf(record.stage);
        if (!table) {
            append(record);
            return;
        }
        checkHeader(*table, record.stage);
        int last = table->line;
        for (const ConfigNode &child : table->children)
            last = std::max(last, child.line);
        // From the end of the table up, so that the lines above keep their numbers.
        QStringList added;
        std::vector<std::pair<int, QString>> changed;
        for (const Entry &entry : entriesOf(record)) {
            const auto child =
                std::find_if(table->children.begin(), table->children.end(),
                             [&](const ConfigNode &each) { return each.key == entry.key; });
            if (child != table->children.end())
                changed.emplace_back(child->line, entry.value);
            else if (!entry.value.isEmpty())
                added += entry.key + QStringLiteral(" = ") + entry.value + m_end;
        }
        endLine(last);
        for (qsizetype i = 0; i < added.size(); ++i)
            m_lines.insert(last + i, added.at(i));
        std::sort(changed.begin(), changed.end(),
                  [](const auto &a, const auto &b) { return a.first > b.first; });
        for (const auto &[line, value] : changed)
            change(line, value, record.stage);
    }

    void remove(const QString &stage)
    {
        const std::optional<ConfigNode> table = tableOf(stage);
        if (!table)
            return;
        checkHeader(*table, stage);
        int last = table->line;
        for (const ConfigNode &child : table->children)
            last = std::max(last, child.line);
        m_lines.remove(table->line - 1, last - table->line + 1);
    }

private:
    std::optional<ConfigNode> tableOf(const QString &stage) const
    {
        const ConfigNode root = parseToml(text(), kName);
        for (const ConfigNode &node : root.children) {
            if (node.key != u"stages")
                continue;
            for (const ConfigNode &table : node.children) {
                if (table.key == stage)
                    return table;
            }
        }
        return std::nullopt;
    }

    void checkHeader(const ConfigNode &table, const QString &stage) const
    {
        const bool header = table.line > 0 && table.line <= m_lines.size() &&
                            m_lines.at(table.line - 1).trimmed().startsWith(u'[');
        if (!header)
            throw cannotEdit(stage);
    }

    void append(const FingerprintRecord &record)
    {
        if (m_lines.isEmpty())
            m_lines += tr("# Which databases the protected stages of this project are. Written by "
                          "\"arboristctl stages trust\"; commit it with the project.") +
                       m_end;
        endLine(int(m_lines.size()));
        static const QRegularExpression bare(QStringLiteral("\\A[A-Za-z0-9_-]+\\z"));
        const QString name =
            bare.match(record.stage).hasMatch() ? record.stage : quoted(record.stage);
        m_lines += m_end;
        m_lines += QStringLiteral("[stages.%1]").arg(name) + m_end;
        for (const Entry &entry : entriesOf(record)) {
            if (!entry.value.isEmpty())
                m_lines += entry.key + QStringLiteral(" = ") + entry.value + m_end;
        }
    }

    /// The last line of a file may lack its end.
    void endLine(int line)
    {
        if (line > 0 && !m_lines.at(line - 1).endsWith(u'\n'))
            m_lines[line - 1] += m_end;
    }

    void change(int line, const QString &value, const QString &stage)
    {
        if (value.isEmpty()) {
            m_lines.removeAt(line - 1);
            return;
        }
        static const QRegularExpression form(QStringLiteral(
            "\\A(\\s*[A-Za-z_\"']+\\s*=\\s*)(\"(?:[^\"\\\\]|\\\\.)*\"|'[^']*'|[^\\s#\"']+)"));
        const QRegularExpressionMatch match = form.match(m_lines.at(line - 1));
        if (!match.hasMatch())
            throw cannotEdit(stage);
        m_lines[line - 1] =
            match.captured(1) + value + m_lines.at(line - 1).mid(match.capturedEnd());
    }

    QStringList m_lines;
    QString m_end;
};

bool isKept(const FingerprintRecord &a, const FingerprintRecord &b)
{
    return a.stage == b.stage && a.fingerprint == b.fingerprint && a.database == b.database &&
           a.environment == b.environment && a.firstSeen == b.firstSeen;
}

/// Every stage but that one must be there as before.
void checkOthers(const std::vector<FingerprintRecord> &before,
                 const std::vector<FingerprintRecord> &after, const QString &stage)
{
    for (const FingerprintRecord &record : before) {
        const bool there =
            record.stage == stage ||
            std::any_of(after.begin(), after.end(), [&record](const FingerprintRecord &other) {
                return isKept(record, other);
            });
        if (!there)
            throw cannotEdit(stage);
    }
}

QString checked(const QString &text, const LockText &lines, const QString &stage, bool stays)
{
    if (lines.text() == text)
        return text;
    const std::vector<FingerprintRecord> after = parseLockFile(lines.text());
    checkOthers(parseLockFile(text), after, stage);
    const bool there = std::any_of(after.begin(), after.end(), [&](const FingerprintRecord &each) {
        return each.stage == stage;
    });
    if (there != stays)
        throw cannotEdit(stage);
    return lines.text();
}

} // namespace

QString withLockRecord(const QString &text, const FingerprintRecord &record)
{
    LockText lines(text);
    lines.put(record);
    return checked(text, lines, record.stage, true);
}

QString withoutLockRecord(const QString &text, const QString &stage)
{
    LockText lines(text);
    lines.remove(stage);
    return checked(text, lines, stage, false);
}

} // namespace arborist::stages
