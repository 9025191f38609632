// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/migrations/files/sections.h"

#include "services/migrations/files/text.h"
#include "services/migrations/files/text_lines.h"

namespace arborist::migrations {
namespace {

/// Whether a line ends a statement: its last word before a comment ends with a semicolon.
bool endsStatement(const QByteArray &line)
{
    QByteArray last;
    for (const QByteArray &word : line.simplified().split(' ')) {
        if (word.startsWith("--"))
            break;
        last = word;
    }
    return last.endsWith(';');
}

class GooseReader
{
public:
    GooseReader(const QString &file, const QByteArray &text)
        : m_file(file),
          m_text(text),
          m_lines(text)
    {
    }

    Sections read()
    {
        while (m_sections.problem.isEmpty() && m_lines.next())
            readLine();
        if (m_sections.problem.isEmpty())
            finish();
        for (std::optional<Script> *script : {&m_sections.up, &m_sections.down}) {
            if (*script)
                (*script)->inTransaction = m_inTransaction;
        }
        return std::move(m_sections);
    }

private:
    enum class Part { None, Up, Down };

    void refuse(const QString &problem)
    {
        m_sections.problem = problem;
        m_sections.line = m_lines.number();
    }

    void readLine()
    {
        const QByteArray line = m_lines.trimmed();
        if (m_lines.startsWith("--") && readDirective(line.mid(2).trimmed()))
            return;
        if (m_begin < 0 && (line.isEmpty() || line.startsWith("--")))
            return;
        if (m_part == Part::None)
            return refuse(Text::tr("a statement precedes “-- +goose Up”"));
        if (m_begin < 0) {
            m_begin = m_lines.begin();
            m_line = m_lines.number();
        }
        if (!m_inBlock && endsStatement(line))
            endStatement(m_lines.end());
    }

    /// False for an ordinary comment.
    bool readDirective(const QByteArray &directive)
    {
        if (directive == "+goose Up") {
            if (m_part != Part::None)
                refuse(Text::tr("there is a second “-- +goose Up”"));
            m_part = Part::Up;
            m_sections.up = Script{m_file, {}, true};
        } else if (directive == "+goose Down") {
            if (m_part != Part::Up || m_inBlock)
                refuse(Text::tr("“-- +goose Down” does not follow “-- +goose Up”"));
            else if (m_begin >= 0)
                refuse(Text::tr("the last statement before “-- +goose Down” has no semicolon"));
            m_part = Part::Down;
            m_sections.down = Script{m_file, {}, true};
        } else if (directive == "+goose StatementBegin") {
            if (m_part == Part::None || m_inBlock)
                refuse(Text::tr("“-- +goose StatementBegin” is in no section"));
            m_inBlock = true;
        } else if (directive == "+goose StatementEnd") {
            if (!m_inBlock)
                refuse(Text::tr("“-- +goose StatementEnd” has no beginning"));
            m_inBlock = false;
            if (m_begin >= 0)
                endStatement(m_lines.begin());
        } else if (directive == "+goose NO TRANSACTION") {
            m_inTransaction = false;
        } else if (directive == "+goose ENVSUB ON" || directive == "+goose ENVSUBST ON") {
            m_sections.isRunnable = false;
        } else if (directive != "+goose ENVSUB OFF" && directive != "+goose ENVSUBST OFF") {
            return false;
        }
        return true;
    }

    void endStatement(qsizetype end)
    {
        // As goose sends it: without the blanks around it.
        while (end > m_begin && QChar::isSpace(uchar(m_text[end - 1])))
            --end;
        Script &script = *(m_part == Part::Down ? m_sections.down : m_sections.up);
        script.pieces.push_back({m_text.mid(m_begin, end - m_begin), m_begin, m_line});
        m_begin = -1;
    }

    void finish()
    {
        if (m_part == Part::None)
            refuse(Text::tr("there is no “-- +goose Up”"));
        else if (m_inBlock)
            refuse(Text::tr("there is no “-- +goose StatementEnd”"));
        else if (m_begin >= 0)
            refuse(Text::tr("the last statement has no semicolon"));
    }

    QString m_file;
    const QByteArray &m_text;
    TextLines m_lines;
    Sections m_sections;
    Part m_part = Part::None;
    bool m_inBlock = false;
    bool m_inTransaction = true;
    qsizetype m_begin = -1; ///< of the statement that is being read
    int m_line = 0;
};

} // namespace

Sections gooseSections(const QString &file, const QByteArray &text)
{
    return GooseReader(file, text).read();
}

} // namespace arborist::migrations
