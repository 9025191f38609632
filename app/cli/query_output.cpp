// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/query_output.h"

#include "app/cli/cli_text.h"
#include "app/cli/error_output.h"
#include "app/cli/terminal.h"
#include "app/cli/text_format.h"
#include "app/cli/text_table.h"
#include <QJsonArray>
#include <QJsonDocument>

namespace arborist::cli {
namespace {

using query::Column;
using query::RowChunkPtr;
using query::RowFormat;
using query::RowWriter;
using query::StatementEnd;

/// What all have in common: messages go to standard error.
class Output : public QueryOutput
{
public:
    explicit Output(Terminal &terminal) : m_terminal(terminal) {}

    void notice(const postgres::Notice &notice) override
    {
        m_terminal.message(printable(notice.severity + QStringLiteral(": ") + notice.message));
    }

    bool fail(const Error &) override { return m_hasBegun; }

protected:
    void write(const QByteArray &bytes)
    {
        m_hasBegun = true;
        m_terminal.printBytes(bytes);
    }

    void tellOfTheRest(const StatementEnd &end)
    {
        if (end.truncated)
            m_terminal.message(
                CliText::tr("There are more rows; --limit stopped at %1.").arg(number(end.rows)));
    }

    Terminal &m_terminal;
    bool m_hasBegun = false;
};

class TableOutput final : public Output
{
public:
    using Output::Output;

    void beginResult(int, const std::vector<Column> &columns) override
    {
        if (m_hasBegun)
            write("\n");
        m_hasColumns = !columns.empty();
        m_table = TextTable();
        for (const Column &column : columns)
            m_table.addColumn(printable(column.name),
                              column.numeric ? TextTable::Align::Right : TextTable::Align::Left);
    }

    void addRows(RowChunkPtr rows) override
    {
        for (int row = 0; row < rows->rows(); ++row) {
            QStringList cells;
            for (int column = 0; column < rows->columns(); ++column) {
                const auto value = rows->cell(row, column);
                cells << (value ? QString::fromUtf8(*value) : QStringLiteral("NULL"));
            }
            m_table.addRow(cells);
        }
        write(m_table.takePart().toUtf8());
        m_hasRows = true;
    }

    void endResult(const StatementEnd &end) override
    {
        if (m_hasColumns && !std::exchange(m_hasRows, false))
            write(m_table.takePart().toUtf8());
        const QString time = duration(std::chrono::milliseconds(end.durationMs));
        const QString text = !m_hasColumns ? CliText::tr("%1, %2").arg(end.tag, time)
                             : end.rows == 1
                                 ? CliText::tr("1 row, %1").arg(time)
                                 : CliText::tr("%1 rows, %2").arg(number(end.rows), time);
        write(u'(' + text.toUtf8() + ")\n");
        tellOfTheRest(end);
    }

private:
    TextTable m_table;
    bool m_hasColumns = false;
    bool m_hasRows = false;
};

class RowOutput final : public Output
{
public:
    RowOutput(Terminal &terminal, RowFormat format) : Output(terminal), m_format(format) {}

    void beginResult(int, const std::vector<Column> &columns) override
    {
        m_writer.reset();
        if (columns.empty())
            return;
        QByteArray text = m_hasBegun ? "\n" : "";
        m_writer = RowWriter::make(m_format, columns);
        m_writer->begin(text);
        write(text);
    }

    void addRows(RowChunkPtr rows) override
    {
        QByteArray text;
        m_writer->addRows(*rows, text);
        write(text);
    }

    void endResult(const StatementEnd &end) override
    {
        if (!m_writer)
            return;
        QByteArray text;
        m_writer->end(text);
        write(text);
        tellOfTheRest(end);
    }

private:
    RowFormat m_format;
    std::unique_ptr<RowWriter> m_writer;
};

class JsonOutput final : public Output
{
public:
    JsonOutput(Terminal &terminal, bool several) : Output(terminal), m_isList(several) {}

    void beginResult(int, const std::vector<Column> &columns) override
    {
        m_writer.reset();
        if (columns.empty())
            return;
        QJsonArray list;
        for (const Column &column : columns)
            list += QJsonObject{{QStringLiteral("name"), column.name},
                                {QStringLiteral("type"), column.type}};
        QByteArray text = opening();
        text += "{\"columns\":" + QJsonDocument(list).toJson(QJsonDocument::Compact) + ",\"rows\":";
        m_writer = RowWriter::make(RowFormat::Json, columns);
        m_writer->begin(text);
        write(text);
        m_isFirst = false;
    }

    void addRows(RowChunkPtr rows) override
    {
        QByteArray text;
        m_writer->addRows(*rows, text);
        write(text);
    }

    void endResult(const StatementEnd &end) override
    {
        if (!m_writer)
            return;
        QByteArray text;
        m_writer->end(text);
        text += ",\"row_count\":" + QByteArray::number(end.rows) +
                ",\"truncated\":" + (end.truncated ? "true" : "false") +
                ",\"duration_ms\":" + QByteArray::number(end.durationMs) + '}';
        write(text);
        m_writer.reset();
        tellOfTheRest(end);
    }

    /// What has been written is made one document, which says that it is not complete.
    bool fail(const Error &error) override
    {
        if (!m_hasBegun)
            return false;
        const QByteArray told =
            ",\"error\":" + QJsonDocument(errorToJson(error)).toJson(QJsonDocument::Compact);
        QByteArray text;
        if (m_writer) {
            m_writer->end(text);
            text += (m_isList ? QByteArray() : told) + '}';
        }
        if (m_isList)
            text += ']' + told + '}';
        write(text + '\n');
        return true;
    }

    void finish() override
    {
        QByteArray text = m_isFirst ? opening() : QByteArray();
        if (m_isList)
            text += "]}";
        else if (m_isFirst)
            text += "{}";
        write(text + '\n');
    }

private:
    QByteArray opening() const
    {
        if (!m_isFirst)
            return ",";
        return m_isList ? "{\"results\":[" : "";
    }

    bool m_isList;
    bool m_isFirst = true;
    std::unique_ptr<RowWriter> m_writer;
};

} // namespace

std::unique_ptr<QueryOutput> makeTableOutput(Terminal &terminal)
{
    return std::make_unique<TableOutput>(terminal);
}

std::unique_ptr<QueryOutput> makeRowOutput(Terminal &terminal, RowFormat format)
{
    return std::make_unique<RowOutput>(terminal, format);
}

std::unique_ptr<QueryOutput> makeJsonOutput(Terminal &terminal, bool severalStatements)
{
    return std::make_unique<JsonOutput>(terminal, severalStatements);
}

} // namespace arborist::cli
